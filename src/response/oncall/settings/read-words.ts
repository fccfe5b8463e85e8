/** The small words of a schedule's settings. Each reader gives undefined for what it does not know. */
import type { DayOfMonth } from '../turn/turns.ts'
import { DAY_MS, HOUR_MS, readClock, readDay, readLocal } from '../zone/local-date.ts'

export type Unit = 'hour' | 'day' | 'week' | 'month'
export interface Every {
  readonly count: number
  readonly unit: Unit
}

export const UNIT_MS: Readonly<Record<Exclude<Unit, 'month'>, number>> = {
  hour: HOUR_MS,
  day: DAY_MS,
  week: 7 * DAY_MS,
}
const MOST: Readonly<Record<Unit, number>> = { hour: 10_000, day: 1_000, week: 200, month: 60 }
const SHORT: Readonly<Record<string, Unit>> = { hourly: 'hour', daily: 'day', weekly: 'week', monthly: 'month' }

/** `week`, `2 weeks`, `daily`, `12 hours`. */
export function readEvery(text: string): Every | undefined {
  const short = SHORT[text]
  if (short) return { count: 1, unit: short }
  const [, number, word] = /^(?:(\d{1,5}) )?(hour|day|week|month)s?$/.exec(text) ?? []
  if (word === undefined) return undefined
  const unit = word as Unit
  const count = Number(number ?? 1)
  return count >= 1 && count <= MOST[unit] ? { count, unit } : undefined
}

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']

/** `monday` or `mon` → 1 … 7. */
export function readWeekday(text: string): number | undefined {
  const word = text.toLowerCase()
  const index = WEEKDAYS.findIndex((name) => name === word || name.slice(0, 3) === word)
  return index < 0 ? undefined : index + 1
}

const NTH: Readonly<Record<string, number>> = {
  ...{ first: 1, second: 2, third: 3, fourth: 4, fifth: 5, last: -1 },
  ...{ '1st': 1, '2nd': 2, '3rd': 3, '4th': 4, '5th': 5 },
}

/** `15`, `first monday`, `last friday`, `last day`. */
export function readDayOfMonth(text: string): DayOfMonth | undefined {
  if (/^\d{1,2}$/.test(text)) {
    const day = Number(text)
    return day >= 1 && day <= 31 ? { kind: 'day', day } : undefined
  }
  const [nthWord, dayWord, ...more] = text.toLowerCase().split(' ')
  if (more.length > 0 || dayWord === undefined) return undefined
  if (nthWord === 'last' && dayWord === 'day') return { kind: 'day', day: 31 }
  const [nth, weekday] = [NTH[nthWord!], readWeekday(dayWord)]
  return nth !== undefined && weekday !== undefined ? { kind: 'weekday', nth, weekday } : undefined
}

/** `mon`, `mon-fri`, `fri-mon` → weekdays from 1. */
export function readWeekdays(text: string): readonly number[] | undefined {
  const [first, last, ...more] = text.split('-').map((word) => readWeekday(word.trim()) ?? 0)
  if (!first || last === 0 || more.length > 0) return undefined
  const end = last ?? first
  return Array.from({ length: ((end - first + 7) % 7) + 1 }, (_, index) => ((first - 1 + index) % 7) + 1)
}

/** `09:00`, or with a day of the week `fri 17:00`. */
export function readWeekTime(text: string): { weekday?: number; clockMs: number } | undefined {
  const [, day, time] = /^(?:([a-z]+) )?(\d\d:\d\d)$/i.exec(text) ?? []
  const clockMs = time === undefined ? undefined : readClock(time)
  if (clockMs === undefined) return undefined
  if (day === undefined) return { clockMs }
  const weekday = readWeekday(day)
  return weekday === undefined ? undefined : { weekday, clockMs }
}

/** A moment in settings or a request: by the schedule's clock, or an instant of its own. */
export type Moment = { readonly local: number } | { readonly instant: number }

/** `2026-12-24`, `2026-12-24T18:00`, `2026-12-24T18:00:00Z`, `2026-12-24T18:00+01:00`. */
export function readMoment(text: string): Moment | undefined {
  const day = readDay(text)
  if (day !== undefined) return { local: day }
  const [, written, offset] =
    /^(.{16,19}?)(Z|[+-]\d\d:\d\d)?$/.exec(text.replace(/(:\d\d)\.\d{1,3}(?=Z|[+-]|$)/, '$1')) ?? []
  const local = written === undefined ? undefined : readLocal(written)
  if (local === undefined) return undefined
  if (offset === undefined) return { local }
  const [hours, minutes] = offset === 'Z' ? [0, 0] : [Number(offset.slice(1, 3)), Number(offset.slice(4))]
  if (hours > 15 || minutes > 59) return undefined
  return { instant: local - (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000 }
}
