/** Carries out one step at one target: command after command, judged, written down, tried again where that is safe. */
import { randomBytes } from 'node:crypto'
import { canonicalName } from '../../plan/parameter-name.ts'
import type { Plan, PlannedStep } from '../../plan/plan.ts'
import type { Attempt, NewEvent, RecordedEnd, StepResult } from '../../record/events.ts'
import { type OutputRecorder, openOutputs } from '../../record/output/store.ts'
import { partKey } from '../../record/replay.ts'
import { sha256 } from '../../record/store.ts'
import { waitBeforeNextTry } from '../after-try.ts'
import type { Observed } from '../expect/verdict.ts'
import { type Judgement, judgeOutput } from '../judge-output.ts'
import { kept, type Logbook } from '../logbook/actions.ts'
import type { StepInBatch } from '../next-move.ts'
import { partCount } from '../part-count.ts'
import { partResult } from '../part-result.ts'
import { recordedOutput } from '../recorded/actions.ts'
import type { RunSurroundings } from '../run-options.ts'
import type { OutputSummary } from '../session/session.ts'
import { lastPart, stepState } from '../step-state.ts'
import { stepValues } from '../step-values.ts'
import type { TargetSessions } from '../targets/actions.ts'
import { carryOutText, type TextOutcome } from './text/actions.ts'
import { pauseFor } from './wait/actions.ts'

export interface PerformContext {
  plan: Plan
  logbook: Logbook
  sessions: TargetSessions
  surroundings: RunSurroundings
}

/** What one try of a part gave. */
interface Tried {
  result: StepResult
  judgement: Judgement
  observed: Observed
}

export class Performer {
  readonly #context: PerformContext
  readonly #outputs: Promise<{ record(): OutputRecorder }>
  /** Secrets that outputs gave: they live in this process only. */
  readonly #late = new Map<string, string>()
  readonly #background: { attempt: Attempt; record: OutputRecorder }[] = []

  constructor(context: PerformContext) {
    this.#context = context
    this.#outputs = kept(openOutputs(context.logbook.journal.folder), 'there is no place for the output of steps')
    // It is waited for where a step needs it.
    this.#outputs.catch(() => undefined)
  }

  /**
   * Carries out what is open of a step at a target, and tries it again while its plan allows that.
   *
   * @param as another name for the record: checks that are made early are not the step itself
   */
  async step(place: StepInBatch, target: string, as = place.step.id): Promise<void> {
    const { surroundings } = this.#context
    const step = { ...place.step, id: as }
    const began = performance.now()
    for (let tries = 1; ; tries++) {
      const { good, final } = await this.#try(step, target, tries)
      const elapsedMs = performance.now() - began
      const waitMs = waitBeforeNextTry(step, { good, final, tries, elapsedMs })
      if (waitMs === undefined || surroundings.kill.aborted) return
      surroundings.watcher.waiting?.(place, { target, tries, waitMs })
      if (!(await pauseFor(waitMs, [surroundings.kill, surroundings.pause]))) return
    }
  }

  /** Runs the commands of a step until one fails; a further try begins again with the first. */
  async #try(step: PlannedStep, target: string, tries: number): Promise<{ good: boolean; final: boolean }> {
    const { state } = this.#context.logbook
    const before = stepState(step, target, state)
    const first = tries === 1 && before.is === 'open' ? before.command : 0
    const seen = await this.#seenBefore(step, target, first)
    for (let command = first; command < partCount(step); command++) {
      const { result, judgement, observed } = await this.#part(step, { command, target })
      seen.push(observed)
      if (result === 'failed') return { good: false, final: false }
      if (result !== 'succeeded') return { good: false, final: true }
      if (judgement.missed) return { good: false, final: false }
    }
    return { good: await this.#judgeWhole(step, target, seen), final: false }
  }

