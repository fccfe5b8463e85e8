/** What holds where the settings say nothing, in milliseconds; `delivery-schema.ts` writes the same as people do. */
import type { StormBudgets } from '../outbox/attach/storm.ts'

export const USUAL_BUDGETS: StormBudgets = {
  0: { alone: 10, windowMs: 60_000, everyMs: 1_000 },
  1: { alone: 3, windowMs: 300_000, everyMs: 30_000 },
  2: { alone: 1, windowMs: 300_000, everyMs: 300_000, mostPerHour: 10 },
}

export const USUAL_PROOF_WITHIN_MS = 120_000
