/** What an alert that opens or ends does to incidents. Quiet ones (silenced, inhibited, muted, snoozed) declare nothing while they are. */
import type { Database } from '../../db/database.ts'
import type { StoredEvent } from '../../db/events.ts'
import type { Subscription } from '../../db/subscription.ts'
import { stateAt } from '../../response/alert/alert.ts'
import type { StoredAlert } from '../../response/alert/alert-row.ts'
import { wantedGroups } from '../../response/alert/dispatch/plan-routing.ts'
import { inhibitingAlerts, loadAlerts } from '../../response/alert/dispatch/store.ts'
import type { Alerting } from '../../response/alert/settings/alerting.ts'
import { standings } from '../../response/alert/show/standing.ts'
import { currentSilences } from '../../response/alert/silence/store.ts'
import type { IncidentDesk } from '../../response/incident/actions.ts'
import type { AlertRules } from '../../response/incident/alert/actions.ts'
import { receiveAlerts, resolveAlerts } from '../../response/incident/alert/actions.ts'
import { type AlertFacts, declareFor } from '../../response/incident/declare.ts'
import { placesOfAlerts } from '../../response/incident/lookup/store.ts'
import { forgetQuiet, quietAlertsAfter, rememberQuiet } from '../../response/incident/quiet/store.ts'
import type { Severity } from '../../response/incident/severity.ts'
import { moveIncident } from '../../response/incident/work/actions.ts'

export interface AlertsToIncidents {
  readonly db: Database
  readonly desk: IncidentDesk
  readonly alerting: () => Alerting
  readonly rules: () => AlertRules
  readonly clock: () => Date
}

const BEGINS = new Set(['alert.opened', 'alert.reopened'])

/**
 * Handling an event twice changes nothing: the incident knows its alerts. Those of one kind that follow each other are taken together, so
 * that a storm costs a transaction a group and not one an alert.
 */
export const alertsToIncidents = (parts: AlertsToIncidents): Subscription => ({
  name: 'alerts-to-incidents',
  types: new Set([...BEGINS, 'alert.resolved', 'alert.acknowledged']),
  handle: async (events) => {
    for (const [first, ...more] of stretches(events, ({ type }) => (BEGINS.has(type) ? 'begins' : type))) {
      const subjects = [first, ...more].map(({ subject }) => subject)
      if (first.type === 'alert.resolved') await resolve(parts, subjects)
      else if (first.type === 'alert.acknowledged')
        for (const event of [first, ...more]) await acknowledge(parts, event)
      else await consider(parts, subjects)
    }
  },
})

/**
 * A lane of its own for the alerts that are critical, by their sender's word or by a rule that may say so: nobody waits for these behind a
 * storm of others. The other lane comes by later, in order, and finds them where they belong.
 */
export const urgentAlertsToIncidents = (parts: AlertsToIncidents): Subscription => ({
  name: 'urgent-alerts-to-incidents',
  types: BEGINS,
  // Most are only looked at.
  batch: 1_000,
  handle: async (events) => {
    // A rule decides by labels, which the event does not have.
    const someRuleIs = parts.rules().rules.some(({ severity }) => severity !== undefined && isUrgent(severity))
    const subjects = events
      .filter(({ data }) => someRuleIs || data.severity === 'critical')
      .map(({ subject }) => subject)
    await consider(parts, subjects, urgency(parts))
  },
})

const isUrgent = (severity: Severity | 'none') => severity === 'P0' || severity === 'P1'

/** What follows each other with the same answer to `keyOf`. */
function stretches<Item>(items: readonly Item[], keyOf: (item: Item) => string): [Item, ...Item[]][] {
  const found: [Item, ...Item[]][] = []
  for (const item of items) {
    const last = found.at(-1)
    if (last && keyOf(last[0]) === keyOf(item)) last.push(item)
    else found.push([item])
  }
  return found
}

type Described = Pick<AlertFacts, 'id' | 'summary' | 'severity' | 'labels' | 'annotations'>

/** Tells, by the rules and the promises of now, whether an alert is an incident of the worst two severities. */
function urgency({ desk, rules }: AlertsToIncidents): (alert: Described) => boolean {
  const policy = desk.policy()
  const { rules: all } = rules()
  return (alert) => {
    const declaration = declareFor({ ...alert, group: '' }, all, policy)
    return declaration.declare && isUrgent(declaration.severity)
  }
}

/**
 * The shortest way for the worst: what this replica has just stored becomes an incident without waiting for its event, which others read only when
 * every older transaction is over. Whatever fails or is lost here, the event brings again.
 */
