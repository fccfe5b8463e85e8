/** What a sign of life does to a heartbeat. */
import { expectedAfter } from './expected-after.ts'
import type { Expectation, Standing } from './heartbeat.ts'

export const PING_KINDS = ['success', 'start', 'fail'] as const
export type PingKind = (typeof PING_KINDS)[number]

export interface Ping {
  readonly kind: PingKind
  /** The exit status of the job, where it says so; zero is a success. */
  readonly exitCode?: number
}

export interface Taken {
  readonly standing: Standing
  /** How long the run took that this ends; undefined where nobody said when it began. */
  readonly durationMs: number | undefined
}

/** Pure: `now` is when it came. */
export function takePing(standing: Standing, expectation: Expectation, { kind, exitCode }: Ping, now: Date): Taken {
  // Of two runs at the same time the later one is measured.
  if (kind === 'start') return { standing: { ...standing, startedAt: now }, durationMs: undefined }
  const { startedAt } = standing
  const durationMs = startedAt && Math.max(0, now.getTime() - startedAt.getTime())
  const ended = { startedAt: undefined, expectedAt: expectedAfter(expectation, now) }
  if (kind === 'success') return { standing: { ...ended, state: 'up', why: undefined, lastOkAt: now }, durationMs }
  const why = exitCode === undefined ? 'it said that it failed' : `it ended with exit status ${exitCode}`
  return { standing: { ...standing, ...ended, state: 'down', why }, durationMs }
}
