/** Hours of the week as people write them, `{ zone, days: [mon-fri], from: "09:00", to: "17:00" }`, as times of the calendar. */
import { readClock } from '../../alert/time-interval/read-range.ts'
import type { CalendarTimes, Range, TimeInterval } from '../../alert/time-interval/time-interval.ts'

export interface WrittenHours {
  readonly zone: string
  readonly days?: readonly string[] | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
}

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const MIDNIGHT = 1440

/** `mon`, `mon-fri`, `fri-mon`: the days, 0 is Sunday; undefined for anything else. */
export function readDays(text: string): readonly number[] | undefined {
  const [first, last = first, ...more] = text.trim().toLowerCase().split('-')
  const [from, to] = [DAYS.indexOf(first!.trim()), DAYS.indexOf(last!.trim())]
  if (from < 0 || to < 0 || more.length > 0) return undefined
  return Array.from({ length: ((to - from + 7) % 7) + 1 }, (_, step) => (from + step) % 7)
}

/** Hours that passed their schema. Those that run over midnight belong to the day on which they begin. */
export const compileHours = (name: string, written: readonly WrittenHours[]): TimeInterval => ({
  name,
  times: written.flatMap(({ zone: location, days, from = '00:00', to = '24:00' }): CalendarTimes[] => {
    const on = days?.flatMap((text) => readDays(text) ?? []) ?? [0, 1, 2, 3, 4, 5, 6]
    const [start, end] = [readClock(from)!, readClock(to)!]
    if (start < end) return [{ location, weekdays: on.map(day), times: [{ from: start, to: end }] }]
    const rest =
      end > 0 ? [{ location, weekdays: on.map((each) => day((each + 1) % 7)), times: [{ from: 0, to: end }] }] : []
    return [{ location, weekdays: on.map(day), times: [{ from: start, to: MIDNIGHT }] }, ...rest]
  }),
})

const day = (which: number): Range => ({ from: which, to: which })
