/** When something ends that a person sets going: `--duration 2h` or `--until 2026-03-01T12:00:00Z`. */
import type { Command } from 'commander'
import { prometheusDuration, readPrometheusDuration } from '../response/alert/settings/prometheus-duration.ts'
import { usageFailure } from './failure.ts'

export interface UntilFlags {
  duration?: string
  until?: string
}

export const shapeUntilFlags = (command: Command, what: string): Command =>
  command
    .option('--duration <duration>', `how long ${what}: 30m, 2h, 1d12h`)
    .option('--until <time>', 'until when, as 2026-03-01T12:00:00Z')

/** The end of `--duration` or `--until`; `fallback` in milliseconds where neither is given. */
export function readUntil({ duration, until }: UntilFlags, now: Date, fallbackMs?: number): Date {
  if (duration !== undefined && until !== undefined)
    throw usageFailure('contradiction', '--duration and --until say the same twice', 'Leave one of them out')
  if (until !== undefined) {
    const end = readInstant('--until', until)
    if (end > now) return end
    throw usageFailure('invalid-value', `--until ${until} has passed already`)
  }
  const ms = duration === undefined ? fallbackMs : readPrometheusDuration(duration)
  if (ms === undefined && duration === undefined)
    throw usageFailure('missing-argument', 'say how long', 'With --duration 2h or --until 2026-03-01T12:00:00Z')
  if (ms === undefined || ms === 0)
    throw usageFailure('invalid-value', `--duration takes a time, not "${duration}"`, 'Write it like 30m, 2h or 1d12h')
  const end = new Date(now.getTime() + ms)
  if (end.getUTCFullYear() > LAST_YEAR)
    throw usageFailure('invalid-value', `--duration takes less than ${prometheusDuration(ms)}`)
  return end
}

/** Of a time in ISO 8601, which the server reads. */
const LAST_YEAR = 9999

/** A moment with its zone; `flag` is what it is said with. */
export function readInstant(flag: string, text: string): Date {
  const written = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/.test(text)
  const moment = written ? new Date(text) : undefined
  if (moment && !Number.isNaN(moment.getTime())) return moment
  throw usageFailure(
    'invalid-value',
    `${flag} takes a time with its zone, not "${text}"`,
    'Write it like 2026-03-01T12:00:00Z or 2026-03-01T13:00:00+01:00',
  )
}
