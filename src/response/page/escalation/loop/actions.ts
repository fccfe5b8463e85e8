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
/** Few at a time, so that a P0 that comes in waits for no long row of others. */
const AT_A_TIME = 4

/** Starts it. One that fails is told of; its lease runs out, and it is tried again, here or elsewhere. */
export function startEscalator(desk: PageDesk): Escalator {
  const one = (claimed: ClaimedEscalation) => workOn(desk, claimed).catch(desk.onTrouble)
  return repeat(async () => {
    const claimed = await claimEscalations(desk.incidents.db, AT_A_TIME)
    await Promise.all(claimed.map(one))
    if (claimed.length > 0) return 0
    const wait = (await nextEscalationInMs(desk.incidents.db)) ?? LONGEST_SLEEP_MS
    return Math.min(LONGEST_SLEEP_MS, Math.max(SHORTEST_SLEEP_MS, wait))
  }, desk.onTrouble)
}
