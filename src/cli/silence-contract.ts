/** The JSON of the commands about silences. It only grows. */
import { z } from 'zod'
import { shownAlertSchema } from '../response/alert/show/shown-alert.ts'
import { shownSilenceSchema } from '../response/alert/silence/shown-silence.ts'

const silencesOutput = z.object({ schema: z.literal('opsbook.silences/v1'), silences: z.array(shownSilenceSchema) })

const silenceOutput = z.object({
  schema: z.literal('opsbook.silence/v1'),
  silence: shownSilenceSchema.nullable().describe('Null where it was only tried.'),
  fits: z
    .object({ count: z.int(), alerts: z.array(shownAlertSchema).describe('The first of them.') })
    .describe('The alerts that fire now and fit it.'),
  history: z
    .array(z.object({ at: z.iso.datetime(), action: z.string(), actor: z.string() }))
    .optional()
    .describe('What was done to it, oldest first; of view only.'),
})

/** Name of the published schema file → schema. */
export const silenceContracts = { silence: silenceOutput, silences: silencesOutput } as const
