/** The table of heartbeats that came in. */
import { sql } from 'kysely'
import type { Database } from '../../../db/database.ts'

/** Names an integration can have; further ones are not kept, so that a sender that makes them up cannot fill the disk. */
const MOST_NAMES = 1000

/** Remembers when a heartbeat came last. One that overtook another on its way changes nothing. */
export async function markHeartbeat(db: Database, integrationId: string, name: string, at: Date): Promise<void> {
  await sql`
    insert into heartbeats_seen (integration_id, name, first_seen_at, last_seen_at)
    select ${integrationId}, ${name}, ${at}, ${at}
    where exists (select from heartbeats_seen where integration_id = ${integrationId} and name = ${name})
      or (select count(*) from heartbeats_seen where integration_id = ${integrationId}) < ${MOST_NAMES}
    on conflict (integration_id, name) do update
      set last_seen_at = greatest(heartbeats_seen.last_seen_at, excluded.last_seen_at)`.execute(db)
}
