const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const UNITS = [
  ['y', 365 * DAY],
  ['w', 7 * DAY],
  ['d', DAY],
  ['h', HOUR],
  ['m', MINUTE],
  ['s', SECOND],
  ['ms', 1],
] as const
const WRITTEN = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/

/** Milliseconds of a duration in Prometheus' notation: `1h30m`, `5m`, `0`. Undefined for everything else, and for more than 200 years. */
export function readPrometheusDuration(text: string): number | undefined {
  if (text === '0') return 0
  const found = text === '' || text.length > 60 ? null : WRITTEN.exec(text)
  if (!found) return undefined
  const total = UNITS.reduce((sum, [, size], index) => sum + Number(found[index + 1] ?? 0) * size, 0)
  return total <= 200 * 365 * DAY ? total : undefined
}

/** The shortest way to write a duration that reads back as the same: `90s` becomes `1m30s`. */
export function prometheusDuration(milliseconds: number): string {
  if (milliseconds === 0) return '0s'
  let rest = milliseconds
  let text = ''
  for (const [unit, size] of UNITS) {
    // A year or a week is written only where it comes out even, so `30d` stays `30d` and is not `4w2d`.
    if ((unit === 'y' || unit === 'w') && rest % size !== 0) continue
    const count = Math.floor(rest / size)
    if (count > 0) text += `${count}${unit}`
    rest -= count * size
  }
  return text
}
