import { z } from 'zod'
import { PERMISSIONS } from '../../kit/permission.ts'

const who = z.object({ id: z.string(), name: z.string() })

/** Whoever asks, and what they may do. */
export const sessionShape = z.object({
  ...{ user: who.extend({ login: z.string(), role: z.string() }), teams: z.array(who) },
  ...{ permissions: z.array(z.enum(PERMISSIONS)), by: z.enum(['session', 'token']), token: who.nullable() },
})
