const RFC3339 =
  /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?:([Zz])|([+-])(\d{2}):?(\d{2}))?$/

/**
 * An instant as senders write it: RFC 3339, also with a space for the `T`, without seconds, or without a zone (then UTC), which Go's and Python's
 * libraries let through. Undefined for everything else; a day that does not exist is none.
 */
export function readTime(text: string): Date | undefined {
  const match = RFC3339.exec(text)
  if (!match) return undefined
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0)) as Numbers
  const [zoneHour, zoneMinute] = [Number(match[10] ?? 0), Number(match[11] ?? 0)]
  if (hour > 23 || minute > 59 || second > 59 || zoneHour > 23 || zoneMinute > 59) return undefined
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  // February 30 would silently become a day of March.
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined
  const milliseconds = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3))
  const east = (match[9] === '-' ? -1 : 1) * (zoneHour * 60 + zoneMinute)
  date.setUTCHours(hour, minute - east, second, milliseconds)
  return date
}

type Numbers = [number, number, number, number, number, number]

/** The first moment of the year 1: what a Go program writes for a time that nobody set. */
const ZERO = Date.parse('0001-01-01T00:00:00Z')

/** True for the times that mean "not set". */
export const isZeroTime = (time: Date): boolean => time.getTime() <= ZERO
