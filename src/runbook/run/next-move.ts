/** What a run does next: a function of the plan and of what its record says, and of nothing else. */
import type { Consent, Mode, Plan, PlannedExpectation, PlannedStep } from '../plan/plan.ts'
import type { RunFinished, StepPart, Verification } from '../record/events.ts'
import { type PartRecord, type RunState, subjectKey } from '../record/replay.ts'
import { missingApproval } from './missing-approval.ts'
import { openSteps, rollbackSteps, rollbackTargets } from './open-steps.ts'
import { personAt } from './person-at.ts'
import { type StepState, stepState } from './step-state.ts'

export interface MoveContext {
  mode: Mode
  /** Whether somebody can be asked. */
  present: boolean
  batches: readonly (readonly string[])[]
  mayFail: number
  /** What a failed run did is taken back without a question. */
  rollsBack: boolean
  /** `triedKey` of steps that this process has tried: a failure of an earlier one may be tried again where that is safe. */
  tried: ReadonlySet<string>
  /** ISO time for approvals that expire. */
  now: string
}

/** A step in the group of targets that goes through it together. */
export interface StepInBatch {
  step: PlannedStep
  batch: number
  targets: readonly string[]
  /** Number of the step as a person counts, `R1` in a rollback. */
  label: string
}

export type Move =
  | { do: 'confirm-plan' }
  | ({ do: 'ask' } & StepInBatch)
  | ({ do: 'choose' } & StepInBatch)
  | ({ do: 'run' } & StepInBatch)
  | ({ do: 'skip'; reason: string } & StepInBatch)
  | ({ do: 'settle'; part: PartRecord } & StepInBatch)
  | ({ do: 'judge'; part: StepPart; expectation: PlannedExpectation; about: Verification['about'] } & StepInBatch)
  | ({ do: 'resolve-failure'; reason: string; failed: readonly StepPart[] } & StepInBatch)
  | { do: 'roll-back'; by: 'policy' }
  | { do: 'pause'; needs: 'person' | 'approval'; reason: string; step: string }
  | { do: 'finish'; result: RunFinished['result']; reason?: string }

export const triedKey = (step: string, target: string): string => JSON.stringify([step, target])

export function nextMove(plan: Plan, state: RunState, context: MoveContext): Move {
  const confirmed = state.answers.get(subjectKey({ kind: 'plan' }))?.answer
  if (confirmed === undefined && context.mode === 'interactive') return { do: 'confirm-plan' }
  if (confirmed === 'no') return { do: 'finish', result: 'cancelled', reason: 'the plan was not confirmed' }
  if (state.answers.get(subjectKey({ kind: 'roll-back' }))?.answer === 'yes') return rollbackMove(plan, state, context)
  const out = new Set<string>()
  for (const [batch, targets] of context.batches.entries()) {
    let number = 0
    for (const step of openSteps(plan.steps, state, batch)) {
      const label = `${++number}`
      const place: StepInBatch = { step, batch, targets: targetsOf(step, targets, { out, batch }), label }
      const move = stepMove(place, state, { ...context, out })
      if (move) return move
    }
  }
  if (out.size === 0) return { do: 'finish', result: 'succeeded' }
  const all = context.batches.flat().length
  return { do: 'finish', result: 'failed', reason: `${out.size} of ${all} targets failed, the others are done` }
}

/** Where a step is carried out: by a person once for the group, else at its targets that are still in the run. */
function targetsOf(
  step: PlannedStep,
  targets: readonly string[],
  { out, batch }: { out: ReadonlySet<string>; batch: number },
): readonly string[] {
  const left = targets.filter((name) => !out.has(name) && (step.targets?.includes(name) ?? true))
  if (left.length === 0) return []
  return step.kind === 'manual' || step.kind === 'choice' ? [personAt(batch)] : left
}

interface StepContext extends MoveContext {
  /** Targets that have failed and are left behind. */
  out: Set<string>
}

/** What the step needs; nothing when it is over for everybody. Targets that fail within the budget are left behind. */
function stepMove(place: StepInBatch, state: RunState, context: StepContext): Move | undefined {
  const { step, targets } = place
  const states = targets.map((target) => ({
    target,
    is: retried(stepState(step, target, state), { place, target, context }),
  }))
  for (const { is } of states) if (is.is === 'unknown') return { do: 'settle', part: is.part, ...place }
  const open = states.filter(({ is }) => is.is === 'open').map(({ target }) => target)
  if (open.length > 0) return openMove({ ...place, targets: open }, state, context)
  for (const { target, is } of states)
    if (is.is === 'unjudged') {
      const part: StepPart = { step: step.id, command: is.command, target }
      return { do: 'judge', part, expectation: is.expectation, about: is.about, ...place }
    }
  return failureMove(place, states, context)
}

