/** Corrections: an entry is never changed, a new one supersedes it. */
import { type IncidentDecision, refused } from './decide-move.ts'
import type { Incident } from './incident.ts'
import type { IncidentEvent, IncidentEventType } from './incident-event.ts'
import { replay } from './replay.ts'

export interface Correction {
  readonly entry: number
  readonly text?: string | undefined
  readonly happenedAt?: Date | undefined
  readonly withdrawn?: boolean | undefined
  readonly why: string
}

const WITH_TEXT: ReadonlySet<IncidentEventType> = new Set([
  'noted',
  'status-posted',
  'mitigated',
  'resolved',
  'reopened',
])
/** What a status post said was said; its words can be taken out of view, its time is what others saw. */
const FIXED_TIME: ReadonlySet<IncidentEventType> = new Set([
  'status-posted',
  'clock-warned',
  'clock-breached',
  'corrected',
])

/** Whether an entry may be corrected this way, and the event that does it. */
export function decideCorrection(
  events: readonly IncidentEvent[],
  correction: Correction,
  now: Date,
): IncidentDecision {
  const { entry, text, happenedAt, withdrawn, why } = correction
  const event = events.find(({ seq }) => seq === entry)
  if (!event || event.data.type === 'corrected')
    return refused('no-entry', `there is no entry ${entry} to correct`, 'The timeline shows the numbers')
  if ((text !== undefined || withdrawn) && !WITH_TEXT.has(event.data.type))
    return refused('no-text', `entry ${entry} is a fact and has no words to change`, 'Only its time can be corrected')
  if (happenedAt !== undefined && FIXED_TIME.has(event.data.type))
    return refused('fixed-time', `the time of entry ${entry} is not a matter of memory`, 'Add a note instead')
  const data = {
    ...{ type: 'corrected' as const, entry, why },
    ...(text === undefined ? {} : { text }),
    ...(happenedAt === undefined ? {} : { happenedAt }),
    ...(withdrawn === undefined ? {} : { withdrawn }),
  }
  if (happenedAt !== undefined) {
    if (happenedAt > now) return refused('future', 'that time has not come yet', 'Correct it to a time that has passed')
    const seq = (events.at(-1)?.seq ?? 0) + 1
    const after = replay([...events, { seq, happenedAt: now, recordedAt: now, actor: event.actor, data }])
    const wrong = after && disorder(after)
    if (wrong) return refused('order', wrong, 'Milestones keep their order; correct the other one first')
  }
  return { events: [{ data }] }
}

/** The milestones that would stand in the wrong order, in words. Somebody may have it under control before it is acknowledged here. */
function disorder({ openedAt, acknowledgedAt, mitigatedAt, resolvedAt }: Incident): string | undefined {
  const pairs = [
    ['opened', openedAt, 'acknowledged', acknowledgedAt],
    ['opened', openedAt, 'mitigated', mitigatedAt],
    ['acknowledged', acknowledgedAt, 'resolved', resolvedAt],
    ['mitigated', mitigatedAt, 'resolved', resolvedAt],
  ] as const
  const wrong = pairs.find(([, earlier, , later]) => earlier !== undefined && later !== undefined && later < earlier)
  return wrong && `it would be ${wrong[2]} before it was ${wrong[0]}`
}
