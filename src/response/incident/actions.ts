/** Incidents as they are written: load, decide, append, remember, arm the clocks, tell others. One transaction each. */
import { createHash } from 'node:crypto'
import type { Database } from '../../db/database.ts'
import { publish } from '../../db/events.ts'
import type { JobData, Jobs } from '../../db/jobs.ts'
import { inTransaction } from '../../db/transaction.ts'
import type { NewId } from '../../kit/new-id.ts'
import { personBehind } from '../../kit/person-behind.ts'
import type { Actor } from '../../kit/route.ts'
import { nextInstant } from './clocks.ts'
import type { IncidentDecision, IncidentRefusal } from './decide-move.ts'
import { type Incident, isOver } from './incident.ts'
import { type IncidentActor, type IncidentEvent, type NewIncidentEvent, SYSTEM } from './incident-event.ts'
import { noteLookups } from './lookup/store.ts'
import { applyEvent, replay } from './replay.ts'
import type { SeverityPolicy } from './severity-policy.ts'
import * as store from './store.ts'

export interface IncidentDesk {
  readonly db: Database
  readonly newId: NewId
  readonly jobs: Pick<Jobs, 'enqueue' | 'enqueueAll'>
  /** What the book promises now. */
  readonly policy: () => SeverityPolicy
  /** Writes what was done into the audit, in the same transaction. */
  readonly note: (tx: Database, by: Actor, action: string, subject: string, after: object) => Promise<void>
  /**
   * Told of every change in the transaction that makes it, behind the incident's lock: what must be true as soon as the change is, such as that
   * nobody is paged any more. It writes nothing to the incident itself.
   */
  readonly follow?: (tx: Database, incident: Incident, events: readonly IncidentEvent[]) => Promise<void>
}

/** Who asks, and how it is known again when it is asked twice. */
export interface Asked {
  readonly by: Actor
  /** Chosen by the client; the same one again is answered as before and does nothing. */
  readonly key?: string | undefined
  /** The version the caller has seen; another one now refuses. */
  readonly ifVersion?: number | undefined
  /** Everything that was asked for, to tell a repeated request from another one with the same key. */
  readonly wish?: unknown
}

export type Outcome =
  | { readonly ok: true; readonly incident: Incident; readonly changed: boolean }
  | { readonly ok: false; readonly kind: 'unknown' | 'changed' | 'refused'; readonly refused: IncidentRefusal }

export const CLOCK_QUEUE = 'incident.clock'

/** Somebody as the timeline has them; a token counts as the person it belongs to, and what nobody does the server does by itself. */
export const incidentActor = (by: Actor): IncidentActor => {
  if (by.kind === 'nobody') return SYSTEM
  return { kind: by.kind, ...personBehind(by) }
}

const no = (kind: 'unknown' | 'changed' | 'refused', refused: IncidentRefusal): Outcome => ({
  ok: false,
  kind,
  refused,
})

const unknown = (id: string): Outcome =>
  no('unknown', { code: 'incident/unknown', message: `there is no incident "${id}"`, hint: 'opsbook incident list' })

const KEY_USED: IncidentRefusal = {
  code: 'request/key-used',
  message: 'this request key was used for another request',
  hint: 'Choose a new one for each request, and keep it only when asking the same again',
}

/** What a decision may look at besides the incident. */
export interface Context {
  readonly tx: Database
  readonly now: Date
  readonly by: IncidentActor
  readonly events: () => Promise<IncidentEvent[]>
}

/** Changes one incident as `decide` says. Asked twice it happens once; a stale version is refused before anything is decided. */
export async function changeIncident(
  desk: IncidentDesk,
  id: string,
  asked: Asked & { readonly action: string },
  decide: (incident: Incident, context: Context) => IncidentDecision | Promise<IncidentDecision>,
): Promise<Outcome> {
  return inTransaction(desk.db, async (tx): Promise<Outcome> => {
    const repeated = await once(tx, asked, id)
    if (repeated) return repeated
    const [incident] = (await store.lockIncidents(tx, [id])).values()
    if (!incident) return unknown(id)
    const stale = staleness(incident, asked)
    if (stale) return stale
    const now = await store.databaseNow(tx)
    const by = incidentActor(asked.by)
    const events = () => store.incidentEvents(tx, incident.id)
    const decision = await decide(incident, { tx, now, by, events })
    if ('refused' in decision) return no('refused', decision.refused)
    if (asked.key !== undefined) await store.keepRequest(tx, { actorId: by.id, key: asked.key }, incident.id)
    if (decision.events.length === 0) return { ok: true, incident, changed: false }
    const after = await record(desk, tx, { incident, by, now, events: decision.events })
    // What the server does by itself stands on the timeline; the audit is of what people do.
    if (asked.by.kind !== 'nobody')
      await desk.note(tx, asked.by, `incident.${asked.action}`, incident.id, { version: after.version })
    return { ok: true, incident: after, changed: true }
  })
}

