/** Progress of a run, and what its approval is about, as the API shows them. */
import { z } from 'zod'
import { STEP_STATES } from './progress.ts'

const text = z.string().nullable()

export const progressShape = z.object({
  steps: z.array(
    z.object({
      ...{ id: z.string(), title: z.string(), line: z.int(), effect: z.string(), rollsBack: z.boolean() },
      ...{ state: z.enum(STEP_STATES), reason: text, startedAt: text, endedAt: text, attempts: z.int() },
      verdicts: z.array(
        z.object({
          ...{ target: z.string(), text: z.string(), observed: text, by: z.string() },
          verdict: z.enum(['met', 'not-met', 'unverified', 'sample']),
        }),
      ),
      missingApproval: text,
    }),
  ),
  paused: z.object({ needs: z.string(), reason: z.string(), step: text }).nullable(),
  finished: z
    .object({
      ...{ result: z.string(), reason: text, durationMs: z.number().nullable() },
      promised: z.object({ text: z.string(), verdict: z.string() }).nullable(),
    })
    .nullable(),
  approvals: z.array(
    z.object({
      ...{ by: z.string(), verdict: z.enum(['approved', 'rejected']), at: z.string(), expiresAt: text, note: text },
    }),
  ),
  notes: z.array(z.object({ by: z.string(), text: z.string(), at: z.string(), step: text })),
  decisions: z.array(
    z.object({ by: z.string(), question: z.string(), answer: z.string(), at: z.string(), note: text }),
  ),
  canRollBack: z.boolean(),
})

export const approvalShape = z.object({
  planHash: z.string(),
  steps: z.array(
    z.object({
      ...{ id: z.string(), title: z.string(), line: z.int(), count: z.int(), twoPerson: z.boolean() },
      of: z.array(z.string()),
    }),
  ),
  mine: z
    .object({ allowed: z.boolean(), code: text, reason: text, hint: text })
    .describe('Whether whoever asks may approve it'),
  previous: z
    .object({ run: z.string(), planHash: z.string(), approvedBy: z.string(), at: z.iso.datetime() })
    .nullable()
    .describe('The run of the same procedure that was approved last'),
  diff: text.describe('From the plan that was approved last to this one; empty where they are the same'),
})
