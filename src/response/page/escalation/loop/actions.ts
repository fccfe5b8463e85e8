/** Keeps escalations going on this replica: looks when it is woken, when something is due, and at least four times a second. */
import { repeat } from '../../../alert/dispatch/repeat/actions.ts'
import type { PageDesk } from '../../page-desk.ts'
import { workOn } from '../actions.ts'
import { type ClaimedEscalation, claimEscalations, nextEscalationInMs } from '../store.ts'

export interface Escalator {
  readonly wake: () => void
  readonly stop: () => Promise<void>
}

const LONGEST_SLEEP_MS = 250
const SHORTEST_SLEEP_MS = 20
/** Few at a time, so that a replica that ends soon is soon at its end. */
const AT_A_TIME = 4

/**
 * Starts it: one loop for all, another one for the worst severity alone, which so waits for nobody. One that fails is told of; its lease runs out,
 * and it is tried again, here or elsewhere.
 */
export function startEscalator(desk: PageDesk): Escalator {
  const { db } = desk.incidents
  const one = (claimed: ClaimedEscalation) => workOn(desk, claimed).catch(desk.onTrouble)
  const loop = (which: 'all' | 'worst') =>
    repeat(async () => {
      const claimed = await claimEscalations(db, AT_A_TIME, which)
      await Promise.all(claimed.map(one))
      if (claimed.length > 0) return 0
      const wait = (await nextEscalationInMs(db, which)) ?? LONGEST_SLEEP_MS
      return Math.min(LONGEST_SLEEP_MS, Math.max(SHORTEST_SLEEP_MS, wait))
    }, desk.onTrouble)
  const loops = [loop('worst'), loop('all')]
  return {
    wake: () => {
      for (const each of loops) each.wake()
    },
    stop: async () => {
      await Promise.all(loops.map((each) => each.stop()))
    },
  }
}
