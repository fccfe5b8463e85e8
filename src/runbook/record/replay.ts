/** What a journal amounts to: the state of a run, from its events alone. */
import type { Effect } from '../book/page.ts'
import type {
  Approval,
  Captured,
  Decision,
  RecordedEnd,
  RunEvent,
  RunFinished,
  RunPaused,
  RunStarted,
  SessionOpened,
  StepPart,
  StepResult,
  Subject,
  Verification,
} from './events.ts'

/** `started` never comes out of a replay: what has no end is unknown. */
export type PartState = StepResult

export interface PartRecord extends StepPart {
  state: PartState
  /** Tries so far. */
  attempts: number
  effect: Effect
  repeatable: boolean
  /** Numbers of the lines that started and ended the last try. */
  startedSeq: number
  finishedSeq?: number
  /** How the last try ended. */
  end?: RecordedEnd
  /** Why it counts as failed where its end alone does not say so. */
  because?: string
  /** A person has decided that it may start again. */
  again: boolean
  /** Line that says where the output of the last try is. */
  outputSeq?: number
}

export interface RunState {
  started?: RunStarted
  /** Who has begun it or taken it up again last. */
  carriedOnBy?: string
  /** When the latest line was written: time goes on from there, whatever a clock that was set back says. */
  latestAt: string
  /** Set once the run has ended and was not resumed since. */
  finished?: RunFinished
  /** Set while the run waits for somebody. */
  paused?: RunPaused
  /** It was taken up again at least once. */
  resumed: boolean
  /** By target, step and command, in the order in which they first appeared. */
  parts: ReadonlyMap<string, PartRecord>
  /** Parts that were started and whose outcome nobody knows. */
  unknown: readonly PartRecord[]
  /** Sessions that were opened, with the mark their processes carry. */
  sessions: readonly SessionOpened[]
  /** Where the last state of each target's shell lies. */
  saved: ReadonlyMap<string, { file: string; sha256: string }>
  approvals: readonly Approval[]
  /** What became of the expectations of the last try of a part, by its key. */
  verdicts: ReadonlyMap<string, readonly Verification[]>
  /** Values that outputs gave, by name; of a secret only that there is one. */
  captured: ReadonlyMap<string, Captured>
  /** The last answer to each question, by `subjectKey`. */
  answers: ReadonlyMap<string, Decision>
  /** Lines that do not fit those before them: an end without a beginning, a second beginning of what runs. */
  contradictions: readonly { seq: number; reason: string }[]
}

/** Identifies a part within a run. */
export const partKey = ({ target, step, command }: StepPart): string => `${command} ${step.length} ${step} ${target}`

/** Identifies what a decision is about; the way that was chosen is the answer, not the question. */
export function subjectKey(subject: Subject | Omit<Subject & { kind: 'choice' }, 'key'>): string {
  switch (subject.kind) {
    case 'start':
    case 'choice':
      return JSON.stringify([subject.kind, subject.step, subject.batch])
    case 'accept':
      return JSON.stringify([subject.kind, subject.step, subject.target])
    default:
      return subject.kind
  }
}

/** The same events give the same state. Never throws. */
export function replay(events: readonly RunEvent[]): RunState {
  const run = new RunReplay()
  for (const event of events) run.apply(event)
  return run
}

/** The state of a run while its events come in, one after the other. */
export class RunReplay implements RunState {
  started?: RunStarted
  carriedOnBy?: string
  latestAt = ''
  finished?: RunFinished
  paused?: RunPaused
  resumed = false
  readonly sessions: SessionOpened[] = []
  readonly saved = new Map<string, { file: string; sha256: string }>()
  readonly approvals: Approval[] = []
  readonly verdicts = new Map<string, Verification[]>()
  readonly captured = new Map<string, Captured>()
  readonly answers = new Map<string, Decision>()
  readonly contradictions: { seq: number; reason: string }[] = []
  readonly #progress: Progress = { parts: new Map(), running: new Set() }

  get parts(): ReadonlyMap<string, PartRecord> {
    return this.#progress.parts
  }

  get unknown(): readonly PartRecord[] {
    return [...this.parts.values()].filter(({ state, again }) => state === 'unknown' && !again)
  }

