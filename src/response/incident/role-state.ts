import { z } from 'zod'

/** Somebody, as the timeline remembers them. */
export const personSchema = z.object({ id: z.string(), name: z.string() })
export type Person = z.infer<typeof personSchema>

/** A role in one incident: who has it, and to whom it was offered. Until the other one says yes, the first one has it. */
export const roleStateSchema = z.object({
  role: z.string(),
  holder: personSchema.optional(),
  since: z.coerce.date().optional(),
  offer: z.object({ to: personSchema, by: personSchema, at: z.coerce.date() }).optional(),
})
export type RoleState = z.infer<typeof roleStateSchema>
