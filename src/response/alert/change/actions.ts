/** What people do to alerts. */
import type { Database } from '../../../db/database.ts'
import { publish } from '../../../db/events.ts'
import { inTransaction } from '../../../db/transaction.ts'
import type { Actor } from '../../../kit/route.ts'
import type { StoredAlert } from '../alert-row.ts'
import { type AuditNote, actorText } from '../by-actor.ts'
import { lockIntegrations } from '../receive/store.ts'
import { findAlert } from '../show/store.ts'
import { type AlertAction, changeAlert } from './change-alert.ts'
import { appendChange, saveState, wakeGroups } from './store.ts'

export interface ByPerson {
  readonly by: Actor
  readonly audit: AuditNote
  readonly note?: string
  /** For a snooze: when others are to hear of it again. */
  readonly until?: Date
  readonly now: Date
}

export type ChangedAlert =
  | { readonly do: 'changed'; readonly alert: StoredAlert }
  | { readonly do: 'refused'; readonly why: string }
  | { readonly do: 'unknown' }

/**
 * Acknowledges, takes that back, resolves, or puts off: durable when this resolves. It waits its turn behind signals of the same integration, so
 * that neither overwrites the other.
 */
export async function actOnAlert(
  db: Database,
  id: string,
  action: AlertAction,
  { by, audit, note, until, now }: ByPerson,
): Promise<ChangedAlert> {
  const actor = actorText(by)
  return inTransaction(db, async (tx): Promise<ChangedAlert> => {
    const seen = await findAlert(tx, id)
    if (!seen) return { do: 'unknown' }
    await lockIntegrations(tx, [seen.integrationId])
    const alert = (await findAlert(tx, seen.id))!
    const when = until === undefined ? {} : { until }
    const change = changeAlert(alert, action, { name: actor, now, ...when })
    if (change.do === 'refuse') return { do: 'refused', why: change.why }
    const { number, openedAt } = alert
    await saveState(tx, change.alert, now)
    if (change.alert.snoozedUntil) await wakeGroups(tx, alert.id, change.alert.snoozedUntil)
    await appendChange(tx, change.alert, {
      ...{ actor, now, action, outcome: change.outcome, ...when },
      ...(note === undefined ? {} : { note }),
    })
    await audit(tx, by, `alert.${change.outcome}`, alert.id, { note: note ?? null, ...when })
    const { integrationId, severity, summary } = alert
    await publish(tx, [
      { type: `alert.${change.outcome}`, subject: alert.id, data: { integrationId, severity, summary, by: actor } },
    ])
    return { do: 'changed', alert: { ...change.alert, number, openedAt } }
  })
}
