/** Stands in for a person where nothing can go wrong: says yes, does what is to be done by hand, and never repairs. */
import type { StepInBatch } from '../runbook/run/next-move.ts'
import type { Operator } from '../runbook/run/operator.ts'

/**
 * @param name as it is written into the record
 * @param answered shows the question that was answered, and how
 */
export function confidentOperator(
  name: string,
  answered: (place: StepInBatch | undefined, answer: string) => void,
): Operator {
  const say = <Word extends string>(place: StepInBatch | undefined, answer: Word) => {
    answered(place, answer)
    return Promise.resolve({ answer })
  }
  return {
    ...{ name, present: true },
    confirmPlan: () => say(undefined, 'yes'),
    start: (place) => say(place, 'yes'),
    choose: (place) =>
      say(place, place.step.alternatives?.find(({ refusals }) => refusals.length === 0)?.key ?? 'skip'),
    carryOut: (place) => say(place, 'done'),
    judge: () => Promise.resolve({ answer: 'unknown' }),
    settle: (place) => say(place, 'stop'),
    resolveFailure: (place) => say(place, 'give-up'),
  }
}
