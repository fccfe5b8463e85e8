import { type LocalTime, localTime } from './local-time.ts'
import type { CalendarTimes, Range, TimeInterval } from './time-interval.ts'

/** Whether an instant lies in an interval. Alertmanager's rules, `time_intervals` of its configuration. */
export const containsInstant = (interval: TimeInterval, instant: Date): boolean =>
  interval.times.some((times) => isInside(times, localTime(instant, times.location ?? 'UTC')))

function isInside(times: CalendarTimes, now: LocalTime): boolean {
  return (
    (times.times?.some(({ from, to }) => from <= now.minute && now.minute < to) ?? true) &&
    (times.daysOfMonth?.some((range) => hasDay(range, now)) ?? true) &&
    hasOne(times.months, now.month) &&
    hasOne(times.weekdays, now.weekday) &&
    hasOne(times.years, now.year)
  )
}

const hasOne = (ranges: readonly Range[] | undefined, value: number) =>
  ranges?.some(({ from, to }) => from <= value && value <= to) ?? true

/** Days beyond the end of a short month are its last day for the end of a range, and no day for its beginning: 30..31 is empty in February. */
function hasDay({ from, to }: Range, { day, daysInMonth }: LocalTime): boolean {
  const real = (written: number) => (written < 0 ? daysInMonth + written + 1 : written)
  return Math.max(1, real(from)) <= day && day <= real(to)
}
