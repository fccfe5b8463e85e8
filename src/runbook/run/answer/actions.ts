/** Puts the questions of a run to its operator, and turns the answers into what is written down. */
import type { Plan } from '../../plan/plan.ts'
import type { Attempt, NewEvent, StepPart, Subject, Verification } from '../../record/events.ts'
import { partKey } from '../../record/replay.ts'
import { decide } from '../expect/decide.ts'
import type { Logbook } from '../logbook/actions.ts'
import type { Move, StepInBatch } from '../next-move.ts'
import { rollbackSteps } from '../open-steps.ts'
import type { Answer } from '../operator.ts'
import { partCount } from '../part-count.ts'
import { recordedOutput } from '../recorded/actions.ts'
import type { RunSurroundings } from '../run-options.ts'
import { lastPart } from '../step-state.ts'

export interface AnswerContext {
  plan: Plan
  logbook: Logbook
  surroundings: RunSurroundings
}

export interface Answered {
  events: readonly NewEvent[]
  /** Why the run waits now. */
  stops?: string
  /** Steps that are to be tried again. */
  again?: readonly { step: string; target: string }[]
}

export type Question = Exclude<Move, { do: 'finish' | 'pause' | 'settle' }>

export async function answerMove(move: Question, context: AnswerContext): Promise<Answered> {
  const { operator } = context.surroundings
  switch (move.do) {
    case 'confirm-plan': {
      const answer = await operator.confirmPlan(context.plan)
      return { events: [decision(operator.name, { kind: 'plan' }, { question: 'Carry out this plan?', ...answer })] }
    }
    case 'ask':
      return askStart(move, context)
    case 'choose':
      return choose(move, context)
    case 'run':
      return carryOut(move, context)
    case 'skip':
      return { events: skipped(move, { reason: move.reason, by: operator.name }, context) }
    case 'judge':
      return { events: [await judge(move, context)] }
    case 'roll-back': {
      const words = { question: 'Take the run back?', answer: 'yes' }
      return { events: [decision('policy', { kind: 'roll-back' }, words)] }
    }
    case 'resolve-failure':
      return resolveFailure(move, context)
  }
}

const decision = (
  by: string,
  about: Subject,
  words: { question: string; answer: string; note?: string },
): NewEvent => ({
  ...{ type: 'decision', by, about },
  ...words,
})

const STOPPED = 'stopped by the operator'

async function askStart(move: StepInBatch, { surroundings: { operator } }: AnswerContext): Promise<Answered> {
  const given = await operator.start(move)
  if (given.answer === 'stop') return { events: [], stops: STOPPED }
  const about: Subject = { kind: 'start', step: move.step.id, batch: move.batch }
  return { events: [decision(operator.name, about, { question: `Carry out "${move.step.title}"?`, ...given })] }
}

async function choose(move: StepInBatch, context: AnswerContext): Promise<Answered> {
  const { operator } = context.surroundings
  const given: Answer<string> = await operator.choose(move)
  if (given.answer === 'stop') return { events: [], stops: STOPPED }
  if (given.answer === 'skip')
    return { events: skipped(move, { reason: 'none of the ways', by: operator.name }, context) }
  const about: Subject = { kind: 'choice', step: move.step.id, batch: move.batch, key: given.answer }
  return { events: [decision(operator.name, about, { question: `Which way for "${move.step.title}"?`, ...given })] }
}

/** A person does it and says so; what they were told to expect counts as seen. */
async function carryOut(move: StepInBatch, context: AnswerContext): Promise<Answered> {
  const { operator } = context.surroundings
  const began = performance.now()
  const { answer, note } = await operator.carryOut(move)
  const { step, targets } = move
  if (answer === 'stop') return { events: [], stops: STOPPED }
  const reason = note ?? 'left out on request'
  if (answer === 'skip') return { events: skipped(move, { reason, by: operator.name }, context) }
  const target = targets[0]!
  const part: StepPart = { step: step.id, command: 0, target }
  const attempt: Attempt = { ...part, attempt: (context.logbook.state.parts.get(partKey(part))?.attempts ?? 0) + 1 }
  const durationMs = Math.round(performance.now() - began)
  const good = answer === 'done'
  return {
    events: [
      { type: 'step.started', ...attempt, effect: step.effect, textHash: '', repeatable: true },
      {
        ...{ type: 'step.finished', ...attempt, result: good ? 'succeeded' : 'failed', durationMs },
        end: { kind: 'confirmed', by: operator.name },
      },
      ...(good ? step.expectations : []).map(
        ({ expectation: { kind, text, line }, command }): Verification => ({
          ...{ type: 'verification', ...attempt, expectation: { kind, text, line } },
          ...{ about: command === undefined ? 'step' : 'command', verdict: 'met', by: operator.name },
        }),
      ),
      ...(note === undefined ? [] : [{ type: 'note', by: operator.name, text: note, step: step.id } as const]),
    ],
  }
}

