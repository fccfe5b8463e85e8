/** The tables of escalations. Times are due by the database's clock; a lease says which replica is at one, a rising number fences late ones. */
import { sql } from 'kysely'
import type { Database } from '../../../db/database.ts'
import { SEVERITIES, type Severity } from '../../incident/severity.ts'
import { type Escalation, escalationSchema } from './escalation.ts'

/** Well beyond what a step takes; a replica that died is stood in for after this. */
const LEASE_SECONDS = 5

const rankOf = (severity: Severity): number => SEVERITIES.indexOf(severity)

export interface ClaimedEscalation {
  readonly incidentId: string
  readonly lease: number
}

/** An incident that has to be looked at, at once; makes its row where it has none. */
export async function lookAt(tx: Database, incidentId: string, severity: Severity): Promise<void> {
  await sql`
    insert into escalations (incident_id, rank, look_at) values (${incidentId}, ${rankOf(severity)}, clock_timestamp())
    on conflict (incident_id) do update set look_at = excluded.look_at, rank = excluded.rank`.execute(tx)
}

/** Takes some that are due and nobody is at, the worst first; or of the worst severity alone. */
export async function claimEscalations(
  db: Database,
  limit: number,
  which: 'all' | 'worst' = 'all',
): Promise<readonly ClaimedEscalation[]> {
  const { rows } = await sql<ClaimedEscalation>`
    update escalations set lease = lease + 1, leased_until = clock_timestamp() + ${LEASE_SECONDS} * interval '1 second'
    where incident_id in (
      select incident_id from escalations where due_at <= clock_timestamp() and rank <= ${which === 'all' ? SEVERITIES.length : 0}
        and (leased_until is null or leased_until < clock_timestamp())
      order by rank, due_at limit ${limit} for update skip locked)
    returning incident_id as "incidentId", lease`.execute(db)
  return rows
}

/** In how many milliseconds the next one may be due; undefined: none is. */
export async function nextEscalationInMs(db: Database, which: 'all' | 'worst'): Promise<number | undefined> {
  const { rows } = await sql<{ wait: number | null }>`
    select extract(epoch from min(greatest(due_at, coalesce(leased_until, due_at))) - clock_timestamp())::float8 * 1000 as wait
    from escalations where due_at is not null and rank <= ${which === 'all' ? SEVERITIES.length : 0}`.execute(db)
  return rows[0]?.wait ?? undefined
}

export interface StoredEscalation {
  /** Undefined: nobody has been paged for it so far. */
  readonly state: Escalation | undefined
  readonly startedAt: Date
}

interface Row {
  state: object | null
  step_at: Date | null
  wake_at: Date | null
  started_at: Date
}

/** Locks the escalation of an incident that is locked; with a lease only if that is still the last one. */
export async function lockEscalation(
  tx: Database,
  incidentId: string,
  lease?: number,
): Promise<StoredEscalation | undefined> {
  const { rows } = await sql<Row>`
    select state, step_at, wake_at, started_at from escalations
    where incident_id = ${incidentId} and (${lease ?? null}::bigint is null or lease = ${lease ?? null}) for update`.execute(
    tx,
  )
  return rows[0] && storedOf(rows[0])
}

export async function findEscalation(db: Database, incidentId: string): Promise<StoredEscalation | undefined> {
  const { rows } = await sql<Row>`
    select state, step_at, wake_at, started_at from escalations where incident_id = ${incidentId}`.execute(db)
  return rows[0] && storedOf(rows[0])
}

function storedOf({ state, step_at, wake_at, started_at }: Row): StoredEscalation {
  if (state === null) return { state: undefined, startedAt: started_at }
  const read = escalationSchema.parse({ ...state, stepAt: step_at ?? undefined, wakeAt: wake_at ?? undefined })
  return { state: read, startedAt: started_at }
}

/** Writes how far it has come and gives the lease back. Without a state it only has been looked at. */
export async function saveEscalation(
  tx: Database,
  incidentId: string,
  severity: Severity,
  state: Escalation | undefined,
): Promise<void> {
  const { stepAt = null, wakeAt = null, ...rest } = state ?? {}
  const kept = state === undefined ? null : JSON.stringify(rest)
  await sql`
    insert into escalations (incident_id, rank, policy, phase, state, step_at, wake_at)
    values (${incidentId}, ${rankOf(severity)}, ${state?.policy.name ?? null}, ${state?.phase ?? null}, ${kept}::jsonb, ${stepAt}, ${wakeAt})
    on conflict (incident_id) do update set rank = excluded.rank, policy = excluded.policy, phase = excluded.phase,
      state = excluded.state, step_at = excluded.step_at, wake_at = excluded.wake_at, look_at = null, leased_until = null`.execute(
    tx,
  )
}

/** Which of a step's people has the turn, counted on from incident to incident; the row is held until the commit. */
export async function lockTurn(tx: Database, policy: string, step: number): Promise<number> {
  await sql`insert into page_turns (policy, step, turn) values (${policy}, ${step}, 0) on conflict do nothing`.execute(
    tx,
  )
  const { rows } = await sql<{ turn: number }>`
    select turn from page_turns where policy = ${policy} and step = ${step} for update`.execute(tx)
  return Number(rows[0]!.turn)
}

/** The same without holding it, for those who only ask. */
export async function readTurn(db: Database, policy: string, step: number): Promise<number> {
  const { rows } = await sql<{ turn: number }>`
    select turn from page_turns where policy = ${policy} and step = ${step}`.execute(db)
  return Number(rows[0]?.turn ?? 0)
}

export async function keepTurn(tx: Database, policy: string, step: number, turn: number): Promise<void> {
  await sql`update page_turns set turn = ${turn} where policy = ${policy} and step = ${step}`.execute(tx)
}

export interface LateEscalation {
  readonly incidentId: string
  readonly lateSeconds: number
}

/** Steps that should have been done a while ago. */
export async function lateEscalations(db: Database, graceSeconds: number): Promise<readonly LateEscalation[]> {
  const { rows } = await sql<LateEscalation>`
    select incident_id as "incidentId", extract(epoch from clock_timestamp() - due_at)::int as "lateSeconds" from escalations
    where due_at < clock_timestamp() - make_interval(secs => ${graceSeconds}) order by rank, due_at limit 20`.execute(
    db,
  )
  return rows
}

/** Incidents for which nobody at all could be reached so far. */
export async function unreachedEscalations(db: Database): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select incident_id as id from escalations
    where phase = 'running' and (state->>'unheard')::boolean order by rank, started_at limit 20`.execute(db)
  return rows.map(({ id }) => id)
}
