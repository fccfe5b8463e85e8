/** Forgets what nobody needs any more. */
import type { Database } from '../../../db/database.ts'
import { type ForgettableTable, forgetPiece } from './store.ts'

/** How many days each kind of record is kept. */
export interface KeptDays {
  /** Requests as they came. */
  readonly requests: number
  /** Notifications that were delivered or given up. */
  readonly deliveries: number
  /** Alerts that are over, and what happened to them. */
  readonly alerts: number
  /** What was deployed or changed. */
  readonly changes: number
}

export const USUAL_DAYS: KeptDays = { requests: 7, deliveries: 30, alerts: 400, changes: 90 }

const DAY_MS = 86_400_000

/** Forgets everything that is older; answers how many rows. Ends early with the signal. */
export async function forgetOldAlerts(db: Database, kept: KeptDays, now: Date, signal: AbortSignal): Promise<number> {
  const before = (days: number) => new Date(now.getTime() - days * DAY_MS)
  const order: readonly (readonly [ForgettableTable, Date])[] = [
    ['alert_requests', before(kept.requests)],
    ['alert_deliveries', before(kept.deliveries)],
    ['alert_events', before(kept.alerts)],
    ['alerts', before(kept.alerts)],
    ['change_events', before(kept.changes)],
  ]
  let forgotten = 0
  for (const [table, time] of order)
    for (let piece = 1; piece > 0 && !signal.aborted; forgotten += piece) piece = await forgetPiece(db, table, time)
  return forgotten
}
