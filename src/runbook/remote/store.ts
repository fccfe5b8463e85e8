/** The tables of runs that runners carry out: the copy of each journal, questions and their answers, orders to runners. */
import { sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import type { RemoteQuestion } from './remote-question.ts'
import {
  LEASE_SECONDS,
  NOT_BEGUN,
  type NumberedOrder,
  type Order,
  type RemoteRequest,
  type RemoteRun,
  type RemoteState,
  type Standing,
} from './remote-run.ts'

interface RunRow {
  id: string
  page: string
  procedure: string
  title: string
  plan_hash: string
  incident_id: string | null
  requested_by: string
  requested_by_name: string
  requested_at: Date
  state: RemoteState
  runner_id: string | null
  runner_shown: string | null
  event_count: number
  output_count: number
  result: string | null
  waits_for: string | null
  reason: string | null
  started_at: Date | null
  duration_ms: number | null
  checked_hash: string | null
  finished_at: Date | null
}

const COLUMNS = sql.raw(
  `r.id, r.page, r.procedure, r.title, r.plan_hash, r.incident_id, r.requested_by, r.requested_by_name, r.requested_at, r.state,
   r.runner_id, coalesce(k.name, r.runner_name) as runner_shown, r.event_count, r.output_count, r.result, r.waits_for, r.reason,
   r.started_at, r.duration_ms, r.checked_hash, r.finished_at`,
)
const FROM = sql.raw('runs r left join runners k on k.id = r.runner_id')

export interface NewRun {
  readonly id: string
  readonly request: RemoteRequest
  readonly incidentId: string | null
  readonly runnerName: string | null
  readonly by: { readonly id: string; readonly name: string }
}

export async function addRun(tx: Database, { id, request, incidentId, runnerName, by }: NewRun): Promise<void> {
  const { plan } = request
  await sql`
    insert into runs (id, page, procedure, title, plan_hash, request, runner_name, incident_id, requested_by, requested_by_name)
    values (${id}, ${plan.page}, ${plan.procedure?.id ?? ''}, ${plan.title}, ${plan.hash}, ${JSON.stringify(request)}::jsonb,
      ${runnerName}, ${incidentId}, ${by.id}, ${by.name})`.execute(tx)
}

export async function findRun(db: Database, id: string): Promise<RemoteRun | undefined> {
  const { rows } = await sql<RunRow>`select ${COLUMNS} from ${FROM} where r.id = ${id}`.execute(db)
  return rows[0] && read(rows[0])
}

export interface RunFilter {
  readonly state?: RemoteState | undefined
  /** States, or results of those that are finished. */
  readonly status?: readonly string[] | undefined
  readonly incidentId?: string | undefined
  /** The path of a page, or the end of it from a whole name on. */
  readonly page?: string | undefined
  readonly procedure?: string | undefined
  /** The beginning or the end of an id. */
  readonly name?: string | undefined
  readonly after?: string | undefined
  readonly limit: number
}

/** Newest first. */
export async function listRuns(db: Database, filter: RunFilter): Promise<RemoteRun[]> {
  const { state = null, status = null, incidentId = null, page = null, procedure = null, name = null } = filter
  const { after = null, limit } = filter
  const { rows } = await sql<RunRow>`
    select ${COLUMNS} from ${FROM}
    where (${state}::text is null or r.state = ${state})
      and (${status}::text[] is null or case when r.state = 'finished' then r.result else r.state end = any(${status}))
      and (${incidentId}::text is null or r.incident_id = ${incidentId})
      and (${page}::text is null or r.page = ${page} or right(r.page, length(${page}) + 1) = '/' || ${page})
      and (${procedure}::text is null or r.procedure = ${procedure})
      and (${name}::text is null or starts_with(r.id, ${name}) or right(r.id, length(${name})) = ${name})
      and (${after}::text is null or r.id < ${after})
    order by r.id desc limit ${limit}`.execute(db)
  return rows.map(read)
}

export async function requestOf(db: Database, id: string): Promise<RemoteRequest | undefined> {
  const { rows } = await sql<{ request: RemoteRequest }>`select request from runs where id = ${id}`.execute(db)
  return rows[0]?.request
}

/**
 * Gives a runner up to `free` runs that wait for one; two runners never get the same. A run it was given whose beginning never came back is
 * given to the same runner again: the answer may have been lost, and a runner begins no run it has begun before.
 */
export async function claimRuns(
  tx: Database,
  runner: { id: string; name: string },
  wish: { free: number; have: readonly string[] },
): Promise<{ id: string; request: RemoteRequest; requestedBy: string }[]> {
  const { rows } = await sql<{ id: string; request: RemoteRequest; requestedBy: string }>`
    update runs set state = 'running', runner_id = ${runner.id}, claimed_at = now(),
      lease_until = now() + make_interval(secs => ${LEASE_SECONDS})
    where id in (
      select id from runs
      where (state = 'queued' and (runner_name is null or runner_name = ${runner.name}))
        or (state in ('running', 'lost') and runner_id = ${runner.id} and event_count = 0
            and claimed_at < now() - interval '2 seconds' and id <> all(${wish.have}::text[]))
      order by requested_at, id limit ${wish.free} for update skip locked)
    returning id, request, requested_by_name as "requestedBy"`.execute(tx)
  return rows
}

/** A runner says that it has these runs; answers with those that are not (any more) its own. Lost ones are found again. */
export async function keepLeases(
  tx: Database,
  runnerId: string,
  runs: readonly string[],
): Promise<{ foreign: string[]; found: string[] }> {
  const { rows } = await sql<{ id: string; was: RemoteState }>`
    update runs r set lease_until = now() + make_interval(secs => ${LEASE_SECONDS}), state = case when r.state = 'lost' then 'running' else r.state end
    from (select id, state from runs where runner_id = ${runnerId} and id = any(${sql.val(runs)}) order by id for update) old
    where r.id = old.id returning r.id, old.state as was`.execute(tx)
  const own = new Set(rows.map(({ id }) => id))
  return {
    foreign: runs.filter((id) => !own.has(id)),
    found: rows.filter(({ was }) => was === 'lost').map(({ id }) => id),
  }
}

/** Runs whose runner has not been heard of for a lease. */
export async function markLost(tx: Database): Promise<{ id: string; incidentId: string | null }[]> {
  const { rows } = await sql<{ id: string; incidentId: string | null }>`
    update runs set state = 'lost' where state in ('running', 'waiting') and lease_until < now()
    returning id, incident_id as "incidentId"`.execute(tx)
  return rows
}

/** How far the copy of a journal goes, and how far it was checked: a server of an earlier version may have added lines since. */
export interface Copy {
  readonly count: number
  readonly checked: { readonly events: number; readonly hash: string | undefined }
  readonly standing: Standing
}

interface CopyRow {
  count: number
  checked_events: number
  checked_hash: string | null
  result: string | null
  waits_for: string | null
  reason: string | null
  started_at: Date | null
  duration_ms: number | null
}

/** Lets one at a time extend the copy of a run, and says where it stands. */
export async function lockCopy(tx: Database, id: string): Promise<Copy> {
  await sql`select 1 from runs where id = ${id} for update`.execute(tx)
  const { rows } = await sql<CopyRow>`
    select (select coalesce(max(seq), 0) from run_events where run_id = ${id})::int as count,
      checked_events, checked_hash, result, waits_for, reason, started_at, duration_ms
    from runs where id = ${id}`.execute(tx)
  const row = rows[0]!
  return {
    count: row.count,
    checked: { events: row.checked_events, hash: row.checked_hash ?? undefined },
    // A run without a line has no standing but what people gave it.
    standing: row.count === 0 ? NOT_BEGUN : standingOf(row),
  }
}

const standingOf = (row: CopyRow): Standing => ({
  state: row.result !== null ? 'finished' : row.waits_for !== null ? 'waiting' : 'running',
  ...{ result: row.result, waitsFor: row.waits_for, reason: row.reason },
  ...{ startedAt: row.started_at?.toISOString() ?? null, durationMs: row.duration_ms },
})

export async function journalLines(db: Database, run: string, after = 0, limit?: number): Promise<string[]> {
  const { rows } = await sql<{ line: string }>`
    select line from run_events where run_id = ${run} and seq > ${after} order by seq limit ${limit ?? null}`.execute(
    db,
  )
  return rows.map(({ line }) => line)
}

export async function addJournalLines(
  tx: Database,
  run: string,
  from: number,
  lines: readonly string[],
): Promise<void> {
  await sql`
    insert into run_events (run_id, seq, line)
    select ${run}, ${from}::int + n - 1, line from unnest(${sql.val(lines)}::text[]) with ordinality as t (line, n)`.execute(
    tx,
  )
}

/** Where a run is after lines that were checked. */
export async function setStanding(
  tx: Database,
  run: string,
  { state, result, waitsFor, reason, startedAt, durationMs }: Standing,
  head: { events: number; hash: string },
): Promise<void> {
  await sql`
    update runs set state = ${state}, result = ${result}, waits_for = ${waitsFor}, reason = ${reason}, started_at = ${startedAt}::timestamptz,
      duration_ms = ${durationMs}, event_count = ${head.events}, checked_events = ${head.events}, checked_hash = ${head.hash},
      finished_at = case when ${state} = 'finished' then coalesce(finished_at, now()) else null end
    where id = ${run}`.execute(tx)
}

/** Ends a run that no runner has taken; false when one has. */
export async function endQueued(tx: Database, run: string, result: string, reason: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update runs set state = 'finished', result = ${result}, reason = ${reason}, finished_at = now()
    where id = ${run} and state = 'queued'`.execute(tx)
  return (numAffectedRows ?? 0n) > 0n
}

/** Output as it came, numbered by the runner; what is sent twice is stored once. */
export async function addOutput(tx: Database, run: string, from: number, pieces: readonly object[]): Promise<number> {
  await sql`
    insert into run_output (run_id, seq, piece)
    select ${run}, ${from}::int + n - 1, piece from jsonb_array_elements(${JSON.stringify(pieces)}::jsonb) with ordinality as t (piece, n)
    on conflict do nothing`.execute(tx)
  const { rows } = await sql<{ output_count: number }>`
    update runs set output_count = greatest(output_count, ${from + pieces.length - 1}) where id = ${run} returning output_count`.execute(
    tx,
  )
  return rows[0]?.output_count ?? 0
}

export async function outputAfter(
  db: Database,
  run: string,
  after: number,
  limit: number,
): Promise<{ seq: number; piece: object }[]> {
  const { rows } = await sql<{ seq: number; piece: object }>`
    select seq, piece from run_output where run_id = ${run} and seq > ${after} order by seq limit ${limit}`.execute(db)
  return rows
}

export interface AskedQuestion {
  readonly question: RemoteQuestion
  readonly askedAt: Date
  readonly answer: string | null
  readonly note: string | null
  readonly answeredBy: string | null
  readonly answeredAt: Date | null
}

/** A question already asked stays as it is; older ones without an answer are withdrawn, since a run asks one thing at a time. */
export async function askQuestion(tx: Database, run: string, question: RemoteQuestion): Promise<void> {
  await sql`update run_questions set withdrawn_at = now()
    where run_id = ${run} and key <> ${question.key} and answered_at is null and withdrawn_at is null`.execute(tx)
  await sql`insert into run_questions (run_id, key, question) values (${run}, ${question.key}, ${JSON.stringify(question)}::jsonb)
    on conflict do nothing`.execute(tx)
}

export async function openQuestion(db: Database, run: string): Promise<AskedQuestion | undefined> {
  const { rows } = await sql<AskedQuestion>`
    select question, asked_at as "askedAt", answer, note, answered_by as "answeredBy", answered_at as "answeredAt" from run_questions
    where run_id = ${run} and answered_at is null and withdrawn_at is null order by asked_at desc limit 1`.execute(db)
  return rows[0]
}

/** False when somebody else answered first, or the question is no longer asked. */
export async function answerQuestion(
  tx: Database,
  run: string,
  key: string,
  given: { answer: string; note: string | null; by: string },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update run_questions set answer = ${given.answer}, note = ${given.note}, answered_by = ${given.by}, answered_at = now()
    where run_id = ${run} and key = ${key} and answered_at is null and withdrawn_at is null`.execute(tx)
  return (numAffectedRows ?? 0n) > 0n
}

/** Puts an order behind those there are. */
export async function addOrder(tx: Database, run: string, order: Order, by: string): Promise<void> {
  await sql`
    with counted as (update runs set order_count = order_count + 1 where id = ${run} returning order_count)
    insert into run_orders (run_id, seq, order_for_runner, given_by)
    select ${run}, order_count, ${JSON.stringify(order)}::jsonb, ${by} from counted`.execute(tx)
}

/** Orders a runner has not confirmed yet, by the last number it has of each run. */
export async function ordersAfter(
  db: Database,
  runnerId: string,
  have: Readonly<Record<string, number>>,
): Promise<NumberedOrder[]> {
  const { rows } = await sql<NumberedOrder>`
    select o.run_id as run, o.seq, o.order_for_runner as "order" from run_orders o join runs r on r.id = o.run_id
    join jsonb_each_text(${JSON.stringify(have)}::jsonb) h on h.key = o.run_id
    where r.runner_id = ${runnerId} and o.seq > h.value::int order by o.run_id, o.seq limit 100`.execute(db)
  return rows
}

const read = (row: RunRow): RemoteRun => ({
  id: row.id,
  page: row.page,
  procedure: row.procedure,
  title: row.title,
  planHash: row.plan_hash,
  incidentId: row.incident_id,
  requestedBy: row.requested_by,
  requestedByName: row.requested_by_name,
  requestedAt: row.requested_at,
  state: row.state,
  runnerId: row.runner_id,
  runnerName: row.runner_shown,
  eventCount: row.event_count,
  outputCount: row.output_count,
  result: row.result,
  waitsFor: row.waits_for,
  reason: row.reason,
  startedAt: row.started_at,
  durationMs: row.duration_ms,
  headHash: row.checked_hash,
  finishedAt: row.finished_at,
})
