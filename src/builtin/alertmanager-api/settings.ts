import { z } from 'zod'
import type { IntegrationFacts } from '../../component/intake.ts'
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

const DEFAULT_TIMEOUT_MS = 300_000

export function checkSettings(settings: unknown): readonly string[] {
  const read = schema.safeParse(settings ?? {})
  if (!read.success) return read.error.issues.map(({ path, message }) => `${path.join('.') || 'settings'}: ${message}`)
  const { resolveTimeout } = read.data
  const seconds = resolveTimeout === undefined ? 1 : readDuration(resolveTimeout)?.maxSeconds
  return seconds !== undefined && seconds > 0
    ? []
    : [`resolveTimeout: "${resolveTimeout}" is no duration, write it like 5m`]
}

/**
 * Settings that were checked; where they were not, the defaults: an alert must not be lost over a setting. What the integration itself says
 * about the time-out goes before what the book says.
 */
export function settingsOf({
  settings,
  resolveTimeoutMs,
}: Pick<IntegrationFacts, 'settings' | 'resolveTimeoutMs'>): AlertmanagerSettings {
  const read = schema.safeParse(settings ?? {})
  const { resolveTimeout, labelNames } = read.success ? read.data : {}
  const seconds = resolveTimeout === undefined ? undefined : readDuration(resolveTimeout)?.maxSeconds
  return {
    resolveTimeoutMs: seconds ? seconds * 1000 : (resolveTimeoutMs ?? DEFAULT_TIMEOUT_MS),
    classicNames: labelNames === 'classic',
  }
}