  /** What commands before this one have printed in an earlier process. */
  async #seenBefore(step: PlannedStep, target: string, until: number): Promise<Observed[]> {
    const parts = Array.from({ length: until }, (_, command) => ({ step: step.id, command, target }))
    const outputs = await Promise.all(parts.map((part) => recordedOutput(this.#context.logbook, part)))
    return outputs.filter((each) => each !== undefined)
  }

  /** What is expected of the step as a whole is looked for in all that its commands printed. */
  async #judgeWhole(step: PlannedStep, target: string, seen: readonly Observed[]): Promise<boolean> {
    const name = { step: step.id, command: lastPart(step), target }
    const attempt = this.#context.logbook.state.parts.get(partKey(name))?.attempts ?? 1
    const whole: Observed = {
      stdout: seen.map(({ stdout }) => stdout).join(''),
      stderr: seen.map(({ stderr }) => stderr).join(''),
      exitCode: seen.at(-1)?.exitCode ?? 0,
      durationMs: seen.reduce((sum, { durationMs }) => sum + durationMs, 0),
    }
    const { matches } = this.#context.surroundings
    const judgement = judgeOutput(step, whole, { attempt: { ...name, attempt }, about: 'step', matches })
    const captured = this.#captured({ ...name, attempt }, new Map(Object.entries(judgement.captures)))
    if (judgement.verifications.length + captured.length > 0)
      await this.#context.logbook.write(...judgement.verifications, ...captured)
    return !judgement.missed
  }

  async #part(step: PlannedStep, { command, target }: { command: number; target: string }): Promise<Tried> {
    const { logbook, surroundings, sessions } = this.#context
    const tries = logbook.state.parts.get(partKey({ step: step.id, command, target }))?.attempts ?? 0
    const attempt: Attempt = { step: step.id, command, target, attempt: tries + 1 }
    const mark = randomBytes(12).toString('hex')
    const text = textOf(step, command)
    const values = stepValues(this.#context.plan, step, {
      ...{ state: logbook.state, secrets: surroundings.secrets, late: this.#late },
    })
    const inProcess = surroundings.executors[step.executor]
    const opened = inProcess ? undefined : await sessions.at(target)
    const session = opened?.ok ? { session: opened.value.id } : {}
    const started: NewEvent = {
      ...{ type: 'step.started', ...attempt, effect: step.effect, textHash: sha256(text), mark, ...session },
      repeatable: step.effect === 'read-only' || step.retries > 0,
    }
    if (!values.ok || opened?.ok === false) {
      const refusal = values.ok
        ? opened!.ok === false && opened!.refusal
        : { code: 'run/bad-value', parameter: values.parameter, reason: values.reason }
      return this.#refused(step, attempt, { started, refusal: refusal || { code: 'run/bad-value' } })
    }
    await logbook.write(started)
    const record = (await this.#outputs).record()
    const outcome = await carryOutText({
      ...{ step, text, mark, command, attempt, values: values.value, surroundings },
      ...(opened?.ok ? { session: opened.value } : {}),
      ...(inProcess ? { executor: inProcess } : {}),
      sink: (chunk) => {
        surroundings.watcher.output?.(attempt, chunk)
        return record.sink(chunk)
      },
    })
    return this.#finish(step, attempt, { outcome, record })
  }

  async #refused(
    step: PlannedStep,
    attempt: Attempt,
    { started, refusal }: { started: NewEvent; refusal: { code: string } },
  ): Promise<Tried> {
    const end: RecordedEnd = { kind: 'refused', refusal }
    const finished: NewEvent = { type: 'step.finished', ...attempt, result: 'failed', end, durationMs: 0 }
    await this.#context.logbook.write(started, finished)
    const observed = { stdout: '', stderr: '', exitCode: 0, durationMs: 0 }
    return { result: 'failed', judgement: NOTHING_JUDGED, observed: { ...observed, exitCode: step.exitCodes[0] ?? 0 } }
  }

