/** Whose turn it is. A rotation is a row of hand-offs on the wall clock; turn number n lasts from hand-off n to hand-off n + 1. */
import { DAY_MS, daysInMonth, firstOfMonth, monthOf, weekdayOf } from '../zone/local-date.ts'
import type { Zone } from '../zone/zone.ts'

/** The day of a month on which a rotation is handed over. */
export type DayOfMonth =
  /** Of a month that is too short its last day; the next month has its own again. */
  | { readonly kind: 'day'; readonly day: number }
  /** `nth` from 1; -1 is the last one. A weekday that comes four times only has its last one for the fifth. */
  | { readonly kind: 'weekday'; readonly nth: number; readonly weekday: number }

/** When hand-offs are, by the clock on the wall. */
export type HandOffs =
  | { readonly kind: 'even'; readonly first: number; readonly everyMs: number }
  | {
      readonly kind: 'months'
      /** Month of the first one, in months since the year 0. */
      readonly first: number
      readonly every: number
      readonly on: DayOfMonth
      readonly clockMs: number
    }

/** The local time of hand-off number `turn`; they never go back. */
export function handOff(handOffs: HandOffs, turn: number): number {
  if (handOffs.kind === 'even') return handOffs.first + turn * handOffs.everyMs
  const { first, every, on, clockMs } = handOffs
  return dayInMonth(first + turn * every, on) + clockMs
}

/** The midnight of a day of a month. */
export function dayInMonth(month: number, on: DayOfMonth): number {
  const length = daysInMonth(month)
  const start = firstOfMonth(month)
  if (on.kind === 'day') return start + (Math.min(on.day, length) - 1) * DAY_MS
  const firstOne = (on.weekday - weekdayOf(start) + 7) % 7
  const last = firstOne + Math.floor((length - 1 - firstOne) / 7) * 7
  const wanted = on.nth < 0 ? last : Math.min(last, firstOne + (on.nth - 1) * 7)
  return start + wanted * DAY_MS
}

/** Number of the turn an instant is in, undefined before the first one. */
export function turnAt(handOffs: HandOffs, zone: Zone, at: number): number | undefined {
  let turn = guess(handOffs, zone.wall(at))
  // Clocks that were moved put the guess off by the turns between what they showed and what they show.
  while (turn >= 0 && zone.first(handOff(handOffs, turn)) > at) turn -= 1
  while (zone.first(handOff(handOffs, turn + 1)) <= at) turn += 1
  return turn < 0 ? undefined : turn
}

function guess(handOffs: HandOffs, wall: number): number {
  if (handOffs.kind === 'even') return Math.max(-1, Math.floor((wall - handOffs.first) / handOffs.everyMs))
  return Math.max(-1, Math.floor((monthOf(wall) - handOffs.first) / handOffs.every))
}
