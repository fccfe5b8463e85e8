/** What others do that incidents must know: alerts that fire and end, runs that begin and end. Called for each event at least once. */
import type { StoredEvent } from '../../../db/events.ts'
import type { Alert } from '../../alert/alert.ts'
import { stateAt } from '../../alert/alert.ts'
import { groupKey, groupLabels } from '../../alert/routing/group-key.ts'
import { matchRoutes } from '../../alert/routing/match-routes.ts'
import type { RouteNode } from '../../alert/routing/route-node.ts'
import type { IncidentDesk } from '../actions.ts'
import { receiveAlerts, resolveAlerts } from '../alert/actions.ts'
import { placesOfAlerts } from '../lookup/store.ts'
import type { AlertRules } from '../settings/compile-rules.ts'
import { attachRun, finishRun, moveIncident } from '../work/actions.ts'

/** A run of a runner, as far as an incident is concerned. */
export interface FollowedRun {
  readonly incident: string | null
  /** `docs/shop.md#restart`. */
  readonly procedure: string
  readonly by: { readonly id: string; readonly name: string }
  /** Absent while it goes on. */
  readonly result?: string
  /** Of its last step. */
  readonly exitCode?: number
}

export interface Followed {
  readonly alert: (id: string) => Promise<Alert | undefined>
  readonly run: (id: string) => Promise<FollowedRun | undefined>
  readonly rules: () => AlertRules
  /** The routing tree: alerts that are told together are one incident. */
  readonly root: () => RouteNode
  readonly clock: () => Date
}

/** Acts on one event; those that are about something else are passed over. */
export async function followEvent(desk: IncidentDesk, event: StoredEvent, followed: Followed): Promise<void> {
  switch (event.type) {
    case 'alert.opened':
    case 'alert.reopened':
      return considerOne(desk, event.subject, followed)
    case 'alert.resolved':
      await resolveAlerts(desk, [event.subject])
      return
    case 'alert.acknowledged':
      return acknowledgeBy(desk, event)
    case 'run.queued':
    case 'run.started':
    case 'run.finished':
      return followRun(desk, event.subject, followed)
  }
}

async function considerOne(desk: IncidentDesk, id: string, { alert, rules, root, clock }: Followed): Promise<void> {
  const found = await alert(id)
  // It may be over before we come to it; then there is nothing to handle.
  if (!found || stateAt(found, clock()) === 'resolved') return
  const { summary, severity, labels, annotations } = found
  await receiveAlerts(
    desk,
    [{ id, summary, severity, labels, annotations, group: incidentGroup(root(), found) }],
    rules(),
  )
}

/** The group of the first route that takes the alert; an alert of several routes is told to several, and is one incident. */
export function incidentGroup(root: RouteNode, { labels }: Pick<Alert, 'labels'>): string {
  const node = matchRoutes(root, labels)[0] ?? root
  return groupKey(node.key, groupLabels(node, labels))
}

/** Who acknowledges an alert where it came from has the incident of it. */
async function acknowledgeBy(desk: IncidentDesk, { subject, data }: StoredEvent): Promise<void> {
  const [place] = await placesOfAlerts(desk.db, [subject])
  if (!place || place.detachedAt !== null) return
  const name = typeof data.by === 'string' && data.by !== '' ? data.by : 'the sender of the alert'
  const by = { kind: 'integration' as const, id: String(data.integrationId ?? 'alert'), name }
  await moveIncident(desk, place.incidentId, 'acknowledge', {}, { by })
}

async function followRun(desk: IncidentDesk, id: string, followed: Followed): Promise<void> {
  const run = await followed.run(id)
  if (!run || run.incident === null) return
  const { procedure, result, exitCode } = run
  const asked = { by: { kind: 'user' as const, ...run.by } }
  await attachRun(desk, run.incident, { run: id, procedure }, asked)
  if (result !== undefined)
    await finishRun(desk, run.incident, { run: id, procedure, outcome: result, exitCode }, asked)
}
