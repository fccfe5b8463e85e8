import type { LabelSet } from '../../kit/label-set.ts'

/** How bad the sender says it is, in PagerDuty's four words; every dialect maps its own onto them. */
export const SIGNAL_SEVERITIES = ['critical', 'error', 'warning', 'info'] as const
export type SignalSeverity = (typeof SIGNAL_SEVERITIES)[number]

/**
 * One thing an integration told us, in one form for all dialects. What it does to the alert of the same key is decided in `merge-signal.ts`.
 *
 * - `trigger`: it is wrong from `startsAt` until `endsAt`. With `endIsTimeout` the end is only our guess, to be pushed on by the next one;
 *   without `endsAt` it stays wrong until it is resolved.
 * - `acknowledge`, `resolve`: about the open alert with this key; without one they are recorded and change nothing.
 * - `change`: something was deployed or changed; it never alerts.
 */
export interface Signal {
  readonly action: 'trigger' | 'acknowledge' | 'resolve' | 'change'
  /** Same integration and same key: same alert. */
  readonly key: string
  /** One line a person reads first. */
  readonly summary: string
  readonly severity: SignalSeverity
  readonly labels: LabelSet
  readonly annotations: LabelSet
  readonly startsAt: Date
  readonly endsAt?: Date
  readonly endIsTimeout: boolean
  /** Where the sender shows it; only http and https survive reading. */
  readonly generatorUrl?: string
  readonly links: readonly { href: string; text?: string }[]
  /** What the sender added, as JSON, kept as it came. */
  readonly details: Readonly<Record<string, unknown>>
  /** Who did it, where the sender names somebody. */
  readonly by?: string
  readonly note?: string
}
