/** A run that a runner on some machine carries out for the server. The journal there is the original; the server has its copy. */
import type { Approval, RunEvent } from '../record/events.ts'
import { replay } from '../record/replay.ts'
import type { RunRequest } from '../run/run-options.ts'

/**
 * - `queued`: no runner has taken it yet.
 * - `running`: a runner has it and was heard of lately.
 * - `waiting`: it waits for people: an approval, an answer, a decision.
 * - `lost`: its runner has not been heard of for a lease; a step that ran then has an unknown outcome until it comes back.
 * - `finished`.
 */
export type RemoteState = 'queued' | 'running' | 'waiting' | 'lost' | 'finished'

/** What a runner is given. Nothing in it is secret: secrets are references the runner resolves where it is. */
export type RemoteRequest = Omit<RunRequest, 'folder'> & {
  /** Folder steps begin in, relative to the book of the runner. */
  readonly folder: string
}

export interface RemoteRun {
  readonly id: string
  readonly page: string
  readonly procedure: string
  readonly title: string
  readonly planHash: string
  readonly incidentId: string | null
  readonly requestedBy: string
  readonly requestedByName: string
  readonly requestedAt: Date
  readonly state: RemoteState
  readonly runnerId: string | null
  readonly runnerName: string | null
  readonly eventCount: number
  readonly outputCount: number
  readonly result: string | null
  readonly waitsFor: string | null
  readonly finishedAt: Date | null
}

/** Seconds without a word from its runner after which a run counts as lost. */
export const LEASE_SECONDS = 8

/** What somebody wants a runner to do with a run it has. */
export type Order =
  | { readonly kind: 'approval'; readonly approval: Approval }
  | {
      readonly kind: 'answer'
      readonly question: string
      readonly answer: string
      readonly note?: string
      readonly by: string
    }
  /** `now` ends the step that runs; else the run stops after it. */
  | { readonly kind: 'cancel'; readonly now: boolean; readonly by: string }
  | { readonly kind: 'resume'; readonly by: string }
  /** To be written into the record. `byHand`: a person did the step. */
  | {
      readonly kind: 'note'
      readonly text: string
      readonly by: string
      readonly byHand: boolean
      readonly step?: string
    }

export interface NumberedOrder {
  readonly run: string
  /** Counted from 1 within its run. */
  readonly seq: number
  readonly order: Order
}

/** What the copied events say about where a run is. */
export function standing(events: readonly RunEvent[]): {
  state: 'running' | 'waiting' | 'finished'
  result: string | null
  waitsFor: string | null
} {
  const { finished, paused } = replay(events)
  if (finished) return { state: 'finished', result: finished.result, waitsFor: null }
  return paused
    ? { state: 'waiting', result: null, waitsFor: paused.needs }
    : { state: 'running', result: null, waitsFor: null }
}
