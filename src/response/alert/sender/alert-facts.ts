import type { LabelSet } from '../../../kit/label-set.ts'
import type { SignalSeverity } from '../signal.ts'

/** An alert as a dialect may show it to the integration that sent it; never one of another integration. */
export interface AlertFacts {
  readonly id: string
  readonly number: number
  readonly key: string
  readonly summary: string
  readonly severity: SignalSeverity
  readonly state: 'open' | 'acknowledged' | 'resolved'
  readonly labels: LabelSet
  readonly annotations: LabelSet
  readonly details: Readonly<Record<string, unknown>>
  readonly count: number
  readonly startedAt: Date
  readonly lastSeenAt: Date
  readonly updatedAt: Date
  readonly snoozedUntil?: Date
  readonly acknowledgedAt?: Date
  readonly acknowledgedBy?: string
  readonly resolvedAt?: Date
  readonly resolvedBy?: string
}

/** One line of an alert's log. */
export interface AlertLogLine {
  readonly id: string
  readonly at: Date
  readonly kind: string
  readonly text: string
  readonly by?: string
}

/** What became of an earlier request that was answered before it was carried out. */
export interface RequestOutcome {
  readonly action: string
  readonly processedAt: Date
  readonly success: boolean
  /** Why nothing came of it. */
  readonly why?: string
  readonly integrationId: string
  readonly alertId?: string
  readonly key?: string
}

/** Which alerts a list shows: all conditions hold. */
export interface AlertFilter {
  readonly states?: readonly AlertFacts['state'][]
  readonly key?: string
  readonly severity?: SignalSeverity
  readonly tag?: string
  /** Part of the summary, whatever its case. */
  readonly text?: string
}

export interface AlertPage {
  readonly limit: number
  readonly offset: number
  readonly newestFirst: boolean
}
