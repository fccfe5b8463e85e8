import { readDuration } from '../../../kit/duration.ts'

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const DAY_MS = 86_400_000

/**
 * The first calendar day of a text: `2026-02-21`, `21 February 2026`, `Feb 21, 2026`. Numbers such as `02/03/2026`
 * mean different days in different countries and are left alone. Midnight UTC.
 */
export function readDate(text: string): Date | undefined {
  const iso = /(?<!\d)(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?!\d)/.exec(text)
  if (iso) return day(Number(iso[1]), Number(iso[2]) - 1, Number(iso[3]))
  const dayFirst = /(?<!\d)(\d{1,2})(?:st|nd|rd|th)?\s+([a-z]{3,9})\.?,?\s+(\d{4})(?!\d)/i.exec(text)
  if (dayFirst) return day(Number(dayFirst[3]), monthOf(dayFirst[2]!), Number(dayFirst[1]))
  const monthFirst = /\b([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)/i.exec(text)
  return monthFirst ? day(Number(monthFirst[3]), monthOf(monthFirst[1]!), Number(monthFirst[2])) : undefined
}

const monthOf = (name: string) => MONTHS.indexOf(name.slice(0, 3).toLowerCase())

function day(year: number, month: number, date: number): Date | undefined {
  const made = new Date(Date.UTC(year, month, date))
  return month >= 0 && made.getUTCMonth() === month && made.getUTCDate() === date ? made : undefined
}

/** Whole days between two moments, rounded down. */
export const daysBetween = (from: Date, to: Date): number => Math.floor((to.getTime() - from.getTime()) / DAY_MS)

/** `2026-02-21`. */
export const isoDay = (date: Date): string => date.toISOString().slice(0, 10)

/** The day that lies a stretch of time such as `6 months` or a rhythm such as `Quarterly` after another. */
export function dayAfter(from: Date, stretch: string): Date | undefined {
  const months = monthsOf(stretch)
  if (months !== undefined) {
    return new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + months, from.getUTCDate()))
  }
  const seconds = readDuration(stretch)?.maxSeconds
  return seconds === undefined ? undefined : new Date(from.getTime() + seconds * 1000)
}

const CYCLES: readonly (readonly [RegExp, number])[] = [
  [/\b(?:semi-?annual|half-?yearly|bi-?annual|every (?:six|6) months|twice (?:a|per) year)/i, 6],
  [/\bmonthly|every month\b/i, 1],
  [/\bquarterly|every quarter\b/i, 3],
  [/\b(?:annual|yearly|every year)/i, 12],
]

function monthsOf(stretch: string): number | undefined {
  const counted = /(\d{1,3})\s*(month|year)/i.exec(stretch)
  if (counted) return Number(counted[1]) * (counted[2]!.toLowerCase() === 'year' ? 12 : 1)
  return CYCLES.find(([pattern]) => pattern.test(stretch))?.[1]
}
