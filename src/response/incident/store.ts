/** The tables of incidents. Events are only ever added; the rest follows from them in the same transaction. */
import { sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import { type Incident, type IncidentKind, type IncidentStatus, incidentSchema } from './incident.ts'
import { type IncidentEvent, incidentActorSchema, incidentEventDataSchema } from './incident-event.ts'
import type { Severity } from './severity.ts'

/** The database's own clock, after every lock was waited for. */
export async function databaseNow(tx: Database): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select date_trunc('milliseconds', clock_timestamp()) as now`.execute(tx)
  return rows[0]!.now
}

export async function nextNumber(tx: Database): Promise<number> {
  const { rows } = await sql<{
    number: number
  }>`select nextval(pg_get_serial_sequence('incidents', 'number')) as number`.execute(tx)
  return Number(rows[0]!.number)
}

/** An incident by its id, or by the number people say. */
export async function findIncident(db: Database, name: string): Promise<Incident | undefined> {
  const number = /^\d{1,15}$/.test(name) ? Number(name) : null
  const { rows } = await sql<{ state: unknown }>`
    select state from incidents where id = ${name} or number = ${number}`.execute(db)
  return rows[0] && incidentSchema.parse(rows[0].state)
}

/** Those of these incidents that there are, by their id. */
export async function findIncidents(db: Database, ids: readonly string[]): Promise<ReadonlyMap<string, Incident>> {
  const { rows } = await sql<{
    state: unknown
  }>`select state from incidents where id = any(${[...ids]}::text[])`.execute(db)
  return new Map(rows.map(({ state }) => incidentSchema.parse(state)).map((incident) => [incident.id, incident]))
}

/** Locks incidents in one order whoever asks, so that two people never wait for each other. */
export async function lockIncidents(tx: Database, names: readonly string[]): Promise<Map<string, Incident>> {
  const numbers = names.filter((name) => /^\d{1,15}$/.test(name)).map(Number)
  const { rows } = await sql<{ state: unknown }>`
    select state from incidents where id = any(${[...names]}::text[]) or number = any(${numbers}::bigint[])
    order by id for update`.execute(tx)
  return new Map(rows.map(({ state }) => incidentSchema.parse(state)).map((incident) => [incident.id, incident]))
}

export interface IncidentFilter {
  readonly active?: boolean
  readonly status?: IncidentStatus
  readonly severity?: Severity
  readonly kind?: IncidentKind
  readonly service?: string
  readonly after?: string
  readonly limit: number
}

/** Newest first. */
export async function listIncidents(db: Database, filter: IncidentFilter): Promise<Incident[]> {
  const { active, status = null, severity = null, kind = null, service = null, after = null, limit } = filter
  const { rows } = await sql<{ state: unknown }>`
    select state from incidents
    where (${active !== true} or status not in ('resolved', 'merged'))
      and (${status}::text is null or status = ${status}) and (${severity}::text is null or severity = ${severity})
      and (${kind}::text is null or kind = ${kind}) and (${service}::text is null or service = ${service})
      and (${after}::text is null or id < ${after})
    order by id desc limit ${limit}`.execute(db)
  return rows.map(({ state }) => incidentSchema.parse(state))
}

/** One at a time for a group of alerts, so that two replicas do not both declare it. */
export async function lockGroup(tx: Database, group: string): Promise<Incident | undefined> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`incident group ${group}`}, 0))`.execute(tx)
  const { rows } = await sql<{ id: string }>`
    select id from incidents where group_key = ${group} order by opened_at desc, id desc limit 1`.execute(tx)
  return rows[0] && (await lockIncidents(tx, [rows[0].id])).get(rows[0].id)
}

interface EventRow {
  seq: number
  happened_at: Date
  recorded_at: Date
  actor: unknown
  data: unknown
}

export async function incidentEvents(db: Database, id: string): Promise<IncidentEvent[]> {
  const { rows } = await sql<EventRow>`
    select seq, happened_at, recorded_at, actor, data from incident_events where incident_id = ${id} order by seq`.execute(
    db,
  )
  return rows.map((row) => ({
    seq: row.seq,
    happenedAt: row.happened_at,
    recordedAt: row.recorded_at,
    actor: incidentActorSchema.parse(row.actor),
    data: incidentEventDataSchema.parse(row.data),
  }))
}

