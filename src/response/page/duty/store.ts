/** Calls on people, for reports about them. */
import { sql } from 'kysely'
import type { Database } from '../../../db/database.ts'
import type { PageEnd } from '../page.ts'

export interface PageOfPerson {
  readonly userId: string
  readonly incident: string
  readonly at: Date
  readonly endedAt: Date | null
  readonly ended: PageEnd | null
}

/** Those that began in a stretch of time, oldest first; at most `limit`. Somebody's answer counts from when their first message was to leave. */
export async function pagesBetween(
  db: Database,
  { from, until, limit }: { from: Date; until: Date; limit: number },
): Promise<readonly PageOfPerson[]> {
  const { rows } = await sql<PageOfPerson>`
    select user_id as "userId", incident_id as incident, least(greatest(started_at, due_at), coalesce(ended_at, 'infinity')) as at,
      ended_at as "endedAt", ended
    from pages where started_at >= ${from} and started_at < ${until} order by started_at limit ${limit}`.execute(db)
  return rows
}
