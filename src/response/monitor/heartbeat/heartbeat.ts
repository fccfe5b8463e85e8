/** Something that has to be heard of again and again: a job, a pipeline of alerts, another server. Silence is the sign. */

/** How bad its silence is, in the words of alerts. */
export const HEARTBEAT_SEVERITIES = ['critical', 'error', 'warning', 'info'] as const
export type HeartbeatSeverity = (typeof HEARTBEAT_SEVERITIES)[number]

export const HEARTBEAT_STATES = ['new', 'up', 'late', 'down'] as const
/**
 * `new`: never heard of, and its first time is still to come. `up`: heard of in time. `late`: its time is over, the grace is not. `down`: it did
 * not come, ran for too long, or said that it failed; the next success makes it `up`.
 */
export type HeartbeatState = (typeof HEARTBEAT_STATES)[number]

/** When one is expected: so long after the last, or at times of a calendar. */
export type Rhythm =
  | { readonly everyMs: number }
  | { readonly cron: string; readonly zone: string; readonly earlyMs: number }

/** What is expected of a heartbeat, as settings or the API say. */
export interface Expectation {
  readonly rhythm: Rhythm
  /** How long after its time it may come. */
  readonly graceMs: number
  /** How long a run may take that said when it began. */
  readonly longestRunMs: number
  readonly severity: HeartbeatSeverity
  readonly labels: Readonly<Record<string, string>>
  /** Conditions on alerts that count as a sign of life, like those of Alertmanager's Watchdog; none: alerts do not feed it. */
  readonly matchers: readonly string[]
}

/** How it stands, as far as time decides. */
export interface Standing {
  readonly state: HeartbeatState
  /** Why it is down. */
  readonly why: string | undefined
  /** When it last came, and was well. */
  readonly lastOkAt: Date | undefined
  /** When the run began that has not ended yet. */
  readonly startedAt: Date | undefined
  /** When the next one is due. */
  readonly expectedAt: Date
}

/** When time alone changes its state next; undefined: nothing but a sign of life does. */
export function dueAt({ state, startedAt, expectedAt }: Standing, expectation: Expectation): Date | undefined {
  if (state === 'down') return undefined
  // While it runs, it is there: only the run's own length counts.
  if (startedAt) return new Date(startedAt.getTime() + expectation.longestRunMs)
  return state === 'late' ? new Date(expectedAt.getTime() + expectation.graceMs) : expectedAt
}
