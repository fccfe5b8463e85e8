/** One live shell at one target, as the rest of a run sees it: what may be asked of it and what it answers. */
import type { Snapshot } from './snapshot.ts'

/** Bytes of one stream, in the order they came. `atMs` is Unix time with fractions, from a clock that never runs backwards. */
export interface OutputChunk {
  stream: OutputStream
  atMs: number
  bytes: Uint8Array
}

export type OutputStream = 'stdout' | 'stderr'

/**
 * Takes output as it comes. A returned promise is waited for before more of that stream is read,
 * so that a slow disk slows the step down instead of filling memory.
 */
export type Sink = (chunk: OutputChunk) => void | Promise<void>

/** Rewrites a stream, for example removes secrets; may hold bytes back until it knows what follows. */
export interface ByteFilter {
  push(bytes: Uint8Array): Uint8Array
  end(): Uint8Array
}

/** A program that reads the text of a step: `python3 -` gets it on standard input, `sh /dev/fd/8` on that descriptor. */
export interface Interpreter {
  argv: readonly string[]
  reads: 'stdin' | 'descriptor'
}

export interface StepRequest {
  /** What the step sees as `OPSBOOK_STEP_ID`. */
  id: string
  /**
   * What its processes carry in `OPSBOOK_STEP_MARK`: letters and digits, another one for every try. Whoever writes it down
   * first can find what is left of the step after a crash. Chosen by the session when absent.
   */
  mark?: string
  /** `bash` runs in the session itself and may change it; other languages run as its children. */
  language: string
  /** The author's characters; no NUL. */
  text: string
  /** Exported before the step and left in the session, exact to the byte; names are checked, values may hold anything but NUL. */
  env?: Readonly<Record<string, string | Uint8Array>>
  /** Like `env`, but taken back when the step ends, and never part of a snapshot. */
  secretEnv?: Readonly<Record<string, string | Uint8Array>>
  /** Runs the step there; the session returns to its own folder afterwards. */
  cwd?: string
  /** Without it the step may take forever. */
  timeoutMs?: number
  /** Cancels the step, in the way a time-out ends it. */
  signal?: AbortSignal
  /** Replaces the program of a language other than bash. */
  interpreter?: Interpreter
  /** `auto` (the default) takes one when the text may have changed the shell. */
  snapshot?: 'auto' | 'always' | 'never'
}

/** What became of the processes that had to be ended. */
export interface Stopped {
  /** `unknown` when the target could not be asked any more. */
  processes: 'all-gone' | 'some-left' | 'unknown'
  survivors: readonly number[]
}

/** How a step ended. Only `finished` and `shell-ended` with a status are the step's own word. */
export type StepEnd =
  | { kind: 'finished'; status: number }
  /** The step ended the shell it ran in: `exit 3`, a failure under `set -e`, `kill $$`. */
  | { kind: 'shell-ended'; status?: number; signal?: string }
  | ({ kind: 'timed-out' } & Stopped)
  | ({ kind: 'cancelled' } & Stopped)
  /** The way to the target broke: whether the step ended, and how, is not known. */
  | { kind: 'lost'; reason: string }
  /** Nothing was started. */
  | { kind: 'refused'; refusal: SessionRefusal }

export type SessionRefusal =
  | { code: 'session/no-shell'; program: string; reason: string }
  | { code: 'session/old-shell'; version: string; needed: string }
  | { code: 'session/no-answer'; target: string; reason: string }
  | { code: 'session/bad-target'; target: string; reason: string }
  | { code: 'session/closed' }
  | { code: 'session/bad-variable'; name: string; reason: string }
  | { code: 'session/bad-mark'; mark: string }
  | { code: 'session/nul-byte'; where: string }
  | { code: 'session/no-interpreter'; language: string }
  | { code: 'session/not-set-up'; reason: string }
  | { code: 'session/no-terminal'; reason: string }
  | { code: 'session/no-process'; reason: string }

/** One stream of a finished step: what was counted, and the last of it. Already filtered. */
export interface OutputSummary {
  bytes: number
  lines: number
  tail: Uint8Array
  /** True when `tail` is not all there was. */
  truncated: boolean
}

export interface StepOutcome {
  end: StepEnd
  /** Wall time, for people. */
  startedAtMs: number
  /** Measured by the monotonic clock of this machine. */
  durationMs: number
  /** Line of the step's text whose failure decided its status, counted from 1. */
  failingLine?: number
  /** Where the session stands afterwards. */
  cwd?: string
  stdout: OutputSummary
  stderr: OutputSummary
  /** The state of the shell after the step, when one was taken. */
  snapshot?: Snapshot
  /** True when the shell had been lost and this step ran in one restored from the last snapshot. */
  restored: boolean
  /** What the restored shell could not get back, in words. */
  restoreProblems: readonly string[]
  /** The first error the sink threw; output after it was counted but not delivered. */
  sinkFailure?: unknown
}

export type Opening<T> = { ok: true; value: T } | { ok: false; refusal: SessionRefusal }
