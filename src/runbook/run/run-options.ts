/** Everything a run needs besides its record. */
import type { Mode, Plan, Target } from '../plan/plan.ts'
import type { RegexMatcher } from '../plan/regex-matcher.ts'
import type { JournalRefusal } from '../record/journal.ts'
import type { RunState } from '../record/replay.ts'
import type { Operator } from './operator.ts'
import type { Interpreter, Opening, OutputStream, SessionRefusal, StepEnd } from './session/session.ts'
import type { Transport } from './session/transport.ts'
import type { Watcher } from './watcher.ts'

/** One text for an executor that is no shell: a query, a request. */
export interface ExecutorRequest {
  text: string
  /** Name of the target the step is about; an executor in this process works from here all the same. */
  target: string
  /** What the step may read: parameters by the names of their variables. */
  variables: Readonly<Record<string, string>>
  timeoutMs: number
  signal: AbortSignal
  print(stream: OutputStream, text: string): void | Promise<void>
}

/** Carries a text out in this process; its status is 0 when it did what it should. */
export type Executor = (request: ExecutorRequest) => Promise<ExecutorEnd>

/** `lost`: it may have taken effect, and nobody can say. */
export type ExecutorEnd = Extract<StepEnd, { kind: 'finished' | 'timed-out' | 'cancelled' | 'lost' }>

/** A program of a run that reads the text of a step. */
export interface RunInterpreter extends Interpreter {
  /** Secrets only this program gets. */
  secretEnv?: Readonly<Record<string, string>>
  /** Puts the values of a step where a language has no variables of its own. */
  prepare?: (text: string, variables: Readonly<Record<string, string>>) => string
}

export interface RunSurroundings {
  /** Folder of all runs. */
  root: string
  version: string
  /** Allow-listed variables of this process, for local shells and for the programs that lead elsewhere. */
  environment: Readonly<Record<string, string>>
  /** How to reach a target. */
  reach: (target: Target) => Opening<Transport>
  /** Programs that read the text of a step, by the name of the executor. */
  interpreters: Readonly<Record<string, RunInterpreter>>
  /** Executors in this process, by name. */
  executors: Readonly<Record<string, Executor>>
  /** Values of secret parameters, by name. */
  secrets: ReadonlyMap<string, string>
  operator: Operator
  watcher: Watcher
  matches: RegexMatcher
  /** Asked to stop after the step that runs. */
  pause: AbortSignal
  /** Asked to stop what runs, at once. */
  kill: AbortSignal
  /** How many targets are worked on at a time; 10 by default. */
  parallel?: number
  /** From SIGTERM to SIGKILL of a step that is stopped; 2 s by default. */
  graceMs?: number
}

export interface RunRequest {
  run: string
  plan: Plan
  /** Text of the page as it was read. */
  page: string
  mode: Mode | 'test'
  /** Folder local steps begin in. */
  folder: string
  batches: readonly (readonly string[])[]
  mayFail: number
  rollsBack: boolean
}

export type RunRefusal =
  | JournalRefusal
  | SessionRefusal
  /** A secret is part of a name of the run, or too short to be kept out of the record. */
  | { code: 'run/secret-unsafe'; parameter: string; reason: string }
  /** What the run depends on is not beside its journal any more. */
  | { code: 'run/pinned-missing'; run: string; what: string }
  | { code: 'run/over'; run: string; result: string }

export type RunOutcome = { ok: true; run: string; state: RunState; plan: Plan } | { ok: false; refusal: RunRefusal }
