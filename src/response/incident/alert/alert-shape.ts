/** The alerts of an incident and what the book suggests for them, as the API shows them. */
import { z } from 'zod'

export const incidentAlertShape = z.object({
  ...{ alert: z.string(), incident: z.string(), summary: z.string() },
  ...{ attachedAt: z.iso.datetime(), resolvedAt: z.iso.datetime().nullable() },
  severity: z.string().nullable().describe('Absent where the alert itself was forgotten'),
  labels: z.record(z.string(), z.string()),
})

export const suggestionShape = z.object({
  ...{ repository: z.string(), file: z.string(), line: z.int(), title: z.string() },
  procedure: z.string().nullable().describe('What to run; absent where there is only something to read'),
  rank: z.int().describe('0 to 100: how sure it is that this is the page'),
  reasons: z.array(z.string()),
  bindings: z
    .array(z.object({ parameter: z.string(), label: z.string(), value: z.string(), sure: z.boolean() }))
    .describe('Labels that give parameters; a person should look at those that are not sure'),
  open: z.array(z.string()).describe('Parameters nothing gives a value'),
  alerts: z.array(z.string()),
})
