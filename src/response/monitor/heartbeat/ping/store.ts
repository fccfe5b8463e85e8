/** The table of signs of life: the last hundred of each heartbeat. */
import { sql } from 'kysely'
import type { Database } from '../../../../db/database.ts'
import type { StoredPing } from '../stored-heartbeat.ts'
import type { Ping } from '../take-ping.ts'

const KEPT = 100

export interface NewPing extends Ping {
  readonly heartbeatId: string
  readonly at: Date
  readonly durationMs: number | undefined
  readonly via: string
  readonly body: string | undefined
}

export async function keepPing(tx: Database, ping: NewPing): Promise<void> {
  const { heartbeatId, at, kind, exitCode = null, durationMs = null, via, body = null } = ping
  await sql`
    insert into heartbeat_pings (heartbeat_id, at, kind, exit_code, duration_ms, via, body)
    values (${heartbeatId}, ${at}, ${kind}, ${exitCode}, ${durationMs}, ${via}, ${body})`.execute(tx)
  await sql`
    delete from heartbeat_pings where heartbeat_id = ${heartbeatId} and id <= (
      select id from heartbeat_pings where heartbeat_id = ${heartbeatId} order by id desc offset ${KEPT} limit 1)`.execute(
    tx,
  )
  await sql`
    update heartbeats set last_ping_at = ${at}, last_duration_ms = coalesce(${durationMs}::bigint, last_duration_ms)
    where id = ${heartbeatId}`.execute(tx)
}

/** Newest first. */
export async function listPings(
  db: Database,
  heartbeatId: string,
  { after = null, limit }: { after?: string | null; limit: number },
): Promise<StoredPing[]> {
  const { rows } = await sql<StoredPing>`
    select id::text, at, kind, exit_code as "exitCode", duration_ms as "durationMs", via, body from heartbeat_pings
    where heartbeat_id = ${heartbeatId} and (${after}::bigint is null or id < ${after}::bigint)
    order by heartbeat_pings.id desc limit ${limit}`.execute(db)
  return rows
}