export const staleness = (incident: Incident, { ifVersion }: Asked): Outcome | undefined =>
  ifVersion === undefined || ifVersion === incident.version
    ? undefined
    : no('changed', {
        code: 'incident/changed',
        message: `incident ${incident.number} is at version ${incident.version}, not ${ifVersion}`,
        hint: 'Read it again and decide anew',
      })

/**
 * Answers a request that was made before with what became of it; undefined for a new one, whose key is then taken. One that
 * was refused has no incident beside its key and is decided again.
 */
export async function once(
  tx: Database,
  asked: Asked & { readonly action: string },
  subject: string,
): Promise<Outcome | undefined> {
  if (asked.key === undefined) return undefined
  const actorId = incidentActor(asked.by).id
  const text = JSON.stringify([asked.action, subject, asked.wish ?? null])
  const fingerprint = createHash('sha256').update(text).digest('hex')
  const taken = await store.takeRequestKey(tx, { actorId, key: asked.key, fingerprint })
  if (taken.first) return undefined
  if (!taken.same) return no('refused', KEY_USED)
  const incident = taken.incidentId === null ? undefined : await store.findIncident(tx, taken.incidentId)
  return incident && { ok: true, incident, changed: false }
}

export interface Recorded {
  /** Absent for the first event of a new one. */
  readonly incident: Incident | undefined
  readonly by: IncidentActor
  readonly now: Date
  readonly events: readonly NewIncidentEvent[]
}

/** Appends events to a locked incident, remembers the state that follows, arms its clock, and tells those who follow. */
export async function record(
  desk: IncidentDesk,
  tx: Database,
  { incident, by, now, events }: Recorded,
): Promise<Incident> {
  const first = (incident?.version ?? 0) + 1
  const numbered = events.map(({ data, happenedAt = now }, at): IncidentEvent => {
    return { seq: first + at, happenedAt, recordedAt: now, actor: by, data }
  })
  let after: Incident | undefined = incident
  if (numbered.some(({ data }) => data.type === 'corrected' && data.happenedAt !== undefined))
    after = replay([...(await store.incidentEvents(tx, incident!.id)), ...numbered])
  else for (const event of numbered) after = applyEvent(after, event)
  const { id } = after!
  const before = incident === undefined ? undefined : await store.storedClock(tx, id)
  const clockAt = isOver(after!) ? undefined : nextInstant(after!.clocks)
  await store.saveIncident(tx, after!, clockAt)
  await store.addEvents(tx, id, numbered)
  for (const event of numbered) await noteLookups(tx, id, event)
  await desk.follow?.(tx, after!, numbered)
  if (clockAt && clockAt.getTime() !== before?.getTime()) await armClock(desk, tx, id, clockAt)
  await publish(
    tx,
    numbered.map(({ seq, data }) => ({ type: `incident.${data.type}`, subject: id, data: telling(after!, seq, data) })),
  )
  return after!
}

export const armClock = (desk: Pick<IncidentDesk, 'jobs'>, tx: Database, id: string, at: Date): Promise<void> =>
  desk.jobs.enqueue(tx, CLOCK_QUEUE, clockJob({ id, clockAt: at }), { startAfter: at })

/** What wakes the clock of an incident carries the time it was meant for. */
export const clockJob = ({ id, clockAt }: { id: string; clockAt: Date }): JobData => ({
  incident: id,
  at: clockAt.toISOString(),
})

/** What followers are told: enough to know what to read, never the words of people, which may be taken back. */
function telling(incident: Incident, seq: number, data: IncidentEvent['data']): Record<string, unknown> {
  const { number, severity, status, kind, version } = incident
  const about =
    data.type === 'clock-warned' || data.type === 'clock-breached'
      ? {
          clock: data.clock,
          due_at: data.dueAt.toISOString(),
          ...(data.type === 'clock-warned' ? { mark: data.mark } : {}),
        }
      : 'role' in data
        ? { role: data.role }
        : {}
  return { number, severity, status, kind, version, seq, ...about }
}
