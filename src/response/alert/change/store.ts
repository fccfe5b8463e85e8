/** Writes what a person did to an alert. */
import { sql } from 'kysely'
import type { Database } from '../../../db/database.ts'
import { type Alert, stateAt } from '../alert.ts'
import { storableText } from '../receive/storable-json.ts'

/** Whether an alert is over, and who has it. */
export async function saveState(tx: Database, alert: Alert, now: Date): Promise<void> {
  const { id, endsAt, endIsTimeout, acknowledgedAt, acknowledgedBy } = alert
  await sql`
    update alerts set open = ${stateAt(alert, now) !== 'resolved'}, ends_at = ${endsAt ?? null}, end_is_timeout = ${endIsTimeout},
      acknowledged_at = ${acknowledgedAt ?? null},
      acknowledged_by = ${acknowledgedBy === undefined ? null : storableText(acknowledgedBy)}
    where id = ${id}`.execute(tx)
}

export async function appendChange(
  tx: Database,
  alert: Alert,
  by: { action: string; outcome: string; actor: string; note?: string; now: Date },
): Promise<void> {
  await sql`
    insert into alert_events (alert_id, integration_id, key, at, action, outcome, actor, note)
    values (${alert.id}, ${alert.integrationId}, ${alert.key}, ${by.now}, ${by.action}, ${by.outcome}, ${storableText(by.actor)},
      ${by.note === undefined ? null : storableText(by.note)})`.execute(tx)
}
