/** Everything a journal can say. Lines are only ever added; what turns out wrong is superseded by a later line. */
import type { Effect, Phase } from '../book/page.ts'

/** Version of the lines below; a reader refuses a later one. */
export const JOURNAL_FORMAT = 1

/** What is carried out once: a command of a step at a target. A step without commands has only one part, number 0. */
export interface StepPart {
  step: string
  command: number
  target: string
}

/** One try of a part, counted from 1. */
export interface Attempt extends StepPart {
  attempt: number
}

/** How the shell ended a step; the same words as the session's. */
export type RecordedEnd =
  | { kind: 'finished'; status: number }
  | { kind: 'shell-ended'; status?: number; signal?: string }
  | { kind: 'timed-out' | 'cancelled'; processes: 'all-gone' | 'some-left' | 'unknown'; survivors: readonly number[] }
  | { kind: 'lost'; reason: string }
  | { kind: 'refused'; refusal: { code: string } }
  /** A person did it and says so. */
  | { kind: 'confirmed'; by: string }

/** `unknown`: it was started and nobody can say whether it took effect. */
export type StepResult = 'succeeded' | 'failed' | 'cancelled' | 'skipped' | 'unknown'

export interface RunStarted {
  type: 'run.started'
  format: typeof JOURNAL_FORMAT
  run: string
  /** Version of the product that writes. */
  version: string
  actor: string
  mode: 'interactive' | 'auto' | 'yes-changes' | 'test'
  /** What the plan was made of: an approval is for this and nothing else. */
  planHash: string
  /** The page as it was; `pinned` is its copy beside the journal, on which a resumed run continues. */
  page: { file: string; commit: string; sha256: string; pinned: string }
  procedure: string
  /** The plan itself, as JSON under its hash beside the journal: a resumed run needs nothing else. */
  plan: string
  /** Folder the steps begin in. */
  folder: string
  targets: readonly string[]
  /** Targets that go through the procedure together, one group after the other; all at once where absent. */
  batches?: readonly (readonly string[])[]
  /** How many targets may fail before the run stops; 0 where absent. */
  mayFail?: number
  /** What a failed run did is taken back without a question. */
  rollsBack?: true
  /** Secrets without their value. */
  parameters: readonly { name: string; value?: string; secret: boolean }[]
  steps: readonly { id: string; title: string; phase: Phase; effect: Effect; commands: number; line: number }[]
  process: ProcessIdentity
}

/** A process that cannot be mistaken for a later one with the same number. */
export interface ProcessIdentity {
  pid: number
  host: string
  /** Identifies the boot, where the system tells. */
  boot?: string
  /** Clock ticks from boot to the start of the process, where the system tells. */
  startedTicks?: number
}

export interface RunResumed {
  type: 'run.resumed'
  actor: string
  process: ProcessIdentity
}

/** A shell at a target; after a crash, what still carries its mark belongs to this run. */
export interface SessionOpened {
  type: 'session.opened'
  target: string
  session: string
  pid?: number
  /** It continues the state of a shell that was lost. */
  restored: boolean
}

/** Durable before anything of the step reaches a shell. */
export interface StepStarted extends Attempt {
  type: 'step.started'
  effect: Effect
  /** SHA-256 of the text that runs. */
  textHash: string
  /** A failed or unknown try may be followed by another without a person's word. */
  repeatable: boolean
  /** The marks its processes carry: what is left of it after a crash is found by them. */
  session?: string
  mark?: string
}

/** Where the output of a try is: short output in the line itself, longer in a file beside the journal. */
export interface OutputRef extends Attempt {
  type: 'output.ref'
  bytes: { stdout: number; stderr: number }
  lines: { stdout: number; stderr: number }
  chunks?: readonly InlineChunk[]
  file?: { name: string; bytes: number; sha256: string }
}

/** Output as it came: milliseconds since the first, stream, and text, or base64 where the bytes are no UTF-8. */
export type InlineChunk = readonly [atMs: number, stream: 'o' | 'e', text: string, base64?: true]

export interface StepFinished extends Attempt {
  type: 'step.finished'
  result: StepResult
  end: RecordedEnd
  /** Why it counts as failed where its end alone does not say so. */
  because?: string
  durationMs: number
  failingLine?: number
  cwd?: string
}

