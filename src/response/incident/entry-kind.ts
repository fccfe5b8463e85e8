import { SYSTEM } from './incident-event.ts'
import type { TimelineEntry } from './timeline.ts'

/** What somebody may want to see of a timeline; `acts` is all that people did. */
export const ENTRY_KINDS = ['acts', 'notes', 'status', 'runs', 'alerts', 'people', 'clocks'] as const
export type EntryKind = (typeof ENTRY_KINDS)[number]

const TYPES: Readonly<Record<Exclude<EntryKind, 'acts'>, RegExp>> = {
  notes: /^noted$/,
  status: /^(?:opened|status-posted|acknowledged|mitigated|resolved|reopened|severity-changed|renamed)$/,
  runs: /^(?:run-|workflow-)/,
  alerts: /^alert/,
  people: /^(?:role-|acknowledged$)/,
  clocks: /^clock-/,
}

/** Whether an entry is of a kind. One that only corrects another is of none: the other says that it was corrected. */
export function isOfKind({ type, by }: Pick<TimelineEntry, 'type' | 'by'>, kind: EntryKind): boolean {
  if (kind !== 'acts') return TYPES[kind].test(type)
  return by !== SYSTEM.name && !/^(?:alerts-|clock-|corrected$)/.test(type)
}
