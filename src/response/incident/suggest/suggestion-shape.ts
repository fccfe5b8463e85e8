import { z } from 'zod'

/** A procedure of the book that may help, as the API shows it. */
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