  apply(event: RunEvent): void {
    const reason = applyToParts(event, this.#progress)
    if (reason !== undefined) this.contradictions.push({ seq: event.seq, reason })
    if (event.at > this.latestAt) this.latestAt = event.at
    this.#applyToRun(event)
  }

  #applyToRun(event: RunEvent): void {
    switch (event.type) {
      case 'run.started':
        this.started ??= event
        this.carriedOnBy ??= event.actor
        break
      case 'run.resumed':
        this.resumed = true
        this.carriedOnBy = event.actor
        delete this.finished
        delete this.paused
        // Who said yes to a step that has not ended saw another moment.
        for (const [key, { about, answer }] of this.answers)
          if (about?.kind === 'start' && answer === 'yes') this.answers.delete(key)
        break
      case 'run.finished':
        delete this.paused
        this.finished = event
        break
      case 'run.paused':
        this.paused = event
        break
      case 'session.opened':
        this.sessions.push(event)
        break
      case 'state.saved':
        this.saved.set(event.target, event)
        break
      case 'approval':
        this.approvals.push(event)
        break
      case 'step.started':
        this.verdicts.delete(partKey(event))
        break
      case 'verification':
        this.#judge(event)
        break
      case 'value.captured':
        this.captured.set(event.name, event)
        break
      case 'decision':
        if (event.about) this.answers.set(subjectKey(event.about), event)
    }
  }

  /** A later word about the same expectation supersedes the earlier one. */
  #judge(event: Verification): void {
    const same = ({ expectation, about }: Verification) =>
      about === event.about &&
      expectation.line === event.expectation.line &&
      expectation.text === event.expectation.text
    const others = (this.verdicts.get(partKey(event)) ?? []).filter((each) => !same(each))
    this.verdicts.set(partKey(event), [...others, event])
  }
}

interface Progress {
  parts: Map<string, PartRecord>
  /** Parts whose last try has neither ended nor been declared unknown. */
  running: Set<string>
}

/** Applies one event; says what contradicts the events before. */
function applyToParts(event: RunEvent, progress: Progress): string | undefined {
  switch (event.type) {
    case 'step.started':
      return start(event, progress)
    case 'step.finished':
      return finish(event, event.result, progress)
    case 'step.unknown':
      return finish(event, 'unknown', progress)
    case 'output.ref':
      return change(event, { outputSeq: event.seq }, progress)
    case 'step.skipped': {
      const known = progress.parts.get(partKey(event))
      progress.parts.set(partKey(event), {
        ...(known ?? untried(event)),
        state: 'skipped',
        finishedSeq: event.seq,
        again: false,
      })
      return known && progress.running.has(partKey(event)) ? 'a part that was running is said to be skipped' : undefined
    }
    case 'decision': {
      if (!event.settles) return undefined
      const { as, ...part } = event.settles
      progress.running.delete(partKey(part))
      return change(part, as === 'again' ? { again: true } : { state: as, again: false }, progress)
    }
    default:
      return undefined
  }
}

function start(event: RunEvent & { type: 'step.started' }, { parts, running }: Progress): string | undefined {
  const key = partKey(event)
  const known = parts.get(key)
  const reason = known ? startProblem(known) : undefined
  const { step, command, target, effect, repeatable, attempt, seq } = event
  running.add(key)
  parts.set(key, {
    ...{ step, command, target, effect, repeatable, startedSeq: seq, again: false },
    attempts: Math.max(attempt, (known?.attempts ?? 0) + 1),
    // Until its end is told, nobody knows.
    state: 'unknown',
  })
  return reason
}

function finish(
  attempt: RunEvent & { type: 'step.finished' | 'step.unknown' },
  state: PartState,
  progress: Progress,
): string | undefined {
  const key = partKey(attempt)
  // What is not known may be called so more than once: by the run itself, and by whoever resumes it.
  const expected = progress.running.delete(key) || (state === 'unknown' && progress.parts.get(key)?.state === 'unknown')
  const { end, because } = attempt.type === 'step.finished' ? attempt : {}
  const reason = change(
    attempt,
    { state, finishedSeq: attempt.seq, ...(end ? { end } : {}), ...(because === undefined ? {} : { because }) },
    progress,
  )
  return reason ?? (expected ? undefined : 'a part ends that was not running')
}

function change(part: StepPart, news: Partial<PartRecord>, { parts }: Progress): string | undefined {
  const known = parts.get(partKey(part))
  if (!known) return 'it is about a part that was never started'
  parts.set(partKey(part), { ...known, ...news })
  return undefined
}

const untried = ({ step, command, target }: StepPart): PartRecord => ({
  ...{
    step,
    command,
    target,
    state: 'skipped',
    attempts: 0,
    effect: 'unknown',
    repeatable: false,
    startedSeq: 0,
    again: false,
  },
})

/** Nothing of its last try was started: there was no way there, or a value could not be placed. */
export const wasRefused = ({ state, end }: PartRecord): boolean => state === 'failed' && end?.kind === 'refused'

/**
 * Why a part must not be started once more by itself; nothing when it may. What changes the world is started at most once
 * unless a person says so: a try that failed may have done half of its work, and one without an end all of it.
 */
export function startProblem(part: PartRecord | undefined): string | undefined {
  if (!part || part.attempts === 0 || part.again) return undefined
  if (part.effect === 'read-only' || part.repeatable || wasRefused(part)) return undefined
  const tried =
    part.state === 'unknown' ? 'was started, and how it ended is not known' : `was already tried and has ${part.state}`
  return `a step that changes something ${tried}`
}
