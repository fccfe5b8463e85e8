/** What a calendar that was read has: stretches of time with a name, whatever they mean to who uses it. */
import type { Span } from '../zone/spans.ts'
import type { Zone } from '../zone/zone.ts'

export interface Calendar {
  readonly events: readonly CalendarEvent[]
  /** What of it could not be used, in words. */
  readonly problems: readonly string[]
}

export type CalendarEvent = { readonly summary: string } & (
  | { readonly kind: 'instants'; readonly from: number; readonly until: number }
  /** Whole days, and times without a zone: local times, read by the clock of who uses the calendar. */
  | { readonly kind: 'local'; readonly from: number; readonly until: number }
)

/** The stretches of time in a zone: a holiday begins there when the day does. */
export const spansOf = (events: readonly CalendarEvent[], zone: Zone): Span[] =>
  events.map(({ kind, from, until }) =>
    kind === 'instants' ? { from, until } : { from: zone.first(from), until: zone.last(until) },
  )
