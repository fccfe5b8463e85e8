/** The tables of heartbeats. */
import { sql } from 'kysely'
import type { Database } from '../../../db/database.ts'
import { dueAt, type HeartbeatState, type Standing } from './heartbeat.ts'
import { compileHeartbeat } from './settings/compile-heartbeat.ts'
import type { WrittenHeartbeat } from './settings/heartbeats-schema.ts'
import type { HeartbeatNews, StoredHeartbeat } from './stored-heartbeat.ts'

interface Row {
  id: string
  name: string
  origin: 'book' | 'api'
  written: WrittenHeartbeat
  secret_turn: number
  state: HeartbeatState
  why: string | null
  since: Date
  last_ping_at: Date | null
  last_ok_at: Date | null
  last_duration_ms: number | null
  started_at: Date | null
  expected_at: Date
  created_at: Date
  created_by: string
  lease: number
}

const COLUMNS = sql.raw(
  `id, name, origin, written, secret_turn, state, why, since, last_ping_at, last_ok_at, last_duration_ms, started_at, expected_at, created_at,
   created_by, lease`,
)

const read = (row: Row): StoredHeartbeat => ({
  ...{ id: row.id, name: row.name, origin: row.origin, written: row.written, secretTurn: row.secret_turn },
  standing: {
    ...{ state: row.state, why: row.why ?? undefined, lastOkAt: row.last_ok_at ?? undefined },
    ...{ startedAt: row.started_at ?? undefined, expectedAt: row.expected_at },
  },
  ...{ since: row.since, lastPingAt: row.last_ping_at ?? undefined },
  lastDurationMs: row.last_duration_ms ?? undefined,
  ...{ createdAt: row.created_at, createdBy: row.created_by },
})

export type HeartbeatKey = { readonly name: string } | { readonly secretHash: Buffer }

const named = (key: HeartbeatKey) => ('name' in key ? sql`name = ${key.name}` : sql`secret_hash = ${key.secretHash}`)

/** Finds one; one that was removed is not there. */
export async function findHeartbeat(db: Database, key: HeartbeatKey): Promise<StoredHeartbeat | undefined> {
  const { rows } = await sql<Row>`
    select ${COLUMNS} from heartbeats where ${named(key)} and retired_at is null`.execute(db)
  return rows[0] && read(rows[0])
}

/** Finds one and keeps it from others until the transaction ends, with the time by the database's clock once that is so. */
export async function lockHeartbeat(
  tx: Database,
  key: HeartbeatKey,
): Promise<{ found: StoredHeartbeat; now: Date } | undefined> {
  const { rows } = await sql<Row>`
    select ${COLUMNS} from heartbeats where ${named(key)} and retired_at is null for update`.execute(tx)
  return rows[0] && { found: read(rows[0]), now: await databaseNow(tx) }
}

export async function databaseNow(db: Database): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(db)
  return rows[0]!.now
}

/** By name. */
export async function listHeartbeats(
  db: Database,
  { state = null, after = '', limit }: { state?: HeartbeatState | null; after?: string; limit: number },
): Promise<StoredHeartbeat[]> {
  const { rows } = await sql<Row>`
    select ${COLUMNS} from heartbeats
    where retired_at is null and name > ${after} and (${state}::text is null or state = ${state})
    order by name limit ${limit}`.execute(db)
  return rows.map(read)
}

/** Those whose time has come, for whoever has them first. */
export async function lockDue(tx: Database, limit: number): Promise<StoredHeartbeat[]> {
  const { rows } = await sql<Row>`
    select ${COLUMNS} from heartbeats where due_at <= clock_timestamp() order by due_at limit ${limit}
    for update skip locked`.execute(tx)
  return rows.map(read)
}

/** All of them that are not removed, kept from others. */
export async function lockAll(tx: Database): Promise<StoredHeartbeat[]> {
  const { rows } = await sql<Row>`
    select ${COLUMNS} from heartbeats where retired_at is null order by id for update`.execute(tx)
  return rows.map(read)
}

/** Keeps how one stands now; when it is looked at next follows. */
export async function saveStanding(
  tx: Database,
  { id, written }: Pick<StoredHeartbeat, 'id' | 'written'>,
  standing: Standing,
): Promise<void> {
  const { state, why = null, lastOkAt = null, startedAt = null, expectedAt } = standing
  await sql`
    update heartbeats set since = case when state = ${state} then since else clock_timestamp() end, state = ${state}, why = ${why},
      last_ok_at = ${lastOkAt}, started_at = ${startedAt}, expected_at = ${expectedAt},
      due_at = ${dueAt(standing, compileHeartbeat(written)) ?? null}
    where id = ${id}`.execute(tx)
}

/** Until when somebody listened, and the time now; kept from others. Undefined: nobody ever did. */
export async function lockWatch(tx: Database): Promise<{ until: Date | undefined; now: Date }> {
  const { rows } = await sql<{ until: Date }>`select watched_until as until from heartbeat_watch for update`.execute(tx)
  return { until: rows[0]?.until, now: await databaseNow(tx) }
}

export async function saveWatch(tx: Database, until: Date): Promise<void> {
  await sql`
    insert into heartbeat_watch (watched_until) values (${until})
    on conflict (one) do update set watched_until = greatest(heartbeat_watch.watched_until, excluded.watched_until)`.execute(
    tx,
  )
}

/** How long what the alert engine is told may take before somebody else tells it. */
const LEASE_SECONDS = 30

/** Takes those whose state the alert engine does not know, each for one teller at a time. */
export async function claimUntold(db: Database, limit: number): Promise<HeartbeatNews[]> {
  const { rows } = await sql<Row>`
    update heartbeats set lease = lease + 1, leased_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
    where id in (select id from heartbeats where untold and (leased_until is null or leased_until < clock_timestamp())
      order by since limit ${limit} for update skip locked)
    returning ${COLUMNS}`.execute(db)
  return rows.map((row) => ({ ...read(row), lease: row.lease }))
}

/** The alert engine was told. Said also by whoever was too slow for the lease: what it heard last counts, and the rest is told again. */
export async function markTold(db: Database, { id, lease, standing }: HeartbeatNews): Promise<void> {
  await sql`
    update heartbeats set told = ${standing.state === 'down' ? 'firing' : 'quiet'},
      leased_until = case when lease = ${lease} then null else leased_until end
    where id = ${id}`.execute(db)
  await sql`delete from heartbeats where retired_at is not null and not untold and leased_until is null`.execute(db)
}

/** What ought to have been judged or told and was not, in seconds. */
export async function heartbeatLag(db: Database): Promise<{ overdueSeconds: number; untoldSeconds: number }> {
  const { rows } = await sql<{ overdueSeconds: number; untoldSeconds: number }>`
    select coalesce(extract(epoch from clock_timestamp() - min(due_at) filter (where due_at < clock_timestamp())), 0)::float8 as "overdueSeconds",
      coalesce(extract(epoch from clock_timestamp() - min(since) filter (where untold)), 0)::float8 as "untoldSeconds"
    from heartbeats`.execute(db)
  return rows[0]!
}

/** How many there are in each state. */
export async function countStates(db: Database): Promise<Readonly<Record<string, number>>> {
  const { rows } = await sql<{ state: string; count: number }>`
    select state, count(*)::int as count from heartbeats where retired_at is null group by state`.execute(db)
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]))
}
