/** What an alert that opens or ends does to incidents. Quiet ones (silenced, inhibited, muted) declare nothing while they are. */
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
import { SEVERITIES } from '../../response/incident/severity.ts'
import { moveIncident } from '../../response/incident/work/actions.ts'

export interface AlertsToIncidents {
  readonly db: Database
  readonly desk: IncidentDesk
  readonly alerting: () => Alerting
  readonly rules: () => AlertRules
  readonly clock: () => Date
}

/** Handling an event twice changes nothing: the incident knows its alerts. */
export const alertsToIncidents = (parts: AlertsToIncidents): Subscription => ({
  name: 'alerts-to-incidents',
  types: new Set(['alert.opened', 'alert.reopened', 'alert.resolved', 'alert.acknowledged']),
  batch: STORM_BATCH,
  handle: (event) => handleEvents(parts, [event]),
  handleAll: (events) => handleEvents(parts, events),
})

/**
 * The way past a storm: looks at every alert that begins, and takes those at once that are an incident of the worst severity. The other lane finds
 * them known.
 */
export const urgentAlertsToIncidents = (parts: AlertsToIncidents): Subscription => ({
  name: 'urgent-alerts-to-incidents',
  types: new Set(['alert.opened', 'alert.reopened']),
  batch: URGENT_BATCH,
  handle: (event) => considerUrgent(parts, [event]),
  handleAll: (events) => considerUrgent(parts, events),
})

/** Small enough that its transactions are soon over, for whoever reads events waits for them. */
const STORM_BATCH = 200
/** Groups have nothing to do with each other; while one waits for the database, the next one goes on. */
const GROUPS_AT_A_TIME = 4
/** Only looked at, mostly. */
const URGENT_BATCH = 1_000

/**
 * What alerts are now decides, so the order among different alerts does not matter: ends first, so that what came back since begins anew; then
 * what fires, group by group; then who has it.
 */
async function handleEvents(parts: AlertsToIncidents, events: readonly StoredEvent[]): Promise<void> {
  const ended = events.filter(({ type }) => type === 'alert.resolved').map(({ subject }) => subject)
  if (ended.length > 0) await resolveAlerts(parts.desk, ended)
  const begun = events.filter(({ type }) => type === 'alert.opened' || type === 'alert.reopened')
  if (begun.length > 0) await considerAlerts(parts, await loadAlertsInOrder(parts.db, begun))
  for (const event of events) if (event.type === 'alert.acknowledged') await acknowledge(parts, event)
}

async function considerUrgent(parts: AlertsToIncidents, events: readonly StoredEvent[]): Promise<void> {
  const urgent = urgentOf(parts, await loadAlertsInOrder(parts.db, events))
  if (urgent.length > 0) await considerAlerts(parts, urgent)
}

type Described = Pick<AlertFacts, 'id' | 'summary' | 'severity' | 'labels' | 'annotations'>

function urgentOf<Alert extends Described>({ desk, rules }: AlertsToIncidents, alerts: readonly Alert[]): Alert[] {
  const policy = desk.policy()
  const { rules: all } = rules()
  return alerts.filter((alert) => {
    const declared = declareFor({ ...alert, group: '' }, all, policy)
    return declared.declare && declared.severity === SEVERITIES[0]
  })
}

/**
 * The shortest way for the worst: what this replica has just stored becomes an incident without waiting for its event, which others read only when
 * every older transaction is over. Whatever fails or is lost here, the event brings again. `first` is
 * called before, also where nothing is urgent.
 */
export function urgentAtOnce(parts: AlertsToIncidents, onTrouble: (error: unknown) => void, first: () => void) {
  let waiting: string[] = []
  let isWorking = false
  const work = async () => {
    isWorking = true
    while (waiting.length > 0) {
      const ids = waiting
      waiting = []
      const found = await loadAlerts(parts.db, ids)
      await considerAlerts(parts, [...found.values()])
    }
  }
  return (begun: readonly Described[]): void => {
    first()
    waiting.push(...urgentOf(parts, begun).map(({ id }) => id))
    if (waiting.length === 0 || isWorking) return
    work()
      .catch(onTrouble)
      .finally(() => {
        isWorking = false
      })
  }
}

async function loadAlertsInOrder(db: Database, events: readonly StoredEvent[]): Promise<StoredAlert[]> {
  const ids = [...new Set(events.map(({ subject }) => subject))]
  const found = await loadAlerts(db, ids)
  return ids.flatMap((id) => found.get(id) ?? [])
}

/** Who acknowledges an alert where it came from has the incident of it. */
async function acknowledge({ db, desk }: AlertsToIncidents, { subject, data }: StoredEvent): Promise<void> {
  const [place] = await placesOfAlerts(db, [subject])
  if (!place || place.detachedAt !== null) return
  const name = typeof data.by === 'string' && data.by !== '' ? data.by : 'the sender of the alert'
  const by = { kind: 'integration' as const, id: String(data.integrationId ?? 'alert'), name }
  await moveIncident(desk, place.incidentId, 'acknowledge', {}, { by })
}

/** Takes alerts that fire and nobody keeps quiet, group by group. */
export async function considerAlerts(parts: AlertsToIncidents, alerts: readonly StoredAlert[]): Promise<void> {
  const { db, desk, rules, clock } = parts
  const now = clock()
  const alerting = parts.alerting()
  const [silences, firing] = await Promise.all([currentSilences(db, now), inhibitingAlerts(db, alerting.inhibitRules)])
  const standing = standings({ alerting, silences, firing, now })
  const groups = new Map<string, AlertFacts[]>()
  for (const alert of alerts) {
    const { silencedBy, inhibitedBy, mutedBy } = standing(alert.labels)
    if (stateAt(alert, now) === 'resolved' || silencedBy.length + inhibitedBy.length + mutedBy.length > 0) continue
    const group = wantedGroups(alerting.root, alert, now)[0]?.groupKey ?? alert.fingerprint
    const { id, summary, severity, labels, annotations } = alert
    groups.set(group, [...(groups.get(group) ?? []), { id, summary, severity, labels, annotations, group }])
  }
  const left = [...groups.values()]
  const work = async () => {
    for (let members = left.shift(); members; members = left.shift()) await receiveAlerts(desk, members, rules())
  }
  await Promise.all(Array.from({ length: GROUPS_AT_A_TIME }, work))
}