/** Found after a crash: it was started and has no end. */
export interface StepUnknown extends Attempt {
  type: 'step.unknown'
  reason: string
}

export interface StepSkipped extends StepPart {
  type: 'step.skipped'
  reason: string
  by: string
}

/** The shell's state after a step, for a resumed run; without secrets. */
export interface StateSaved {
  type: 'state.saved'
  target: string
  file: string
  sha256: string
}

/** What became of an expectation after a try. */
export interface Verification extends Attempt {
  type: 'verification'
  /** `step` where it is about all commands of the step together. */
  about: 'command' | 'step'
  expectation: { kind: string; text: string; line: number }
  /** `unverified`: nobody could decide. Never counted as met. `sample`: only shown, it fails nothing. */
  verdict: 'met' | 'not-met' | 'unverified' | 'sample'
  by: string
  /** What was compared, in words. */
  observed?: string
}

/** A value that the output of a step gives to later ones. Secrets have no value here. */
export interface Captured extends Attempt {
  type: 'value.captured'
  name: string
  value?: string
}

/** What a decision is about. `batch` counts the groups of targets from 0. */
export type Subject =
  | { kind: 'plan' }
  | { kind: 'start'; step: string; batch: number }
  | { kind: 'choice'; step: string; batch: number; key: string }
  /** A failed step counts as done. */
  | { kind: 'accept'; step: string; target: string }
  | { kind: 'roll-back' }

/** What a person decided, or a policy in their place. */
export interface Decision {
  type: 'decision'
  by: string
  question: string
  answer: 'yes' | 'no' | 'skip' | 'stop' | (string & {})
  note?: string
  about?: Subject
  /** Settles a part whose outcome was unknown, or that had ended. `again` lets it start once more. */
  settles?: StepPart & { as: 'succeeded' | 'failed' | 'again' }
}

export interface Approval {
  type: 'approval'
  planHash: string
  by: string
  verdict: 'approved' | 'rejected'
  steps?: readonly string[]
  expiresAt?: string
  note?: string
}

export interface Note {
  type: 'note'
  by: string
  text: string
  step?: string
}

export interface RunFinished {
  type: 'run.finished'
  /** `rejected`: somebody refused what it waited for. */
  result: 'succeeded' | 'failed' | 'cancelled' | 'unknown' | 'rolled-back' | 'rejected'
  reason?: string
  /** From the start of the first step to the end of the last, without the time between sessions of a resumed run. */
  durationMs?: number
  /** The time the page promises, and whether it was kept. */
  time?: { promised: string; verdict: 'met' | 'not-met' | 'unverified' }
}

/** The run stops here for now and can be resumed. */
export interface RunPaused {
  type: 'run.paused'
  needs: 'person' | 'approval' | 'resume'
  reason: string
  step?: string
}

/** The end of the journal had been torn by a crash; what was there is kept beside it. */
export interface JournalRepaired {
  type: 'journal.repaired'
  keptAs: string
  bytes: number
}

/** What somebody wants to have written. */
export type NewEvent =
  | RunStarted
  | RunResumed
  | SessionOpened
  | StepStarted
  | OutputRef
  | StepFinished
  | StepUnknown
  | StepSkipped
  | StateSaved
  | Verification
  | Captured
  | Decision
  | Approval
  | Note
  | RunFinished
  | RunPaused
  | JournalRepaired

/** What every line has: its number from 1, its time in UTC, and the SHA-256 of the line before it. */
export interface Stamp {
  seq: number
  at: string
  prev: string
}

export type RunEvent = Stamp & NewEvent
export type EventType = NewEvent['type']

/** Every type there is; a line of another one was written by a later version. */
export const EVENT_TYPES: Readonly<Record<EventType, true>> = {
  'run.started': true,
  'run.resumed': true,
  'session.opened': true,
  'step.started': true,
  'output.ref': true,
  'step.finished': true,
  'step.unknown': true,
  'step.skipped': true,
  'state.saved': true,
  verification: true,
  'value.captured': true,
  decision: true,
  approval: true,
  note: true,
  'run.finished': true,
  'run.paused': true,
  'journal.repaired': true,
}
