/** Days and months of the calendar, for local times as numbers. */
export const MINUTE_MS = 60_000
export const HOUR_MS = 3_600_000
export const DAY_MS = 86_400_000

/** Midnight at the beginning of the day of a local time. */
export const midnightOf = (local: number): number => Math.floor(local / DAY_MS) * DAY_MS

/** Monday is 1, Sunday 7. The first day of 1970 was a Thursday. */
export const weekdayOf = (local: number): number => ((((Math.floor(local / DAY_MS) + 3) % 7) + 7) % 7) + 1

/** Months since the year 0: with it, months are counted like days. */
export function monthOf(local: number): number {
  const date = new Date(local)
  return date.getUTCFullYear() * 12 + date.getUTCMonth()
}

/** Midnight of the first day of a month. */
export const firstOfMonth = (month: number): number => Date.UTC(Math.floor(month / 12), ((month % 12) + 12) % 12, 1)

export const daysInMonth = (month: number): number => (firstOfMonth(month + 1) - firstOfMonth(month)) / DAY_MS

/** `2026-01-05` → its midnight; undefined for what is no day. */
export function readDay(text: string): number | undefined {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? []
  if (year === undefined) return undefined
  const local = Date.UTC(Number(year), Number(month) - 1, Number(day))
  return showDay(local) === text ? local : undefined
}

/** `09:00` or `24:00` → milliseconds since midnight; undefined for what is no time of the day. */
export function readClock(text: string): number | undefined {
  const [, hour, minute] = /^(\d\d):(\d\d)$/.exec(text) ?? []
  if (hour === undefined) return undefined
  const minutes = Number(hour) * 60 + Number(minute)
  return Number(minute) < 60 && minutes <= 24 * 60 ? minutes * MINUTE_MS : undefined
}

/** `2026-01-05T09:00`, with seconds or without. */
export function readLocal(text: string): number | undefined {
  const [, day, clock, seconds] = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::(\d\d))?$/.exec(text) ?? []
  if (day === undefined) return undefined
  const [midnight, time, more] = [readDay(day), readClock(clock!), Number(seconds ?? 0)]
  if (midnight === undefined || time === undefined || time === DAY_MS || more > 59) return undefined
  return midnight + time + more * 1000
}

export const showDay = (local: number): string => new Date(local).toISOString().slice(0, 10)

/** `2026-01-05T09:00`. */
export const showLocal = (local: number): string => new Date(local).toISOString().slice(0, 16)
