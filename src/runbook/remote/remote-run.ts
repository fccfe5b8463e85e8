/** A run that a runner on some machine carries out for the server. The journal there is the original; the server has its copy. */
import type { Approval, Decision, RunEvent, StepPart } from '../record/events.ts'
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
  /** Why it waits, or ended as it did. */
  readonly reason: string | null
  /** Of its first line. */
  readonly startedAt: Date | null
  readonly durationMs: number | null
  /** Hash of the last line that was checked. */
  readonly headHash: string | null
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
  | { readonly kind: 'cancel'; readonly now: boolean; readonly by: string; readonly note?: string }
  /** How a step ended whose end nobody has seen. */
  | ({ readonly kind: 'decide'; readonly note?: string; readonly by: string } & StepPart & {
        readonly as: NonNullable<Decision['settles']>['as']
      })
  | { readonly kind: 'resume'; readonly by: string }

export interface NumberedOrder {
  readonly run: string
  /** Counted from 1 within its run. */
  readonly seq: number
  readonly order: Order
}

/** Where a run is, as far as the lines of its journal say. */
export interface Standing {
  readonly state: 'running' | 'waiting' | 'finished'
  readonly result: string | null
  readonly waitsFor: string | null
  /** Why it waits, or ended as it did. */
  readonly reason: string | null
  readonly startedAt: string | null
  readonly durationMs: number | null
}

const GOING = { state: 'running', result: null, waitsFor: null, reason: null, durationMs: null } as const

/** Before the first line. */
export const NOT_BEGUN: Standing = { ...GOING, startedAt: null }

/** Where a run is after further lines; in pieces or all at once, it comes to the same. */
export function standingAfter(before: Standing, events: readonly RunEvent[]): Standing {
  let now = before
  for (const event of events) {
    now = now.startedAt === null && !Number.isNaN(Date.parse(event.at)) ? { ...now, startedAt: event.at } : now
    if (event.type === 'run.resumed') now = { ...now, ...GOING }
    else if (event.type === 'run.finished')
      now = {
        ...{ startedAt: now.startedAt, state: 'finished', result: event.result, waitsFor: null },
        ...{ reason: words(event.reason), durationMs: Number.isFinite(event.durationMs) ? event.durationMs! : null },
      }
    // A run that has ended waits for nobody.
    else if (event.type === 'run.paused' && now.result === null)
      now = { ...now, state: 'waiting', waitsFor: event.needs, reason: words(event.reason) }
  }
  return now
}

/** A runner's words: bounded, and without what the store does not take. */
const words = (text: unknown): string | null =>
  typeof text === 'string' ? text.replaceAll('\0', '').slice(0, MOST_CHARACTERS) : null

const MOST_CHARACTERS = 2_000