/** What an earlier process has left failed or open is tried again where that is harmless; what this one has lost is not. */
function retried(
  found: StepState,
  { place: { step }, target, context }: { place: StepInBatch; target: string; context: StepContext },
): StepState {
  const tried = context.tried.has(triedKey(step.id, target))
  if (found.is === 'open' && found.lost && tried)
    return { is: 'failed', command: found.command, reason: 'the way there broke, and how it ended is not known' }
  if (found.is !== 'failed' || tried) return found
  const harmless = step.effect === 'read-only' && step.kind !== 'manual' && step.kind !== 'choice'
  return harmless || found.refused ? { is: 'open', command: found.command } : found
}

function failureMove(
  place: StepInBatch,
  states: readonly { target: string; is: StepState }[],
  context: StepContext,
): Move | undefined {
  const failed = states.flatMap(({ target, is }) => (is.is === 'failed' ? [{ target, ...is }] : []))
  if (failed.length === 0) return undefined
  const byHand = place.step.kind === 'manual' || place.step.kind === 'choice'
  if (!byHand && context.out.size + failed.length <= context.mayFail) {
    for (const { target } of failed) context.out.add(target)
    return undefined
  }
  const parts = failed.map(({ target, command }): StepPart => ({ step: place.step.id, command, target }))
  const where = failed.map(({ target }) => target).join(', ')
  const at = where === 'local' || where.startsWith('person') ? '' : ` at ${where}`
  const reason = `"${place.step.title}" failed${at}: ${failed[0]!.reason}`
  if (context.rollsBack) return { do: 'roll-back', by: 'policy' }
  if (context.present) return { do: 'resolve-failure', reason, failed: parts, ...place }
  return { do: 'finish', result: 'failed', reason }
}

/** Whether the step may begin: its consent, its approval, the question before it. */
function openMove(place: StepInBatch, state: RunState, context: StepContext): Move {
  const { step, batch } = place
  const consent: Consent = step.consent[context.mode]
  const answer = state.answers.get(subjectKey({ kind: 'start', step: step.id, batch }))?.answer
  if (answer === 'skip' || answer === 'no') return { do: 'skip', reason: 'left out on request', ...place }
  if (consent === 'skips') return { do: 'skip', reason: step.condition ?? 'it needs a judgement', ...place }
  const why = needsPerson(step)
  if (consent === 'stops' || (consent === 'asks' && !context.present && answer !== 'yes'))
    return { do: 'pause', needs: 'person', reason: `"${step.title}" ${why}`, step: step.id }
  const missing = missingApproval(step, state, context.now)
  if (missing !== undefined) return { do: 'pause', needs: 'approval', reason: missing, step: step.id }
  if (step.kind === 'choice' && step.alternatives) return { do: 'choose', ...place }
  if (consent === 'asks' && answer !== 'yes' && step.kind !== 'manual') return { do: 'ask', ...place }
  return { do: 'run', ...place }
}

function needsPerson(step: PlannedStep): string {
  if (step.kind === 'manual') return 'is done by a person'
  if (step.kind === 'choice') return 'asks for a choice'
  if (step.kind === 'interactive') return 'needs a terminal'
  if (step.condition !== undefined) return `depends on a judgement (${step.condition})`
  return step.effect === 'unknown' ? 'may change something' : 'changes something'
}

/** Taking back goes one step after the other, each at all targets that took part in what it undoes. */
function rollbackMove(plan: Plan, state: RunState, context: MoveContext): Move {
  const batch = context.batches.length
  let number = 0
  for (const step of openSteps(rollbackSteps(plan, state), state, batch)) {
    const label = `R${++number}`
    const targets = rollbackTargets(step, { plan, state, batches: context.batches })
    const place = { step, batch, targets: targetsOf(step, targets, { out: new Set(), batch }), label }
    const inner = { ...context, rollsBack: false, mayFail: 0, out: new Set<string>() }
    const move = stepMove(place, state, inner)
    if (move) return move
  }
  return { do: 'finish', result: 'rolled-back', reason: 'the run failed and was taken back' }
}
