/** Carries out what a sender asks for one of its alerts. */
import type { Database } from '../../../db/database.ts'
import { publish } from '../../../db/events.ts'
import { inTransaction } from '../../../db/transaction.ts'
import type { StoredAlert } from '../alert-row.ts'
import { type AlertAction, changeAlert } from '../change/change-alert.ts'
import { saveState, wakeGroups } from '../change/store.ts'
import { storableText } from '../receive/storable-json.ts'
import { type KeptRequest, keepRequests, lockIntegrations } from '../receive/store.ts'
import type { AlertCommand, AlertTarget } from './alert-command.ts'
import { changeWords } from './change-words.ts'
import { appendCommand, findTarget, saveWords } from './store.ts'

export interface AlertOrder {
  /** The request it came with; kept as it came. */
  readonly request: KeptRequest
  readonly target: AlertTarget
  readonly command: AlertCommand
  /** Who, as far as the sender says. */
  readonly by?: string
  readonly note?: string
  readonly now: Date
}

const ACTIONS: Partial<Record<AlertCommand['do'], AlertAction>> = {
  acknowledge: 'acknowledge',
  unacknowledge: 'unacknowledge',
  resolve: 'resolve',
  delete: 'resolve',
  snooze: 'snooze',
}

/** Does it and writes it down; false when the sender has no such alert, which is written down too. */
export async function commandAlert(db: Database, order: AlertOrder): Promise<boolean> {
  const { request, target, command, now } = order
  return inTransaction(db, async (tx) => {
    await lockIntegrations(tx, [request.integrationId])
    await keepRequests(tx, [request])
    const alert = await findTarget(tx, request.integrationId, target)
    const done = alert ? await carryOut(tx, alert, order) : { outcome: 'ignored', why: 'no such alert' }
    const { by, note } = order
    await appendCommand(tx, {
      ...(alert ? { alertId: alert.id } : {}),
      ...{
        integrationId: request.integrationId,
        requestId: request.id,
        key: alert?.key ?? String(target.value),
        at: now,
      },
      ...{ action: command.do, ...done, data: command },
      ...(by === undefined ? {} : { actor: by }),
      ...(note === undefined ? {} : { note }),
    })
    return alert !== undefined
  })
}

async function carryOut(
  tx: Database,
  alert: StoredAlert,
  order: AlertOrder,
): Promise<{ outcome: string; why?: string }> {
  const { command, now, by = 'its sender' } = order
  const action = ACTIONS[command.do]
  if (action) {
    const change = changeAlert(alert, action, {
      ...{ name: by, now },
      ...(command.do === 'snooze' ? { until: command.until } : {}),
    })
    if (change.do === 'refuse') return { outcome: 'ignored', why: change.why }
    await saveState(tx, change.alert, now)
    if (change.alert.snoozedUntil) await wakeGroups(tx, alert.id, change.alert.snoozedUntil)
    const { integrationId, severity, summary } = alert
    const data = { integrationId, severity, summary: storableText(summary), by: storableText(by) }
    await publish(tx, [{ type: `alert.${change.outcome}`, subject: alert.id, data }])
    return { outcome: change.outcome }
  }
  const words = changeWords(alert, command)
  if (!words) return { outcome: 'recorded' }
  await saveWords(tx, alert.id, words)
  return { outcome: 'updated' }
}
