/** The loop that empties the outbox, on every replica. */
import { type Repetition, repeat } from '../../../alert/dispatch/repeat/actions.ts'
import { attachDue } from './attach/actions.ts'
import type { StormBudgets } from './attach/storm.ts'
import { makeSender, type SenderParts } from './send/actions.ts'
import { nextDueInMs } from './store.ts'
import { divertTroubled, findUnproven } from './watch/actions.ts'

export interface OutboxParts extends SenderParts {
  readonly budgets: () => StormBudgets
}

export interface Outbox {
  /** Something may have been written: look now. */
  readonly wake: () => void
  /** Finishes what is being handed over, takes nothing new. */
  readonly stop: () => Promise<void>
}

/** The longest sleep: what another replica wrote is found within it, even if nobody rang. */
const LONGEST_SLEEP_MS = 500
/** What is due and not to be had is in somebody else's hands for a moment. */
const SHORTEST_SLEEP_MS = 20
const WATCH_EVERY_MS = 1_000

/** Starts it. */
export function startOutbox(parts: OutboxParts): Outbox {
  const { db, pages, budgets, onTrouble } = parts
  let watchedAtMs = Number.NEGATIVE_INFINITY
  const round = async () => {
    await attachDue(db, budgets())
    const begun = await sender.send()
    await divertTroubled(db)
    if (performance.now() - watchedAtMs > WATCH_EVERY_MS) {
      watchedAtMs = performance.now()
      while ((await findUnproven(db, pages)) > 0);
    }
    if (begun > 0) return 0
    const due = await nextDueInMs(db)
    return Math.min(LONGEST_SLEEP_MS, Math.max(SHORTEST_SLEEP_MS, due ?? LONGEST_SLEEP_MS))
  }
  const sender = makeSender(parts, () => loop.wake())
  const loop: Repetition = repeat(round, onTrouble)
  return {
    wake: loop.wake,
    stop: async () => {
      await loop.stop()
      await sender.idle()
    },
  }
}
