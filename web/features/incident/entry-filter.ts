import type { TimelineEntry } from '../../../src/http/contract.ts'

export const ENTRY_KINDS = [
  ['all', 'Everything'],
  ['notes', 'Notes'],
  ['status', 'Status'],
  ['runs', 'Runs'],
  ['alerts', 'Alerts'],
  ['people', 'People'],
  ['clocks', 'Clocks'],
] as const
export type EntryKind = (typeof ENTRY_KINDS)[number][0]

const TYPES: Readonly<Record<Exclude<EntryKind, 'all'>, RegExp>> = {
  notes: /^noted$/,
  status: /^(?:opened|status-posted|acknowledged|mitigated|resolved|reopened|severity-changed|renamed)$/,
  runs: /^(?:run-|workflow-)/,
  alerts: /^alert/,
  people: /^(?:role-|acknowledged$)/,
  clocks: /^clock-/,
}

/** Whether an entry is of a kind. Entries that only correct another one stand beside it. */
export const isOfKind = ({ type }: Pick<TimelineEntry, 'type'>, kind: EntryKind): boolean =>
  kind === 'all' ? type !== 'corrected' : TYPES[kind].test(type)

/** Whoever did something, in the order in which they came. */
export function involved(entries: readonly TimelineEntry[]): readonly { name: string; acts: number; last: string }[] {
  const people = new Map<string, { name: string; acts: number; last: string }>()
  for (const { by, happenedAt, type } of entries) {
    if (by === 'opsbook' || type.startsWith('clock-') || type.startsWith('alerts-')) continue
    const known = people.get(by)
    const last = known && known.last > happenedAt ? known.last : happenedAt
    people.set(by, { name: by, acts: (known?.acts ?? 0) + 1, last })
  }
  return [...people.values()]
}
