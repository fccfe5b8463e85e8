/** What alerts do to incidents: declare, join, raise, reopen, end. Called for each alert at least once; twice changes nothing. */
import type { Database } from '../../../db/database.ts'
import { inTransaction } from '../../../db/transaction.ts'
import { labelOf } from '../../../kit/label-set.ts'
import { type Asked, changeIncident, type IncidentDesk, type Outcome, record } from '../actions.ts'
import { decided, decideSeverity, unchanged } from '../decide-move.ts'
import { type AlertFacts, considerAlert, type DeclareRule, declareFor } from '../declare.ts'
import { type Incident, isOver } from '../incident.ts'
import { type NewIncidentEvent, SYSTEM } from '../incident-event.ts'
import { alertsOfIncident, type IncidentAlert, placesOfAlerts } from '../lookup/store.ts'
import { decideDetach } from '../merge.ts'
import { openedEvent } from '../open/actions.ts'
import { databaseNow, lockGroup, lockIncidents, nextNumber } from '../store.ts'

/** How alerts become incidents. */
export interface AlertRules {
  readonly rules: readonly DeclareRule[]
  /** How soon after its end the same counts as the same story. */
  readonly reopenWithinMs: number
}

export type Received = {
  readonly incident?: string
  readonly did: 'opened' | 'attached' | 'ignored' | 'known'
  readonly why: string
}

/** Takes alerts of one group that fire. In their own transaction, or in the one that made them true. */
export async function receiveAlerts(
  desk: IncidentDesk,
  alerts: readonly AlertFacts[],
  settings: AlertRules,
  within?: Database,
): Promise<Received> {
  const [first] = alerts
  if (!first) return { did: 'ignored', why: 'there are no alerts' }
  const work = async (tx: Database): Promise<Received> => {
    const latest = await follow(tx, await lockGroup(tx, first.group))
    const places = await placesOfAlerts(
      tx,
      alerts.map(({ id }) => id),
    )
    // One that a person took out stays out; one that had ended where it belongs has begun again.
    const known = new Map(places.map((place) => [place.alertId, place]))
    const isBack = (place: IncidentAlert) => place.resolvedAt !== null && place.detachedAt === null
    const fresh = alerts.filter(({ id }) => !known.has(id) || isBack(known.get(id)!))
    if (fresh.length === 0)
      return { did: 'known', why: 'they belong somewhere already', ...(latest ? { incident: latest.id } : {}) }
    const back = new Set(places.filter((place) => place.incidentId === latest?.id).map(({ alertId }) => alertId))
    return join(desk, tx, { fresh, back, latest }, settings)
  }
  return within ? work(within) : inTransaction(desk.db, work)
}

/** An incident that was merged lives on in another one. */
async function follow(tx: Database, incident: Incident | undefined): Promise<Incident | undefined> {
  let found = incident
  for (let step = 0; found?.mergedInto !== undefined && step < 20; step += 1)
    found = (await lockIncidents(tx, [found.mergedInto])).get(found.mergedInto)
  return found
}

interface Joining {
  readonly fresh: readonly AlertFacts[]
  /** Those that were in the incident before and had ended. */
  readonly back: ReadonlySet<string>
  readonly latest: Incident | undefined
}

async function join(
  desk: IncidentDesk,
  tx: Database,
  { fresh: alerts, back, latest }: Joining,
  { rules, reopenWithinMs }: AlertRules,
): Promise<Received> {
  const policy = desk.policy()
  const now = await databaseNow(tx)
  const moves = alerts.map((alert) => considerAlert(declareFor(alert, rules, policy), latest, { now, reopenWithinMs }))
  const opens = moves.flatMap((move) => (move.do === 'open' ? [move.declaration] : []))
  const [worst] = opens.sort((a, b) => (a.severity < b.severity ? -1 : a.severity > b.severity ? 1 : 0))
  if (worst) {
    const service = labelOf(alerts[0]!.labels, 'service')
    const opened = openedEvent(policy, {
      ...{ id: desk.newId('incident'), number: await nextNumber(tx), title: worst.title, severity: worst.severity },
      ...{ kind: worst.kind, declaredBy: worst.by, severityByHand: false, why: worst.why, group: alerts[0]!.group },
      ...(service === '' ? {} : { service }),
    })
    const incident = await record(desk, tx, {
      incident: undefined,
      by: SYSTEM,
      now,
      events: [opened, ...attaching(alerts)],
    })
    return { did: 'opened', incident: incident.id, why: worst.why }
  }
  const attaches = moves.flatMap((move) => (move.do === 'attach' ? [move] : []))
  if (!latest || attaches.length === 0)
    return { did: 'ignored', why: moves.map((move) => ('why' in move ? move.why : ''))[0]! }
  const events = attaching(alerts, back)
  if (attaches.some(({ reopen }) => reopen))
    events.unshift({ data: { type: 'reopened', text: 'its alert fires again' } })
  const [raise] = attaches.flatMap(({ raiseTo }) => raiseTo ?? []).sort()
  if (raise) {
    const open: Incident = { ...latest, status: isOver(latest) ? 'open' : latest.status }
    const decision = decideSeverity(open, raise, { policy, byHand: false, why: 'a worse alert joined' })
    if ('events' in decision) events.push(...decision.events)
  }
  await record(desk, tx, { incident: latest, by: SYSTEM, now, events })
  return { did: 'attached', incident: latest.id, why: attaches[0]!.why }
}

