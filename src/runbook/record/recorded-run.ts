/** The record of a run as somebody finds it who did not carry it out. */
import type { Plan } from '../plan/plan.ts'
import type { ProcessIdentity, RunEvent, RunFinished } from './events.ts'
import type { JournalProblem } from './journal-text.ts'
import type { RunState } from './replay.ts'

/**
 * `interrupted`: it neither ended nor waits, and whoever carried it out is gone. Of a server alone: `queued`, no runner has taken it yet;
 * `lost`, its runner has not been heard of.
 */
export type RunStatus = RunFinished['result'] | 'waiting' | 'running' | 'interrupted' | 'damaged' | 'queued' | 'lost'

export interface Integrity {
  /** Every line follows the one before it, and what the journal refers to is what it refers to. */
  sound: boolean
  problem?: JournalProblem
  /** Files beside the journal that are missing or not what was recorded. */
  files: readonly string[]
  /** Compared with a head that was kept elsewhere. */
  anchored: boolean
}

export interface RecordedRun {
  run: string
  folder: string
  /** Up to the first problem. */
  events: readonly RunEvent[]
  state: RunState
  status: RunStatus
  /** Who carries it out now. */
  holder?: ProcessIdentity
  /** Where this is a server's copy of the record: who asked for the run, when, and which runner has it. */
  server?: { requestedBy: string; requestedAt: string; runner: string | undefined }
  /** Number of events and hash of the last: what somebody may keep elsewhere. */
  head: { events: number; hash: string }
  integrity: Integrity
  /** Absent when it is not beside the journal any more. */
  plan?: Plan
}

/** What a run is at, from its record and from whether somebody is at it. */
export function runStatus({
  state,
  problem,
  held,
}: {
  state: RunState
  problem?: JournalProblem | undefined
  held: boolean
}): RunStatus {
  if (problem) return 'damaged'
  if (state.finished) return state.finished.result
  if (state.paused) return 'waiting'
  return held ? 'running' : 'interrupted'
}
