/** Who looks on while a run goes: a screen, a stream of events, a test. Looking on changes nothing. */
import type { Attempt, RunEvent } from '../record/events.ts'
import type { StepInBatch } from './next-move.ts'
import type { OutputChunk } from './session/session.ts'

export interface Watcher {
  /** An event that is on the disk now. */
  event?(event: RunEvent): void
  /** Something a command printed, secrets already removed. */
  output?(attempt: Attempt, chunk: OutputChunk): void
  /** A step begins at its targets. */
  step?(place: StepInBatch): void
  /** It has been tried at all of them. */
  over?(place: StepInBatch): void
  /** It did not hold yet and is tried again. */
  waiting?(place: StepInBatch, news: { target: string; tries: number; waitMs: number }): void
}
