/** What a person has said about how to reach them. */
import type { Severity } from '../../../incident/severity.ts'

export interface RuleStep {
  /** Id of one of the person's contact methods. */
  readonly method: string
  readonly afterSeconds: number
}

/** Messages for incidents of these severities: which contact method, how long after the page began. */
export interface NotificationRule {
  readonly severities: readonly Severity[]
  readonly steps: readonly RuleStep[]
}

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Weekday = (typeof WEEKDAYS)[number]

/** Hours in which what can wait waits. `from` later than `to` reaches into the next day; `days` are those on which it begins. */
export interface QuietHours {
  readonly from: string
  readonly to: string
  readonly days: readonly Weekday[]
  readonly zone: string
}

/** A contact method as the rules see it: the lower the rank the better it is to wake somebody with. */
export interface UsableMethod {
  readonly id: string
  readonly channel: string
  readonly rank: number
}
