/** What an ack page says first: where its incident stands for this person, and what became of what they pressed. */
import { isOver } from '../../incident/incident.ts'
import type { TimelineEntry } from '../../incident/timeline.ts'
import type { AckNews } from './ack-page.ts'
import type { Acted, SeenPage } from './actions.ts'

/** Before anything is pressed. */
export function newsOf({ incident, page, person, used }: SeenPage): AckNews {
  const { status, acknowledgedAt, acknowledgedBy, resolvedAt, raisedAt } = incident
  if (isOver(incident)) {
    const how = status === 'resolved' ? 'It is resolved.' : 'It is part of another incident now.'
    return { kind: 'over', how, at: resolvedAt }
  }
  if (status !== 'open' && acknowledgedBy?.id === person.id) return { kind: 'yours', since: acknowledgedAt }
  if (used.includes('join') || (page.ended === 'acknowledged' && status !== 'open'))
    return { kind: 'joined', by: acknowledgedBy?.name }
  const isStale = raisedAt !== undefined && acknowledgedAt !== undefined && raisedAt > acknowledgedAt
  if (status !== 'open' && !isStale)
    return { kind: 'taken', by: acknowledgedBy?.name ?? 'Somebody', since: acknowledgedAt }
  if (page.ended === 'declined') return { kind: 'declined', paged: undefined }
  return { kind: 'called' }
}

/** After it was pressed; `events` are the last of the timeline, newest first. */
export function newsAfter({ result, act, seen, why }: Acted, events: readonly TimelineEntry[]): AckNews {
  if (result === 'refused') return { kind: 'refused', why: why ?? 'It cannot be.' }
  if (result === 'over' || result === 'taken') return newsOf(seen)
  const paging = events.find(({ type }) => type === 'paged')
  const paged = paging && `${paging.by} ${paging.what}`
  if (act === 'escalate') return { kind: 'escalated', paged }
  if (act === 'decline') return { kind: 'declined', paged }
  if (act === 'join') return { kind: 'joined', by: seen.incident.acknowledgedBy?.name }
  return newsOf(seen)
}
