/** How far a step has come at a target, from the state of the run alone. */
import type { PlannedExpectation, PlannedStep } from '../plan/plan.ts'
import type { StepPart, Verification } from '../record/events.ts'
import { type PartRecord, partKey, type RunState, startProblem, subjectKey, wasRefused } from '../record/replay.ts'
import { partCount } from './part-count.ts'
import { endWords } from './part-result.ts'

export type StepState =
  /** This command comes next; `lost` where an earlier try only read something and its end is not known. */
  | { is: 'open'; command: number; lost?: true }
  /** It was started, may have changed something, and nobody knows how it ended. */
  | { is: 'unknown'; part: PartRecord }
  /** `refused` where nothing of it was started. */
  | { is: 'failed'; command: number; reason: string; refused?: true }
  /** Everything ran; what was printed has yet to be judged. */
  | { is: 'unjudged'; command: number; expectation: PlannedExpectation; about: Verification['about'] }
  | { is: 'done' }
  | { is: 'skipped' }

/** The expectations about the output of one command, or of all of a step together. */
export const expectationsAbout = (step: PlannedStep, command: number | 'step'): readonly PlannedExpectation[] =>
  step.expectations.filter((each) => (each.command ?? 'step') === command)

/** The part whose line in the record carries what is expected of a step as a whole. */
export const lastPart = (step: PlannedStep): number => partCount(step) - 1

export function stepState(step: PlannedStep, target: string, state: RunState): StepState {
  if (isAccepted(step, target, state)) return { is: 'done' }
  let skipped = 0
  for (let command = 0; command < partCount(step); command++) {
    const name: StepPart = { step: step.id, command, target }
    const part = state.parts.get(partKey(name))
    if (!part || part.again) return { is: 'open', command }
    if (part.state === 'skipped') skipped++
    else {
      const found = partState(part) ?? judged(step, name, { state, about: 'command' })
      if (found) return found
    }
  }
  if (skipped > 0) return { is: 'skipped' }
  return judged(step, { step: step.id, command: lastPart(step), target }, { state, about: 'step' }) ?? { is: 'done' }
}

const isAccepted = ({ id }: PlannedStep, target: string, state: RunState): boolean =>
  state.answers.size > 0 && state.answers.get(subjectKey({ kind: 'accept', step: id, target }))?.answer === 'yes'

/** Nothing when the part has done what it should. */
function partState(part: PartRecord): StepState | undefined {
  const { command, state } = part
  switch (state) {
    case 'unknown':
      return startProblem(part) === undefined ? { is: 'open', command, lost: true } : { is: 'unknown', part }
    case 'failed':
      return {
        ...{ is: 'failed', command, reason: part.end ? endWords(part.end, part.because) : 'it failed' },
        ...(wasRefused(part) ? { refused: true } : {}),
      }
    case 'cancelled':
      return { is: 'failed', command, reason: 'it was stopped' }
    default:
      return undefined
  }
}

/** What the expectations of a part say about it; nothing when all are settled and none is missed. */
function judged(
  step: PlannedStep,
  part: StepPart,
  { state, about }: { state: RunState; about: Verification['about'] },
): StepState | undefined {
  const verdicts = (state.verdicts.get(partKey(part)) ?? []).filter((each) => each.about === about)
  const missed = verdicts.find(({ verdict }) => verdict === 'not-met')
  if (missed)
    return { is: 'failed', command: part.command, reason: missed.observed ?? 'what was expected did not come' }
  const expected = expectationsAbout(step, about === 'step' ? 'step' : part.command)
  const open = expected.find(({ expectation: { line, text } }) =>
    verdicts.every(({ expectation }) => expectation.line !== line || expectation.text !== text),
  )
  return open && { is: 'unjudged', command: part.command, expectation: open, about }
}
