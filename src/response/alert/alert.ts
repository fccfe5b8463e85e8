import type { LabelSet } from '../../kit/label-set.ts'
import type { SignalSeverity } from './signal.ts'

/**
 * One episode of something being wrong: from its first signal until it is over. The same thing going wrong again later is another
 * alert with the next episode number.
 */
export interface Alert {
  readonly id: string
  readonly integrationId: string
  readonly key: string
  readonly episode: number
  /** Of the labels, in Alertmanager's way. */
  readonly fingerprint: string
  readonly summary: string
  readonly severity: SignalSeverity
  readonly labels: LabelSet
  readonly annotations: LabelSet
  readonly startsAt: Date
  /** Absent: until somebody says so. In the future: until then, unless it is said again. */
  readonly endsAt?: Date
  /** The end is our guess, because the sender gave none. */
  readonly endIsTimeout: boolean
  readonly acknowledgedAt?: Date
  readonly acknowledgedBy?: string
  /** Nobody is told of this episode until then. In the past: it was put off, and is not any more. */
  readonly snoozedUntil?: Date
  readonly generatorUrl?: string
  readonly links: readonly { href: string; text?: string }[]
  readonly details: Readonly<Record<string, unknown>>
  /** How many signals said so. */
  readonly count: number
  readonly lastSeenAt: Date
}

/** Where an alert stands at an instant. Silences and inhibitions are no states: they are looked up when somebody asks. */
export type AlertState = 'open' | 'acknowledged' | 'resolved'

/** Computed, never stored: an alert whose sender has gone quiet is over the moment its end has passed, whoever is awake. */
export function stateAt(alert: Pick<Alert, 'endsAt' | 'acknowledgedAt'>, now: Date): AlertState {
  if (alert.endsAt !== undefined && alert.endsAt.getTime() <= now.getTime()) return 'resolved'
  return alert.acknowledgedAt === undefined ? 'open' : 'acknowledged'
}

/** Until when an alert is put off at an instant; undefined where it is not, or is over anyway. */
export function snoozedUntilAt(
  alert: Pick<Alert, 'endsAt' | 'acknowledgedAt' | 'snoozedUntil'>,
  now: Date,
): Date | undefined {
  const { snoozedUntil } = alert
  return snoozedUntil && snoozedUntil.getTime() > now.getTime() && stateAt(alert, now) !== 'resolved'
    ? snoozedUntil
    : undefined
}
