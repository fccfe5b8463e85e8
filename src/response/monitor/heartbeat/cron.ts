/** Times of a crontab line, by the clock of a zone: five fields, lists, ranges, steps, names, `@daily` and its like. */
import { Temporal } from 'temporal-polyfill'

/** A line that was understood: the numbers that each field allows. */
export interface Cron {
  readonly minutes: readonly number[]
  readonly hours: readonly number[]
  readonly days: ReadonlySet<number>
  readonly months: ReadonlySet<number>
  /** 0 and 7 are Sunday in the text; 1 to 7 from Monday here. */
  readonly weekdays: ReadonlySet<number>
  /** As crontab(5) has it: where both name days, either is enough. */
  readonly eitherDay: boolean
}

const SHORT: Readonly<Record<string, string>> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
}
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const LONGEST = 200

/** Reads a line; undefined for what is none. */
export function readCron(text: string): Cron | undefined {
  const line = text.trim().toLowerCase()
  if (line.length > LONGEST) return undefined
  const fields = (SHORT[line] ?? line).split(/\s+/)
  if (fields.length !== 5) return undefined
  const [minute, hour, day, month, weekday] = fields as [string, string, string, string, string]
  const minutes = readField(minute, { from: 0, to: 59 })
  const hours = readField(hour, { from: 0, to: 23 })
  const days = readField(day, { from: 1, to: 31 })
  const months = readField(month, { from: 1, to: 12, names: MONTHS })
  const weekdays = readField(weekday, { from: 0, to: 7, names: WEEKDAYS })
  if (!minutes || !hours || !days || !months || !weekdays) return undefined
  return {
    ...{ minutes, hours, days: new Set(days), months: new Set(months) },
    weekdays: new Set(weekdays.map((each) => (each === 0 ? 7 : each))),
    eitherDay: !day.startsWith('*') && !weekday.startsWith('*'),
  }
}

interface Range {
  readonly from: number
  readonly to: number
  readonly names?: readonly string[]
}

function readField(text: string, range: Range): number[] | undefined {
  const all = new Set<number>()
  for (const part of text.split(',')) {
    const [, first = '', last, step = '1'] = /^(\*|\w{1,3})(?:-(\w{1,3}))?(?:\/(\d{1,2}))?$/.exec(part) ?? []
    const by = Number(step)
    const from = first === '*' ? range.from : numberOf(first, range)
    // "5/15" means from five on.
    const open = first === '*' || (last === undefined && part.includes('/'))
    const to = open ? range.to : last === undefined ? from : numberOf(last, range)
    if (from === undefined || to === undefined || from > to || by < 1 || (first === '*' && last !== undefined))
      return undefined
    for (let each = from; each <= to; each += by) all.add(each)
  }
  return [...all].sort((a, b) => a - b)
}

function numberOf(text: string, { from, to, names = [] }: Range): number | undefined {
  const named = names.indexOf(text)
  if (named >= 0) return named + (from === 0 ? 0 : 1)
  if (!/^\d{1,2}$/.test(text)) return undefined
  const value = Number(text)
  return value >= from && value <= to ? value : undefined
}

/** Days and months that are looked at: enough for a 29th of February, and for one that is to be a certain weekday too. */
const MOST_LOOKS = 40 * 40

/**
 * The first time behind an instant; undefined when there is none in decades, like the 30th of February. A time that clocks skip counts when
 * they have gone forward; one that comes twice counts at the first.
 */
export function nextCron(cron: Cron, zone: string, after: Date): Date | undefined {
  const local = Temporal.Instant.fromEpochMilliseconds(after.getTime()).toZonedDateTimeISO(zone)
  let day = local.toPlainDate()
  // Clocks may go back within the hour that is looked at.
  let fromHour = local.hour - 3
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    const at = fits(cron, day) ? timeOn(day, { cron, zone, fromHour, after }) : undefined
    if (at) return at
    day = cron.months.has(day.month) ? day.add({ days: 1 }) : day.with({ day: 1 }).add({ months: 1 })
    fromHour = 0
  }
  return undefined
}

function timeOn(
  day: Temporal.PlainDate,
  { cron, zone, fromHour, after }: { cron: Cron; zone: string; fromHour: number; after: Date },
): Date | undefined {
  for (const hour of cron.hours) {
    if (hour < fromHour) continue
    for (const minute of cron.minutes) {
      const time = day.toZonedDateTime({ timeZone: zone, plainTime: new Temporal.PlainTime(hour, minute) })
      if (time.epochMilliseconds > after.getTime()) return new Date(time.epochMilliseconds)
    }
  }
  return undefined
}

function fits({ days, months, weekdays, eitherDay }: Cron, { month, day, dayOfWeek }: Temporal.PlainDate): boolean {
  if (!months.has(month)) return false
  const byDay = days.has(day)
  const byWeekday = weekdays.has(dayOfWeek)
  return eitherDay ? byDay || byWeekday : byDay && byWeekday
}
