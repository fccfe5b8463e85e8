/** Alerts that are no incident as long as a silence, an inhibition or a time interval keeps them quiet. */
import { sql } from 'kysely'
import type { Database } from '../../../db/database.ts'

export async function rememberQuiet(db: Database, alerts: readonly string[]): Promise<void> {
  if (alerts.length === 0) return
  await sql`insert into quiet_alerts select unnest(${[...alerts]}::text[]) on conflict do nothing`.execute(db)
}

export async function forgetQuiet(db: Database, alerts: readonly string[]): Promise<void> {
  if (alerts.length === 0) return
  await sql`delete from quiet_alerts where alert_id = any(${[...alerts]}::text[])`.execute(db)
}

/** A piece of them, behind the one that was last looked at. */
export async function quietAlertsAfter(db: Database, after: string, limit: number): Promise<readonly string[]> {
  const { rows } = await sql<{ alert_id: string }>`
    select alert_id from quiet_alerts where alert_id > ${after} order by alert_id limit ${limit}`.execute(db)
  return rows.map(({ alert_id }) => alert_id)
}