/** Every part that has not begun is left out. */
function skipped(
  { step, targets }: StepInBatch,
  { reason, by }: { reason: string; by: string },
  { logbook }: AnswerContext,
): readonly NewEvent[] {
  const parts = targets.flatMap((target) =>
    Array.from({ length: partCount(step) }, (_, command): StepPart => ({ step: step.id, command, target })),
  )
  return parts
    .filter((part) => (logbook.state.parts.get(partKey(part))?.state ?? 'open') !== 'succeeded')
    .map((part) => ({ type: 'step.skipped', ...part, reason, by }))
}

/** What the record still has of the output decides where it can; else the operator; else nobody, and so it is written. */
async function judge(
  { part, expectation: planned, about, step }: Extract<Move, { do: 'judge' }>,
  { logbook, surroundings }: AnswerContext,
): Promise<Verification> {
  const { operator, matches } = surroundings
  const { kind, text, line } = planned.expectation
  const attempt = logbook.state.parts.get(partKey(part))?.attempts ?? 1
  const base = { type: 'verification', ...part, attempt, about, expectation: { kind, text, line } } as const
  const seen = await Promise.all(
    Array.from({ length: about === 'step' ? lastPart(step) + 1 : 1 }, (_, index) =>
      recordedOutput(logbook, about === 'step' ? { ...part, command: index } : part),
    ),
  )
  const last = seen.at(-1)
  if (planned.expectation.decidable && last && seen.every((each) => each !== undefined)) {
    const stdout = seen.map((each) => each.stdout).join('')
    const stderr = seen.map((each) => each.stderr).join('')
    const { verdict, reason } = decide(planned.expectation, { ...last, stdout, stderr }, { matches })
    if (verdict !== 'unverified')
      return { ...base, verdict: verdict === 'passed' ? 'met' : 'not-met', by: 'opsbook', observed: reason }
  }
  if (planned.binding === 'sample') return { ...base, verdict: 'sample', by: 'opsbook' }
  if (!operator.present) return { ...base, verdict: 'unverified', by: 'nobody', observed: 'a person has to judge' }
  const { answer, note } = await operator.judge(step, planned)
  const verdict = answer === 'yes' ? 'met' : answer === 'no' ? 'not-met' : 'unverified'
  return { ...base, verdict, by: operator.name, ...(note === undefined ? {} : { observed: note }) }
}

async function resolveFailure(
  move: Extract<Move, { do: 'resolve-failure' }>,
  { plan, logbook, surroundings: { operator } }: AnswerContext,
): Promise<Answered> {
  const { reason, failed, step } = move
  const canRollBack = rollbackSteps(plan, logbook.state).length > 0 && !move.label.startsWith('R')
  const { answer, note } = await operator.resolveFailure({ ...move, canRollBack })
  const by = operator.name
  const said = { question: `${reason}. What now?`, answer, ...(note === undefined ? {} : { note }) }
  switch (answer) {
    case 'stop':
      return { events: [], stops: reason }
    case 'again':
      return {
        events: failed.map((part) => ({ type: 'decision', by, ...said, settles: { ...part, as: 'again' } })),
        again: failed.map(({ target }) => ({ step: step.id, target })),
      }
    case 'accept':
      return {
        events: failed.map(({ target }) =>
          decision(by, { kind: 'accept', step: step.id, target }, { ...said, answer: 'yes' }),
        ),
      }
    case 'roll-back':
      return { events: [decision(by, { kind: 'roll-back' }, { ...said, answer: 'yes' })] }
    case 'give-up':
      return { events: [{ type: 'run.finished', result: 'failed', reason }], stops: reason }
  }
}
