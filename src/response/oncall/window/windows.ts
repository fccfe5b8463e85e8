/** Hours of the week. */
import { DAY_MS, midnightOf, weekdayOf } from '../zone/local-date.ts'
import type { Span } from '../zone/spans.ts'
import type { Zone } from '../zone/zone.ts'

/** A window that opens each week on one weekday; what is open on several days is several of them. */
export interface Window {
  /** Monday is 1. */
  readonly weekday: number
  /** Since midnight of that day, by the clock on the wall. */
  readonly opensMs: number
  /** From opening to closing by the clock on the wall: at most a week. */
  readonly lengthMs: number
}

/** Whether one of the windows is open at an instant. */
export const isOpen = (windows: readonly Window[], zone: Zone, at: number): boolean =>
  windows.some((window) => opening(window, zone, at) !== undefined)

/** Clocks were never moved by more than this at once. */
const MOST_MOVED_MS = DAY_MS

function opening({ weekday, opensMs, lengthMs }: Window, zone: Zone, at: number): Span | undefined {
  const wall = zone.wall(at)
  const latest = midnightOf(wall + MOST_MOVED_MS)
  const earliest = wall - lengthMs - opensMs - MOST_MOVED_MS
  for (let day = latest - ((weekdayOf(latest) - weekday + 7) % 7) * DAY_MS; day >= earliest; day -= 7 * DAY_MS) {
    const from = zone.first(day + opensMs)
    const until = zone.last(day + opensMs + lengthMs)
    if (from <= at && at < until) return { from, until }
  }
  return undefined
}

/** Every opening that touches a stretch of time. */
export function openings(windows: readonly Window[], zone: Zone, { from, until }: Span): Span[] {
  const found: Span[] = []
  for (const { weekday, opensMs, lengthMs } of windows) {
    const start = midnightOf(zone.wall(from) - lengthMs - opensMs - MOST_MOVED_MS)
    const end = zone.wall(until) + MOST_MOVED_MS
    for (let day = start + ((weekday - weekdayOf(start) + 7) % 7) * DAY_MS; day <= end; day += 7 * DAY_MS) {
      const span = { from: zone.first(day + opensMs), until: zone.last(day + opensMs + lengthMs) }
      if (span.from < until && from < span.until && span.from < span.until) found.push(span)
    }
  }
  return found
}
