import { readDuration } from '../../../kit/duration.ts'

/** When a scheduled job runs. */
export interface Schedule {
  /** Seconds between two runs; the longest gap where gaps differ. */
  everySeconds: number
  /** As written: `OnCalendar=daily`, `0 2 * * *`. */
  text: string
  line: number
}

const HOUR = 3600
const DAY = 24 * HOUR
const SHORTHANDS: Readonly<Record<string, number>> = {
  minutely: 60,
  hourly: HOUR,
  daily: DAY,
  midnight: DAY,
  weekly: 7 * DAY,
  monthly: 30 * DAY,
  quarterly: 90 * DAY,
  semiannually: 182 * DAY,
  yearly: 365 * DAY,
  annually: 365 * DAY,
}

/**
 * The schedules of a systemd timer unit: every `OnCalendar=` and `OnUnitActiveSec=`. Source: systemd.timer(5) and
 * systemd.time(7). Expressions that are not understood are left out.
 */
export function readTimer(text: string): Schedule[] {
  const schedules: Schedule[] = []
  text.split('\n').forEach((line, index) => {
    const match = /^\s*(OnCalendar|OnUnitActiveSec)\s*=\s*(.+?)\s*$/.exec(line)
    if (!match) return
    const everySeconds =
      match[1] === 'OnCalendar' ? calendarPeriod(match[2]!) : (readDuration(match[2]!)?.maxSeconds ?? undefined)
    if (everySeconds) schedules.push({ everySeconds, text: line.trim(), line: index + 1 })
  })
  return schedules
}

/** Seconds between two elapses of a calendar expression such as `Sun 03:00`, `*-*-* 0/6:00:00` or `daily`. */
function calendarPeriod(expression: string): number | undefined {
  const word = SHORTHANDS[expression.toLowerCase()]
  if (word) return word
  const parts = expression.trim().split(/\s+/)
  const time = parts.find((part) => part.includes(':')) ?? '00:00'
  const date = parts.find((part) => /^[\d*,./~]+-/.test(part))
  const days = parts.find((part) => /^(?:mon|tue|wed|thu|fri|sat|sun)/i.test(part))
  const [hours = '0', minutes = '0'] = time.split(':')
  const within = hourPeriod(hours, minutes)
  if (within < DAY) return within
  const [day = '*', month = '*'] = (date ?? '*').split('-').reverse()
  if (day !== '*') return month === '*' ? 30 * DAY : 365 * DAY
  return days ? weekPeriod(days) : DAY
}

function hourPeriod(hours: string, minutes: string): number {
  const step = /[*\d]+\/(\d{1,2})$/.exec(hours)
  if (step) return Number(step[1]) * HOUR
  if (hours.startsWith('*')) {
    const every = /\/(\d{1,2})$/.exec(minutes)
    return every ? Number(every[1]) * 60 : minutes.startsWith('*') ? 60 : HOUR
  }
  return longestGap(hours, 24) * HOUR
}

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

function weekPeriod(days: string): number {
  const listed = days
    .toLowerCase()
    .split(',')
    .flatMap((part) => {
      const [from, to] = part.split('..').map((day) => WEEKDAYS.indexOf(day.slice(0, 3)))
      if (from === undefined || from < 0) return []
      if (to === undefined || to < from) return [from]
      return Array.from({ length: to - from + 1 }, (_, index) => from + index)
    })
  return longestGap(listed.join(','), 7) * DAY
}

/** The longest distance between two neighbours of a list on a ring: `0,6,12,18` on 24 is 6. */
function longestGap(list: string, ring: number): number {
  const values = [
    ...new Set(
      list
        .split(',')
        .map(Number)
        .filter((value) => Number.isInteger(value)),
    ),
  ].sort((a, b) => a - b)
  if (values.length < 2) return ring
  let longest = values[0]! + ring - values[values.length - 1]!
  for (let at = 1; at < values.length; at++) longest = Math.max(longest, values[at]! - values[at - 1]!)
  return longest
}

/**
 * Seconds between two runs of a five-field cron expression or one of its nicknames; undefined for anything else.
 * Source: crontab(5).
 */
export function readCron(expression: string): number | undefined {
  const nickname = SHORTHANDS[expression.trim().replace(/^@/, '').toLowerCase()]
  if (nickname && expression.trim().startsWith('@')) return nickname
  const fields = expression.trim().split(/\s+/)
  if (fields.length !== 5 || !fields.every((field) => /^[\d*,/a-z-]+$/i.test(field))) return undefined
  const [minute, hour, day, month, weekday] = fields as [string, string, string, string, string]
  const minuteStep = /^\*\/(\d{1,2})$/.exec(minute)
  if (hour === '*') return minuteStep ? Number(minuteStep[1]) * 60 : minute === '*' ? 60 : longestGap(minute, 60) * 60
  const hourStep = /^\*\/(\d{1,2})$/.exec(hour)
  if (hourStep) return Number(hourStep[1]) * HOUR
  if (month !== '*') return 365 * DAY
  if (day !== '*') return /^\*\/(\d{1,2})$/.test(day) ? Number(day.slice(2)) * DAY : 30 * DAY
  if (weekday !== '*') return /^[a-z]/i.test(weekday) ? weekPeriod(weekday.replaceAll('-', '..')) : weekOf(weekday)
  return longestGap(hour, 24) * HOUR
}

function weekOf(field: string): number {
  const listed = field.split(',').flatMap((part) => {
    const [from, to] = part.split('-').map(Number)
    if (to === undefined) return [from! % 7]
    return Array.from({ length: Math.max(0, Math.min(7, to - from! + 1)) }, (_, index) => (from! + index) % 7)
  })
  return longestGap(listed.join(','), 7) * DAY
}