export function urgentAtOnce(parts: AlertsToIncidents, onTrouble: (error: unknown) => void) {
  let waiting: string[] = []
  let isWorking = false
  const work = async () => {
    isWorking = true
    while (waiting.length > 0) {
      const ids = waiting
      waiting = []
      await consider(parts, ids)
    }
  }
  return (begun: readonly Described[]): void => {
    waiting.push(...begun.filter(urgency(parts)).map(({ id }) => id))
    if (waiting.length === 0 || isWorking) return
    work()
      .catch(onTrouble)
      .finally(() => {
        isWorking = false
      })
  }
}

/** Who acknowledges an alert, here or where it came from, has the incident of it. */
async function acknowledge({ db, desk }: AlertsToIncidents, { subject, data }: StoredEvent): Promise<void> {
  const [place] = await placesOfAlerts(db, [subject])
  if (!place || place.detachedAt !== null) return
  const name = typeof data.by === 'string' && data.by !== '' ? data.by : 'the sender of the alert'
  const by =
    typeof data.person === 'string'
      ? { kind: 'user' as const, id: data.person, name }
      : { kind: 'integration' as const, id: String(data.integrationId ?? 'alert'), name }
  await moveIncident(desk, place.incidentId, 'acknowledge', {}, { by })
}

/** Incident by incident, so that none is held for long. */
async function resolve({ db, desk }: AlertsToIncidents, ids: readonly string[]): Promise<void> {
  const ended = new Map<string, string[]>()
  for (const { incidentId, alertId } of await placesOfAlerts(db, ids))
    ended.set(incidentId, [...(ended.get(incidentId) ?? []), alertId])
  for (const alerts of ended.values()) await resolveAlerts(desk, alerts)
}

async function consider(
  parts: AlertsToIncidents,
  ids: readonly string[],
  isMeant: (alert: AlertFacts) => boolean = () => true,
): Promise<void> {
  const alerts = await loadAlerts(parts.db, [...new Set(ids)])
  const inOrder = [...new Set(ids)].flatMap((id) => alerts.get(id) ?? [])
  if (inOrder.length > 0) await considerAlerts(parts, inOrder, isMeant)
}

/** Takes alerts that fire and nobody keeps quiet, group by group; the others are remembered. */
async function considerAlerts(
  parts: AlertsToIncidents,
  alerts: readonly StoredAlert[],
  isMeant: (alert: AlertFacts) => boolean,
): Promise<{ quiet: readonly string[] }> {
  const { db, desk, rules, clock } = parts
  const now = clock()
  const alerting = parts.alerting()
  const [silences, firing] = await Promise.all([currentSilences(db, now), inhibitingAlerts(db, alerting.inhibitRules)])
  const standing = standings({ alerting, silences, firing, now })
  const groups = new Map<string, AlertFacts[]>()
  const quiet: string[] = []
  for (const alert of alerts) {
    if (stateAt(alert, now) === 'resolved') continue
    const { silencedBy, inhibitedBy, mutedBy } = standing(alert)
    if (silencedBy.length + inhibitedBy.length + mutedBy.length > 0) {
      quiet.push(alert.id)
      continue
    }
    const group = wantedGroups(alerting.root, alert, now)[0]?.groupKey ?? alert.fingerprint
    const { id, summary, severity, labels, annotations } = alert
    const facts = { id, summary, severity, labels, annotations, group }
    if (!isMeant(facts)) continue
    const members = groups.get(group)
    if (members) members.push(facts)
    else groups.set(group, [facts])
  }
  await rememberQuiet(db, quiet)
  const left = [...groups.values()]
  const work = async () => {
    for (let members = left.shift(); members; members = left.shift()) await receiveAlerts(desk, members, rules())
  }
  await Promise.all(Array.from({ length: GROUPS_AT_A_TIME }, work))
  return { quiet }
}

/** Groups have nothing to do with each other; while one waits for the database, the next one goes on. */
const GROUPS_AT_A_TIME = 4
/** Alerts that are looked at in one go. */
const QUIET_AT_A_TIME = 500

/**
 * Looks again at alerts that were kept quiet when they came: a silence ends, what inhibited them is over, a night is past. Answers with where
 * to go on, for many are looked at piece by piece.
 */
export async function considerQuiet(parts: AlertsToIncidents, after: string): Promise<string> {
  const ids = await quietAlertsAfter(parts.db, after, QUIET_AT_A_TIME)
  if (ids.length === 0) return ''
  const alerts = await loadAlerts(parts.db, ids)
  const { quiet } = await considerAlerts(parts, [...alerts.values()], () => true)
  const still = new Set(quiet)
  await forgetQuiet(
    parts.db,
    ids.filter((id) => !still.has(id)),
  )
  return ids.length < QUIET_AT_A_TIME ? '' : ids.at(-1)!
}
