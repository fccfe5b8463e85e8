/** What an alert that opens or ends does to incidents. Quiet ones (silenced, inhibited, muted) declare nothing while they are. */
import type { Database } from '../../db/database.ts'
import type { StoredEvent } from '../../db/events.ts'
import type { Subscription } from '../../db/subscription.ts'
import { stateAt } from '../../response/alert/alert.ts'
import type { StoredAlert } from '../../response/alert/alert-row.ts'
import { wantedGroups } from '../../response/alert/dispatch/plan-routing.ts'
import { inhibitingAlerts } from '../../response/alert/dispatch/store.ts'
import type { Alerting } from '../../response/alert/settings/alerting.ts'
import { standings } from '../../response/alert/show/standing.ts'
import { findAlert } from '../../response/alert/show/store.ts'
import { currentSilences } from '../../response/alert/silence/store.ts'
import type { IncidentDesk } from '../../response/incident/actions.ts'
import type { AlertRules } from '../../response/incident/alert/actions.ts'
import { receiveAlerts, resolveAlerts } from '../../response/incident/alert/actions.ts'
import type { AlertFacts } from '../../response/incident/declare.ts'
import { placesOfAlerts } from '../../response/incident/lookup/store.ts'
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
  handle: async (event: StoredEvent) => {
    if (event.type === 'alert.resolved') await resolveAlerts(parts.desk, [event.subject])
    else if (event.type === 'alert.acknowledged') await acknowledge(parts, event)
    else await considerOne(parts, event.subject)
  },
})

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

async function considerOne(parts: AlertsToIncidents, id: string): Promise<void> {
  const alert = await findAlert(parts.db, id)
  if (alert) await considerAlerts(parts, [alert])
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
  for (const members of groups.values()) await receiveAlerts(desk, members, rules())
}
