import { sql } from 'kysely'
import type { Database } from '../../../db/database.ts'

/** A request as it came, if it said something about that alert. */
export async function requestAbout(db: Database, alert: string, request: string): Promise<Buffer | undefined> {
  const { rows } = await sql<{ raw: Buffer }>`
    select raw from alert_requests where id = ${request}
      and exists (select 1 from alert_events where request_id = ${request} and alert_id = ${alert})`.execute(db)
  return rows[0]?.raw
}
