import { z } from 'zod'
import { ROLES } from '../../kit/permission.ts'

/** A user as the API shows them. */
export const userShape = z.object({
  ...{ id: z.string(), login: z.string(), name: z.string(), email: z.string().nullable(), role: z.enum(ROLES) },
  ...{ createdAt: z.iso.datetime(), createdBy: z.string(), disabledAt: z.iso.datetime().nullable() },
  ...{ hasPassword: z.boolean(), version: z.number() },
})
