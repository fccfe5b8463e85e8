import { z } from 'zod'

/** Something that happened to an alert, as the API shows it. */
export const alertEventShape = z.object({
  ...{ seq: z.int(), at: z.iso.datetime(), action: z.string(), outcome: z.string() },
  ...{ why: z.string().nullable(), actor: z.string().nullable(), note: z.string().nullable() },
  request: z.string().nullable().describe('The request that said so, to be read below the alert while it is kept'),
})