/** Writes the state that follows from the events; the events come right behind it in the same transaction. */
export async function saveIncident(tx: Database, incident: Incident, clockAt: Date | undefined): Promise<void> {
  const { id, number, kind, title, severity, status, openedAt, version } = incident
  const { service = null, group = null, mergedInto = null, resolvedAt = null } = incident
  const state = JSON.stringify(incident)
  await sql`
    insert into incidents (id, number, kind, title, severity, status, service, group_key, merged_into, opened_at, resolved_at, clock_at, version, state)
    values (${id}, ${number}, ${kind}, ${title}, ${severity}, ${status}, ${service}, ${group}, ${mergedInto}, ${openedAt}, ${resolvedAt},
      ${clockAt ?? null}, ${version}, ${state}::jsonb)
    on conflict (id) do update set title = excluded.title, severity = excluded.severity, status = excluded.status,
      merged_into = excluded.merged_into, opened_at = excluded.opened_at, resolved_at = excluded.resolved_at,
      clock_at = excluded.clock_at, version = excluded.version, state = excluded.state`.execute(tx)
}

export async function addEvents(tx: Database, id: string, events: readonly IncidentEvent[]): Promise<void> {
  const rows = events.map(({ seq, happenedAt, recordedAt, actor, data }) => ({
    seq,
    happenedAt,
    recordedAt,
    actor,
    data,
  }))
  await sql`
    insert into incident_events (incident_id, seq, happened_at, recorded_at, actor, type, data)
    select ${id}, (e->>'seq')::int, (e->>'happenedAt')::timestamptz, (e->>'recordedAt')::timestamptz, e->'actor', e->'data'->>'type', e->'data'
    from jsonb_array_elements(${JSON.stringify(rows)}::jsonb) e`.execute(tx)
}

/** What was asked for with this key before: nothing, the same, or something else. The first one holds the key until it commits. */
export async function takeRequestKey(
  tx: Database,
  asked: { actorId: string; key: string; fingerprint: string },
): Promise<{ first: true } | { first: false; same: boolean; incidentId: string | null }> {
  const { actorId, key, fingerprint } = asked
  const { rows } = await sql`
    insert into incident_requests (actor_id, request_key, fingerprint) values (${actorId}, ${key}, ${fingerprint})
    on conflict do nothing returning 1`.execute(tx)
  if (rows.length > 0) return { first: true }
  const known = await sql<{ fingerprint: string; incident_id: string | null }>`
    select fingerprint, incident_id from incident_requests where actor_id = ${actorId} and request_key = ${key}`.execute(
    tx,
  )
  const [row] = known.rows
  return { first: false, same: row?.fingerprint === fingerprint, incidentId: row?.incident_id ?? null }
}

export async function keepRequest(tx: Database, asked: { actorId: string; key: string }, id: string): Promise<void> {
  await sql`update incident_requests set incident_id = ${id}
    where actor_id = ${asked.actorId} and request_key = ${asked.key}`.execute(tx)
}

/** Keys are for those who ask again because an answer was lost; nobody does that weeks later. */
export async function forgetRequests(db: Database, days: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from incident_requests where at < now() - make_interval(days => ${days})`.execute(db)
  return Number(numAffectedRows ?? 0)
}

/** Incidents whose clock should have spoken a while ago: its job was lost. */
export async function overdueClocks(db: Database, graceSeconds: number): Promise<{ id: string; clockAt: Date }[]> {
  const { rows } = await sql<{ id: string; clock_at: Date }>`
    select id, clock_at from incidents where clock_at < now() - make_interval(secs => ${graceSeconds}) order by clock_at limit 500`.execute(
    db,
  )
  return rows.map((row) => ({ id: row.id, clockAt: row.clock_at }))
}

/** When a job was last asked for; what is stored beside the state. */
/** Clocks that run, in the order of their incidents. */
export async function runningClocks(
  db: Database,
  after: string,
  limit: number,
): Promise<{ id: string; clockAt: Date }[]> {
  const { rows } = await sql<{ id: string; clockAt: Date }>`
    select id, clock_at as "clockAt" from incidents
    where clock_at is not null and status not in ('resolved', 'merged') and id > ${after} order by id limit ${limit}`.execute(
    db,
  )
  return rows
}

export async function storedClock(tx: Database, id: string): Promise<Date | undefined> {
  const { rows } = await sql<{ clock_at: Date | null }>`select clock_at from incidents where id = ${id}`.execute(tx)
  return rows[0]?.clock_at ?? undefined
}
