/** Plays escalations on incidents: what is due, what happened to the incident, what somebody asked for. One transaction each. */
import { sql } from 'kysely'
import type { Database } from '../../../db/database.ts'
import { type NewEvent, publish } from '../../../db/events.ts'
import { inTransaction } from '../../../db/transaction.ts'
import { record } from '../../incident/actions.ts'
import type { Incident } from '../../incident/incident.ts'
import { type NewIncidentEvent, SYSTEM } from '../../incident/incident-event.ts'
import { databaseNow, lockIncidents } from '../../incident/store.ts'
import type { PageDesk } from '../page-desk.ts'
import { type ChosenPolicy, choosePolicy } from '../policy/choose-policy.ts'
import type { Policy } from '../policy/policy.ts'
import { openPages } from '../store.ts'
import { advance, begin, type EscalationEffect, type EscalationEvent, type WantedPage } from './advance.ts'
import { dueAt, type Escalation } from './escalation.ts'
import { noticeIncident } from './notice-incident.ts'
import { pagePeople } from './people/actions.ts'
import { type ClaimedEscalation, lockEscalation, saveEscalation } from './store.ts'
import { sayWhatBecame } from './tell/actions.ts'

/** An incident behind its lock, at a time of the database. */
export interface Place {
  readonly incident: Incident
  readonly now: Date
}

export interface Played {
  readonly state: Escalation
  /** For the timeline. */
  readonly events: readonly NewIncidentEvent[]
}

/**
 * Does what a claimed escalation has to do now. Whoever has lost the lease does nothing; what is done is on disk with the step that follows from
 * it, or none of it is.
 */
export async function workOn(desk: PageDesk, { incidentId, lease }: ClaimedEscalation): Promise<void> {
  await inTransaction(desk.incidents.db, async (tx) => {
    // A replica that is stopped in here must not keep the others from the incident for as long as the database would let it.
    await sql`set local idle_in_transaction_session_timeout = '5s'`.execute(tx)
    const incident = (await lockIncidents(tx, [incidentId])).get(incidentId)
    const stored = incident && (await lockEscalation(tx, incidentId, lease))
    if (!stored) return
    const place = { incident, now: await databaseNow(tx) }
    const events = await look(desk, tx, place, stored.state)
    if (events.length > 0) await record(desk.incidents, tx, { ...place, by: SYSTEM, events })
  })
}

/** Brings an escalation up to its incident and to the time; keeps it, and answers with what the timeline has to say. */
async function look(
  desk: PageDesk,
  tx: Database,
  place: Place,
  stored: Escalation | undefined,
): Promise<readonly NewIncidentEvent[]> {
  const { incident } = place
  const chosen = await policyFor(desk, tx, place)
  if (!stored && !chosen.policy) {
    await saveEscalation(tx, incident.id, incident.severity, undefined)
    return chosen.meant || incident.status !== 'open' ? [] : [{ data: { type: 'paging-skipped', why: chosen.why } }]
  }
  const state = stored ?? begin(chosen.policy!, incident.severity, place.now)
  const happened = await noticed(tx, incident, state, chosen.policy)
  const played = await play(desk, tx, place, { state, happened: [...happened, { type: 'due' }] })
  await saveEscalation(tx, incident.id, incident.severity, played.state)
  if (stored) await sayWhatBecame(desk, tx, incident, happened)
  return played.events
}

/** What an incident is to be paged by now. */
export async function policyFor(desk: PageDesk, tx: Database, { incident, now }: Place): Promise<ChosenPolicy> {
  const labels = (await desk.telling(tx, incident))?.labels ?? {}
  return choosePolicy(desk.paging(), { ...incident, labels }, now)
}

/** What the escalation has not seen yet. */
export async function noticed(
  tx: Database,
  incident: Incident,
  state: Escalation,
  policy: Policy | undefined,
): Promise<readonly EscalationEvent[]> {
  const open = (await openPages(tx, incident.id)).map(({ userId }) => userId)
  return noticeIncident(state, incident, { policy, open })
}

/** Plays events and does what follows from them, until there is nothing to do before a later time. */
export async function play(
  desk: PageDesk,
  tx: Database,
  place: Place,
  { state, happened }: { state: Escalation; happened: readonly EscalationEvent[] },
): Promise<Played> {
  const events: NewIncidentEvent[] = []
  const news: NewEvent[] = []
  let current = state
  const apply = async (event: EscalationEvent): Promise<void> => {
    const before = current
    const { state: after, effects } = advance(before, event, place.now)
    current = after
    for (const effect of effects) {
      if (effect.do !== 'page') {
        events.push(entryOf(effect, after))
        if (effect.do === 'exhausted') news.push(exhaustedEvent(place.incident, effect.heard))
        continue
      }
      const paged = await pageStep(desk, tx, place, { effect, state: before })
      news.push(...paged.news)
      events.push(...paged.entries)
      await apply({ type: 'paged', reached: paged.reached, at: paged.at })
    }
  }
  for (const event of happened) await apply(event)
  while ((dueAt(current)?.getTime() ?? Number.POSITIVE_INFINITY) <= place.now.getTime()) await apply({ type: 'due' })
  await publish(tx, news)
  return { state: current, events }
}

async function pageStep(
  desk: PageDesk,
  tx: Database,
  place: Place,
  { effect, state }: { effect: WantedPage; state: Escalation },
) {
  const { policy, unheard, stepAt = place.now } = state
  const { step, round, notify, until, has, roundRobin } = effect
  const by = `${step === undefined ? 'the fallback' : `step ${step}`} of ${policy.name}${round > 0 ? `, round ${round + 1}` : ''}`
  const paged = await pagePeople(desk, tx, place, {
    ...{ by, step, round, notify, until, has, dueAt: stepAt },
    ...(roundRobin ? { turnsOf: policy.name } : {}),
  })
  const { people, missed } = paged
  const entry: NewIncidentEvent = { data: { type: 'paged', by, people: [...people], missed: [...missed] } }
  const { id: incident, number, severity } = place.incident
  const data = { number, severity, policy: policy.name, step: step ?? 'fallback', round, reached: people.length }
  return {
    // What is tried again every minute is said when it succeeds.
    entries: unheard && people.length === 0 ? [] : [entry],
    news: [...paged.events, { type: 'escalation.step', subject: incident, data }],
    reached: people.map(({ id }) => id),
    at: paged.at,
  }
}

function entryOf(effect: Exclude<EscalationEffect, WantedPage>, { policy }: Escalation): NewIncidentEvent {
  if (effect.do === 'drop') return { data: { type: 'unacknowledged', why: effect.why } }
  return { data: { type: 'escalation-exhausted', policy: policy.name, heard: effect.heard } }
}

const exhaustedEvent = ({ id, number, severity }: Incident, heard: boolean): NewEvent => ({
  type: 'escalation.exhausted',
  subject: id,
  data: { number, severity, heard },
})
