/** Heartbeats that begin to be expected, and that are not expected any more. */
import { sql } from 'kysely'
import type { Database } from '../../../../db/database.ts'
import { dueAt, type Standing } from '../heartbeat.ts'
import { compileHeartbeat } from '../settings/compile-heartbeat.ts'
import type { WrittenHeartbeat } from '../settings/heartbeats-schema.ts'
import type { StoredHeartbeat } from '../stored-heartbeat.ts'

const LOCK = 1043

/** One change of what is expected at a time, on any replica. */
export async function lockDeclarations(tx: Database): Promise<void> {
  await sql`select pg_advisory_xact_lock(${LOCK}, 0)`.execute(tx)
}

export interface NewHeartbeat extends Pick<StoredHeartbeat, 'id' | 'name' | 'origin' | 'written' | 'createdBy'> {
  readonly standing: Standing
  readonly secretHash: Buffer
}

/** Adds one; one of that name that was removed just now is it again. */
export async function addHeartbeat(tx: Database, added: NewHeartbeat): Promise<void> {
  const { id, name, origin, written, standing, secretHash, createdBy } = added
  const due = dueAt(standing, compileHeartbeat(written)) ?? null
  await sql`
    insert into heartbeats (id, name, origin, written, secret_hash, expected_at, due_at, created_by)
    values (${id}, ${name}, ${origin}, ${JSON.stringify(written)}::jsonb, ${secretHash}, ${standing.expectedAt}, ${due}, ${createdBy})
    on conflict (name) do update set origin = excluded.origin, written = excluded.written, secret_turn = heartbeats.secret_turn + 1,
      secret_hash = excluded.secret_hash, expected_at = excluded.expected_at, due_at = excluded.due_at, created_at = clock_timestamp(),
      created_by = excluded.created_by, retired_at = null, last_ok_at = null, last_ping_at = null`.execute(tx)
}

export async function findRetired(
  tx: Database,
  name: string,
): Promise<{ readonly id: string; readonly secretTurn: number } | undefined> {
  const { rows } = await sql<{ id: string; secretTurn: number }>`
    select id, secret_turn as "secretTurn" from heartbeats where name = ${name} and retired_at is not null`.execute(tx)
  return rows[0]
}

export async function saveWritten(tx: Database, id: string, written: WrittenHeartbeat): Promise<void> {
  await sql`
    update heartbeats set written = ${JSON.stringify(written)}::jsonb, origin = 'book' where id = ${id}`.execute(tx)
}

/** It is expected no more. Its row goes when the alert engine knows. */
export async function retireHeartbeat(tx: Database, id: string): Promise<void> {
  await sql`
    update heartbeats set retired_at = clock_timestamp(), state = 'new', why = null, started_at = null, due_at = null, secret_hash = null,
      since = clock_timestamp()
    where id = ${id}`.execute(tx)
  await sql`delete from heartbeats where id = ${id} and not untold and leased_until is null`.execute(tx)
}

export async function saveSecret(tx: Database, id: string, turn: number, hash: Buffer): Promise<void> {
  await sql`update heartbeats set secret_turn = ${turn}, secret_hash = ${hash} where id = ${id}`.execute(tx)
}

export async function countHeartbeats(tx: Database): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from heartbeats where retired_at is null`.execute(tx)
  return rows[0]!.count
}
