/** Somebody says how a change ended whose end nobody has seen. */
import type { Decision, NewEvent } from '../record/events.ts'
import type { PartRecord, RunState } from '../record/replay.ts'

export interface HandWord {
  by: string
  as: NonNullable<Decision['settles']>['as']
  note: string | undefined
  /** Of the step. */
  title: string
  /** Whether it is known that nothing of it is left. */
  known: boolean
}

/** What is written down: that its end was unknown, and what somebody said about it. */
export function settledByHand(part: PartRecord, { by, as, note, title, known }: HandWord): readonly NewEvent[] {
  const { step, command, target, attempts } = part
  const left = known ? 'none of its processes is left' : 'whether its processes are gone is not known'
  const reason = `it was started and its end is not in the record; ${left}`
  const decision: NewEvent = {
    ...{ type: 'decision', by, question: `Did "${title}" take effect?`, answer: as },
    settles: { step, command, target, as },
    ...(note === undefined ? {} : { note }),
  }
  return [{ type: 'step.unknown', step, command, target, attempt: attempts, reason }, decision]
}

/** As long as something of a step is at work it may still take effect, and nothing can be said about it. */
export const stillAtWork = (left: readonly number[]): string => `it is still at work: process ${left.join(', ')}`

export const titleOf = ({ started }: RunState, step: string): string =>
  started?.steps.find(({ id }) => id === step)?.title ?? step
