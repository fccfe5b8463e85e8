import type { Range } from './time-interval.ts'

export type ReadRange = { ok: true; range: Range } | { ok: false; problem: string }

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']
const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
]
const SHORTEST_MONTH = 28
const bad = (problem: string): ReadRange => ({ ok: false, problem })

/** `monday`, `Monday:friday`. The week begins with Sunday, so a range cannot run over the weekend. */
export const readWeekdays = (text: string): ReadRange =>
  readRange(text, (word) => index(WEEKDAYS, word), 'a day of the week, like monday')

/** `january:march`, `1:3`, `5`. */
export const readMonths = (text: string): ReadRange =>
  readRange(
    text,
    (word) => {
      const named = index(MONTHS, word)
      return named === undefined ? number(word, 1, 12) : named + 1
    },
    'a month, like january or 1',
  )

export const readYears = (text: string): ReadRange => readRange(text, (word) => number(word, 1, 9999), 'a year')

/** `1:5`, `-3:-1`, `10:-1`. Refused, as by Alertmanager, is a range that would be empty in the shortest month. */
export function readDaysOfMonth(text: string): ReadRange {
  const [first, second, ...more] = text.split(':').map((word) => number(word, -31, 31))
  const to = text.includes(':') ? second : first
  if (more.length > 0 || !first || !to) return bad(`"${text}" is no day of a month: 1 to 31, or -31 to -1 from its end`)
  if (first < 0 && to > 0) return bad(`"${text}": a range that begins from the end of the month ends there too`)
  const lastDay = first > 0 && to < 0 ? SHORTEST_MONTH + to + 1 : to
  return first > lastDay ? bad(`"${text}" ends before it begins`) : { ok: true, range: { from: first, to } }
}

/** Minutes since midnight of `HH:MM`, up to `24:00`. */
export function readClock(text: string): number | undefined {
  const [, hour, minute] = /^(\d\d):([0-5]\d)$/.exec(text) ?? []
  const total = Number(hour) * 60 + Number(minute)
  return hour === undefined || total > 1440 ? undefined : total
}

function readRange(text: string, read: (word: string) => number | undefined, what: string): ReadRange {
  const [first, second, ...more] = text.trim().toLowerCase().split(':')
  const from = read(first!.trim())
  const to = second === undefined ? from : read(second.trim())
  if (more.length > 0 || from === undefined || to === undefined) return bad(`"${text}" is not ${what}`)
  return from > to ? bad(`"${text}" ends before it begins`) : { ok: true, range: { from, to } }
}

const index = (names: readonly string[], word: string) => {
  const found = names.indexOf(word)
  return found < 0 ? undefined : found
}

function number(word: string, least: number, most: number): number | undefined {
  const value = /^\s*-?\d{1,4}\s*$/.test(word) ? Number(word) : Number.NaN
  return value >= least && value <= most ? value : undefined
}
