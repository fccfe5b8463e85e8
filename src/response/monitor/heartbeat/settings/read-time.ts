const UNITS_MS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 }
/** A year and a day; what is further apart is no heartbeat. */
const LONGEST_MS = 367 * 86_400_000

/** `30s`, `5m`, `1h30m`, `7d` in milliseconds; undefined for anything else, and for what is longer than a year. */
export function readTime(text: string): number | undefined {
  if (!/^(?=.)(?:\d{1,3}d)?(?:\d{1,5}h)?(?:\d{1,6}m)?(?:\d{1,8}s)?$/.test(text)) return undefined
  const ms = [...text.matchAll(/(\d+)([dhms])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * UNITS_MS[unit!]!,
    0,
  )
  return ms <= LONGEST_MS ? ms : undefined
}
