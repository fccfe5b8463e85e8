/** Deletes by age, in pieces, so that no transaction holds much for long. */
import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../../../db/database.ts'

const AT_A_TIME = 5_000

/** What may be forgotten before a time, and how it is found. What fires, or is owed its end, is never among it. */
const OLD: Readonly<Record<ForgettableTable, (before: Date) => RawBuilder<unknown>>> = {
  alert_requests: (before) => sql`received_at < ${before}`,
  alert_deliveries: (before) => sql`done_at < ${before}`,
  alert_events: (before) => sql`at < ${before} and (alert_id is null or not exists (
    select 1 from alerts where alerts.id = alert_events.alert_id and (open or is_latest and ends_at >= ${before})))`,
  change_events: (before) => sql`happened_at < ${before} and received_at < ${before}`,
  alerts: (before) => sql`not open and ends_at < ${before} and not exists (
    select 1 from alert_group_members where alert_id = alerts.id)
    and not exists (select 1 from alert_told, jsonb_each_text(owed) where value = alerts.id)`,
}

export type ForgettableTable = 'alert_requests' | 'alert_deliveries' | 'alert_events' | 'alerts' | 'change_events'

/** Deletes one piece; answers how many rows it had. */
export async function forgetPiece(db: Database, table: ForgettableTable, before: Date): Promise<number> {
  const name = sql.table(table)
  const { numAffectedRows } = await sql`
    delete from ${name} where ctid = any(array(select ctid from ${name} where ${OLD[table](before)} limit ${AT_A_TIME}))`.execute(
    db,
  )
  return Number(numAffectedRows ?? 0n)
}
