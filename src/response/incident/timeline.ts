/** The events as people read them: in the order in which things happened, corrections in force and visible as such. */

import { describeEvent } from './describe-event.ts'
import type { IncidentEvent, IncidentEventType } from './incident-event.ts'
import { effective } from './replay.ts'

export interface TimelineEntry {
  readonly seq: number
  readonly type: IncidentEventType
  readonly happenedAt: Date
  readonly recordedAt: Date
  readonly by: string
  /** One sentence without the name. */
  readonly what: string
  /** Words of a person, as written. Untrusted: escape where shown. */
  readonly text?: string
  /** Numbers of the entries that corrected this one. */
  readonly correctedBy: readonly number[]
  /** Taken out of view by a correction; the record still has it. */
  readonly withdrawn: boolean
}

/** The whole timeline. Withdrawn words are left out of it, not only marked. */
export function timeline(events: readonly IncidentEvent[]): TimelineEntry[] {
  const corrections = new Map<number, IncidentEvent[]>()
  for (const event of events) {
    if (event.data.type === 'corrected')
      corrections.set(event.data.entry, [...(corrections.get(event.data.entry) ?? []), event])
  }
  const entries = effective(events).map((event) => entryOf(event, corrections.get(event.seq) ?? []))
  return entries.sort((a, b) => a.happenedAt.getTime() - b.happenedAt.getTime() || a.seq - b.seq)
}

function entryOf(event: IncidentEvent, corrections: readonly IncidentEvent[]): TimelineEntry {
  const { seq, happenedAt, recordedAt, actor, data } = event
  let text = 'text' in data && data.type !== 'corrected' && data.type !== 'workflow-step' ? data.text : undefined
  let withdrawn = false
  for (const { data: change } of corrections) {
    if (change.type !== 'corrected') continue
    text = change.text ?? text
    withdrawn = change.withdrawn ?? (change.text === undefined ? withdrawn : false)
  }
  return {
    ...{ seq, type: data.type, happenedAt, recordedAt, by: actor.name, what: describeEvent(data) },
    ...(text === undefined || withdrawn ? {} : { text }),
    correctedBy: corrections.map((each) => each.seq),
    withdrawn,
  }
}
