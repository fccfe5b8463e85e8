/** What the book says for incidents, as the API shows it. */
import { z } from 'zod'
import { SEVERITIES } from '../severity.ts'

const place = z.object({ file: z.string(), line: z.int() }).nullable()
export const policyShape = z.object({
  severities: z.array(
    z.object({
      ...{ severity: z.enum(SEVERITIES), name: z.string(), from: place },
      promises: z.object({
        ackSeconds: z.number().optional(),
        firstUpdateSeconds: z.number().optional(),
        updateSeconds: z.number().optional(),
        mitigationSeconds: z.number().optional(),
      }),
    }),
  ),
  roles: z.array(
    z.object({
      ...{ role: z.string(), title: z.string(), qualifier: z.string().nullable() },
      ...{ duties: z.array(z.string()), from: place },
    }),
  ),
  templates: z.array(
    z.object({ id: z.string(), title: z.string(), audience: z.string(), moment: z.string(), from: place }),
  ),
  workflows: z.array(z.object({ id: z.string(), title: z.string(), steps: z.int() })),
})
const step = z.object({
  ...{ id: z.string(), text: z.string(), question: z.boolean(), answers: z.array(z.string()) },
  likely: z.string().nullable().describe('The answer that the severity of the incident gives'),
})
export const positionShape = z.object({
  ...{ id: z.string(), title: z.string(), finished: z.boolean(), current: z.array(step) },
  done: z.array(
    z.object({
      ...{ step: z.string(), text: z.string(), answer: z.string().nullable() },
      by: z.string(),
      at: z.iso.datetime(),
    }),
  ),
  steps: z.int(),
})

/** A template filled with what is known. */
export const draftShape = z.object({
  ...{ template: z.string(), subject: z.string().nullable(), text: z.string() },
  open: z.array(z.string()).describe('Blanks nothing fills yet, as the author wrote them'),
})
