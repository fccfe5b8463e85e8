/** How soon people answered, in seconds. The time of half of the calls, and of nine in ten; null where nobody answered. */
export interface AckTimes {
  readonly median: number
  readonly p90: number
}

/**
 * The nearest-rank percentiles of what was measured: the least value that so many in a hundred did not exceed. No value is made up between two, so
 * a single bad night stays visible.
 */
export function ackTimes(seconds: readonly number[]): AckTimes | null {
  if (seconds.length === 0) return null
  const sorted = [...seconds].sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!
  return { median: at(0.5), p90: at(0.9) }
}
