/** Writes what a person did to an alert. */
import { sql } from 'kysely'
import type { Database } from '../../../db/database.ts'
import { type Alert, stateAt } from '../alert.ts'
import { storableText } from '../receive/storable-json.ts'

export async function saveChange(
  tx: Database,
  alert: Alert,
  by: { action: string; outcome: string; actor: string; note?: string; now: Date },
): Promise<void> {
  const open = stateAt(alert, by.now) !== 'resolved'
  await sql`
    with changed as (
      update alerts set open = ${open}, ends_at = ${alert.endsAt ?? null}, end_is_timeout = ${alert.endIsTimeout},
        acknowledged_at = ${alert.acknowledgedAt ?? null}, acknowledged_by = ${alert.acknowledgedBy ?? null}
      where id = ${alert.id} returning id, integration_id, key)
    insert into alert_events (alert_id, integration_id, key, at, action, outcome, actor, note)
    select id, integration_id, key, ${by.now}, ${by.action}, ${by.outcome}, ${storableText(by.actor)},
      ${by.note === undefined ? null : storableText(by.note)} from changed`.execute(tx)
}