  async #finish(
    step: PlannedStep,
    attempt: Attempt,
    { outcome, record }: { outcome: TextOutcome; record: OutputRecorder },
  ): Promise<Tried> {
    const { logbook, sessions, surroundings } = this.#context
    const { end, durationMs, failingLine, cwd, snapshot } = outcome
    const partial = outcome.stdout.truncated || outcome.stderr.truncated
    const status = 'status' in end ? (end.status ?? -1) : -1
    const observed = { stdout: shown(outcome.stdout), stderr: shown(outcome.stderr), exitCode: status, durationMs }
    const judgement =
      status < 0
        ? NOTHING_JUDGED
        : judgeOutput(step, observed, { attempt, about: 'command', matches: surroundings.matches, partial })
    const { explainsExit } = judgement
    const { result, because } = partResult(step, { command: attempt.command, end, explainsExit })
    const good = result === 'succeeded'
    if (step.background && good) this.#background.push({ attempt, record })
    const output = step.background && good ? [] : [await this.#kept(record, attempt)]
    const saved = await kept(sessions.save(attempt.target, snapshot), 'the state of the shell was not kept')
    const events: readonly NewEvent[] = [
      ...output,
      {
        ...{ type: 'step.finished', ...attempt, result, end, durationMs: Math.round(durationMs * 100) / 100 },
        ...(because === undefined ? {} : { because }),
        ...(failingLine === undefined ? {} : { failingLine }),
        ...(cwd === undefined ? {} : { cwd }),
      },
      ...(good ? judgement.verifications : []),
      ...(good
        ? this.#captured(attempt, capturedValues(step, attempt.command, { judgement, stdout: observed.stdout }))
        : []),
      ...saved,
    ]
    // What only read is read again when a crash takes its end; the end of a change is told when nothing can take it any more.
    if (good && step.effect === 'read-only' && !step.background) await logbook.writeSoon(...events)
    else await logbook.write(...events)
    return { result, judgement, observed }
  }

  /** Values an output gives to later steps. Those of secrets stay in this process. */
  #captured(attempt: Attempt, values: ReadonlyMap<string, string>): readonly NewEvent[] {
    return [...values].map(([written, value]): NewEvent => {
      const name = canonicalName(written)
      const secret = this.#context.plan.parameters.some((each) => each.name === name && each.secret)
      if (secret) this.#late.set(name, value)
      return { type: 'value.captured', ...attempt, name, ...(secret ? {} : { value }) }
    })
  }

  /** Output that could not be kept stops the run as an event would that could not be written. */
  #kept(record: OutputRecorder, attempt: Attempt) {
    return kept(record.finish(attempt), 'the output of a step was not kept')
  }

  /** What background steps have printed by now; to be called when they are over. */
  async close(): Promise<void> {
    for (const { attempt, record } of this.#background.splice(0))
      await this.#context.logbook.write(await this.#kept(record, attempt))
  }
}

/** Values that patterns named, and the whole output of the last command for a `capture=NAME` that no pattern gives. */
function capturedValues(
  step: PlannedStep,
  command: number,
  { judgement, stdout }: { judgement: Judgement; stdout: string },
) {
  const values = new Map(Object.entries(judgement.captures))
  const patterned = new Set(
    step.expectations.flatMap(({ expectation: { text } }) =>
      Array.from(text.matchAll(/<([^<>\n]{1,64})>/g), ([, inside]) => canonicalName(inside!)),
    ),
  )
  const whole = step.captures.filter((name) => !patterned.has(name))
  if (whole.length === 1 && command === lastPart(step)) values.set(whole[0]!, stdout.trim())
  return values
}

/** What is executed as one part: a command, or all of them where they go on in the background together. */
const textOf = (step: PlannedStep, command: number): string =>
  step.background ? step.commands.map(({ execute }) => execute).join('\n') : (step.commands[command]?.execute ?? '')

const shown = ({ tail }: OutputSummary): string => Buffer.from(tail).toString('utf8')

const NOTHING_JUDGED: Judgement = { verifications: [], captures: {}, explainsExit: false, missed: false }
