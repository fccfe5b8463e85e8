/** What holds from the moment an incident changes: nobody is told any more of what somebody has, and the escalation looks at once. */
import type { Database } from '../../../../db/database.ts'
import { publish } from '../../../../db/events.ts'
import type { Incident } from '../../../incident/incident.ts'
import type { IncidentEvent, IncidentEventType } from '../../../incident/incident-event.ts'
import type { PageDesk } from '../../page-desk.ts'
import { endPages } from '../../store.ts'
import { lookAt } from '../store.ts'

const LOOKED_AT: ReadonlySet<IncidentEventType> = new Set([
  ...(['opened', 'acknowledged', 'unacknowledged', 'mitigated', 'resolved', 'reopened'] as const),
  ...(['severity-changed', 'merged', 'taken-out'] as const),
])

/** Called in the transaction that changes the incident; see `IncidentDesk.follow`. */
export async function followIncident(
  { notifier }: Pick<PageDesk, 'notifier'>,
  tx: Database,
  incident: Incident,
  events: readonly IncidentEvent[],
): Promise<void> {
  const answer = events.findLast(({ data }) => data.type === 'acknowledged' || data.type === 'mitigated')
  if (incident.status === 'resolved' || incident.status === 'merged') {
    const end = events.findLast(({ data }) => data.type === 'resolved')
    const ended = await endPages(tx, incident.id, { which: 'all', by: end?.actor.id })
    if (ended.length > 0) await notifier.withdrawMessages(tx, { subject: { id: incident.id } }, 'it is over')
  } else if (answer) {
    const ended = await endPages(tx, incident.id, { which: 'acknowledged', by: answer.actor.id })
    for (const { id } of ended) await notifier.withdrawMessages(tx, { pageId: id }, `${answer.actor.name} has it`)
    const data = { incident: incident.id, user: answer.actor.id }
    const own = ended.filter((page) => page.ended === 'acknowledged')
    await publish(
      tx,
      own.map(({ id }) => ({ type: 'page.acknowledged', subject: id, data })),
    )
  }
  if (events.some(({ data }) => LOOKED_AT.has(data.type))) await lookAt(tx, incident.id, incident.severity)
}
