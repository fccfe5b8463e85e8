/** Those who were told of an incident hear what became of it. */
import type { Database } from '../../../../db/database.ts'
import type { Incident } from '../../../incident/incident.ts'
import type { PageDesk } from '../../page-desk.ts'
import type { EscalationEvent } from '../advance.ts'

export async function sayWhatBecame(
  desk: PageDesk,
  tx: Database,
  incident: Incident,
  happened: readonly EscalationEvent[],
): Promise<void> {
  const { id, number, title, severityName, acknowledgedBy, status } = incident
  const last = happened.findLast(({ type }) => type === 'ended' || type === 'acknowledged')
  if (!last) return
  const end = status === 'merged' ? 'Part of another incident now' : 'Resolved'
  const what = last.type === 'ended' ? end : `${acknowledgedBy?.name ?? 'Somebody'} has it`
  const except = last.type === 'acknowledged' && acknowledgedBy ? { except: acknowledgedBy.id } : {}
  const subject = { kind: 'incident' as const, id }
  await desk.notifier.tellUpdate(tx, {
    ...{ subject, title: `${what}: ${title}`, severity: severityName, reference: `#${number}`, ...except },
  })
}