function attaching(alerts: readonly AlertFacts[], back: ReadonlySet<string> = new Set()): NewIncidentEvent[] {
  const shown = (some: readonly AlertFacts[]) => some.map(({ id, summary }) => ({ id, summary }))
  const [again, fresh] = [alerts.filter(({ id }) => back.has(id)), alerts.filter(({ id }) => !back.has(id))]
  return [
    ...(fresh.length > 0 ? [{ data: { type: 'alerts-attached' as const, alerts: shown(fresh) } }] : []),
    ...(again.length > 0 ? [{ data: { type: 'alerts-refired' as const, alerts: shown(again) } }] : []),
  ]
}

/**
 * Alerts that ended. An incident that alerts made and nobody has acknowledged ends with the last of them; one that people work on is
 * theirs to end.
 */
export async function resolveAlerts(
  desk: IncidentDesk,
  alerts: readonly string[],
  within?: Database,
): Promise<string[]> {
  const work = async (tx: Database) => {
    const places = (await placesOfAlerts(tx, alerts)).filter(
      (each) => each.resolvedAt === null && each.detachedAt === null,
    )
    const locked = await lockIncidents(tx, [...new Set(places.map(({ incidentId }) => incidentId))])
    // Somebody else may have told it while we waited.
    const again = (await placesOfAlerts(tx, alerts)).filter(
      (each) => each.resolvedAt === null && each.detachedAt === null,
    )
    const now = await databaseNow(tx)
    for (const incident of locked.values()) await endIn(desk, tx, incident, again, now)
    return [...locked.keys()]
  }
  return within ? work(within) : inTransaction(desk.db, work)
}

async function endIn(
  desk: IncidentDesk,
  tx: Database,
  incident: Incident,
  places: readonly IncidentAlert[],
  now: Date,
): Promise<void> {
  const ended = places.filter(({ incidentId }) => incidentId === incident.id)
  if (ended.length === 0) return
  const alerts = ended.map(({ alertId, summary }) => ({ id: alertId, summary }))
  const events: NewIncidentEvent[] = [{ data: { type: 'alerts-resolved', alerts } }]
  const left = incident.alerts.firing - ended.length
  if (left <= 0 && incident.status === 'open' && incident.declaredBy !== 'hand')
    events.push({ data: { type: 'resolved', text: 'all its alerts ended before anybody acknowledged it' } })
  await record(desk, tx, { incident, by: SYSTEM, now, events })
}

/** A person puts alerts into an incident; those that belong there already stay. */
export const attachAlerts = (
  desk: IncidentDesk,
  id: string,
  alerts: readonly { id: string; summary: string }[],
  asked: Asked,
): Promise<Outcome> =>
  changeIncident(desk, id, { ...asked, action: 'attach-alert' }, async (incident, { tx }) => {
    const places = await placesOfAlerts(
      tx,
      alerts.map((alert) => alert.id),
    )
    const here = new Set(
      places
        .filter((each) => each.incidentId === incident.id && each.detachedAt === null)
        .map(({ alertId }) => alertId),
    )
    const fresh = alerts.filter((alert) => !here.has(alert.id))
    return fresh.length === 0 ? unchanged : decided({ type: 'alerts-attached', alerts: fresh })
  })

/** A person takes an alert out; it does not come back by itself. */
export const detachAlert = (desk: IncidentDesk, id: string, alert: string, asked: Asked): Promise<Outcome> =>
  changeIncident(desk, id, { ...asked, action: 'detach-alert' }, async (incident, { tx }) => {
    const place = (await placesOfAlerts(tx, [alert])).find((each) => each.incidentId === incident.id)
    if (!place || place.detachedAt !== null) return unchanged
    return decideDetach({ id: alert, summary: place.summary }, place.resolvedAt === null)
  })

/** The alerts a question about the incident is asked for: the first ones that still fire, else the first ones. */
export async function tellingAlerts(
  db: Database,
  { id, tookIn }: Pick<Incident, 'id' | 'tookIn'>,
  limit: number,
): Promise<IncidentAlert[]> {
  const all = await alertsOfIncident(db, [id, ...tookIn], { limit: 200 })
  const firing = all.filter(({ resolvedAt }) => resolvedAt === null)
  return (firing.length > 0 ? firing : all).slice(0, limit)
}
