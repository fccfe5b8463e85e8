import { z } from 'zod'
import { readDuration } from '../../kit/duration.ts'

const schema = z.strictObject({
  /** After how long an alert without an end that is not sent again counts as over. */
  resolveTimeout: z.string().optional(),
  /** `utf8`: any name; `classic`: only what Prometheus 2 allows, anything else is refused. */
  labelNames: z.enum(['utf8', 'classic']).optional(),
})

export interface AlertmanagerSettings {
  readonly resolveTimeoutMs: number
  readonly classicNames: boolean
}

const DEFAULT_TIMEOUT = '5m'

export function checkSettings(settings: unknown): readonly string[] {
  const read = schema.safeParse(settings ?? {})
  if (!read.success) return read.error.issues.map(({ path, message }) => `${path.join('.') || 'settings'}: ${message}`)
  const { resolveTimeout } = read.data
  const seconds = resolveTimeout === undefined ? 1 : readDuration(resolveTimeout)?.maxSeconds
  return seconds !== undefined && seconds > 0
    ? []
    : [`resolveTimeout: "${resolveTimeout}" is no duration, write it like 5m`]
}

/** Settings that were checked; where they were not, the defaults: an alert must not be lost over a setting. */
export function settingsOf(settings: unknown): AlertmanagerSettings {
  const read = schema.safeParse(settings ?? {})
  const { resolveTimeout, labelNames } = read.success ? read.data : {}
  const seconds = readDuration(resolveTimeout ?? DEFAULT_TIMEOUT)?.maxSeconds || 300
  return { resolveTimeoutMs: seconds * 1000, classicNames: labelNames === 'classic' }
}
