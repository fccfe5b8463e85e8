/** When somebody wants to be left alone, as an interval of wall-clock time in their zone. */
import { Temporal } from 'temporal-polyfill'
import { type QuietHours, WEEKDAYS } from './notification-rules.ts'

/**
 * The end of the quiet hours that `at` lies in, or `at` itself. Times that a change of the clock leaves out move behind the gap; of times that it
 * repeats the beginning is the first and the end the last one, so that a night is never cut short by the clock.
 */
export function quietUntil({ from, to, days, zone }: QuietHours, at: Date): Date {
  const start = Temporal.PlainTime.from(from)
  const end = Temporal.PlainTime.from(to)
  const isOverMidnight = Temporal.PlainTime.compare(end, start) <= 0
  const today = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone).toPlainDate()
  for (const day of [today.subtract({ days: 1 }), today]) {
    if (!days.includes(WEEKDAYS[day.dayOfWeek - 1]!)) continue
    const begins = instant(day.toPlainDateTime(start), zone, 'earlier')
    const ends = instant((isOverMidnight ? day.add({ days: 1 }) : day).toPlainDateTime(end), zone, 'later')
    if (begins <= at.getTime() && at.getTime() < ends) return new Date(ends)
  }
  return at
}

const instant = (wall: Temporal.PlainDateTime, zone: string, which: 'earlier' | 'later'): number => {
  const first = wall.toZonedDateTime(zone, { disambiguation: 'compatible' })
  // "Compatible" is the later reading of a gap and the earlier one of a repetition; only a repetition has another one that reads the same.
  const last = wall.toZonedDateTime(zone, { disambiguation: 'later' })
  return (which === 'earlier' ? first : last).epochMilliseconds
}
