/** Writes what a person did to an alert. */
import { sql } from 'kysely'
import type { Database } from '../../../db/database.ts'
import { type Alert, stateAt } from '../alert.ts'
import { storableJson, storableText } from '../receive/storable-json.ts'

/** Whether an alert is over, who has it, and until when it is put off. */
export async function saveState(tx: Database, alert: Alert, now: Date): Promise<void> {
  const { id, endsAt, endIsTimeout, acknowledgedAt, acknowledgedBy, snoozedUntil } = alert
  await sql`
    update alerts set open = ${stateAt(alert, now) !== 'resolved'}, ends_at = ${endsAt ?? null}, end_is_timeout = ${endIsTimeout},
      acknowledged_at = ${acknowledgedAt ?? null}, snoozed_until = ${snoozedUntil ?? null},
      acknowledged_by = ${acknowledgedBy === undefined ? null : storableText(acknowledgedBy)}
    where id = ${id}`.execute(tx)
}

/**
 * Has the groups of an alert look again no later than when its snooze ends. One that has not spoken yet waits as it was going to. The rows are
 * taken in the order in which routing takes them.
 */
export async function wakeGroups(tx: Database, alertId: string, at: Date): Promise<void> {
  await sql`
    with mine as (select id from alert_groups where flushed_at is not null and next_flush_at > ${at}
      and id in (select group_id from alert_group_members where alert_id = ${alertId}) order by id for update)
    update alert_groups set next_flush_at = least(next_flush_at, ${at}) from mine where alert_groups.id = mine.id`.execute(
    tx,
  )
}

export async function appendChange(
  tx: Database,
  alert: Alert,
  by: { action: string; outcome: string; actor: string; note?: string; until?: Date; now: Date },
): Promise<void> {
  await sql`
    insert into alert_events (alert_id, integration_id, key, at, action, outcome, actor, note, data)
    values (${alert.id}, ${alert.integrationId}, ${alert.key}, ${by.now}, ${by.action}, ${by.outcome}, ${storableText(by.actor)},
      ${by.note === undefined ? null : storableText(by.note)},
      ${by.until === undefined ? null : storableJson({ until: by.until })}::jsonb)`.execute(tx)
}
