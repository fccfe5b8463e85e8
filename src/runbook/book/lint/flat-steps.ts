import type { Procedure, Step } from '../page.ts'

/** Every step of a list, those of its alternatives included, in document order. */
export function flatSteps(steps: readonly Step[]): Step[] {
  return steps.flatMap((step) => {
    if (!step.alternatives) return [step]
    return [step, ...step.alternatives.flatMap((alternative) => flatSteps(alternative.steps))]
  })
}

/** Everything a procedure says to do, in document order. */
export const procedureSteps = ({ steps, verification, rollback }: Procedure): Step[] =>
  flatSteps([...steps, ...verification, ...rollback]).sort((a, b) => a.line - b.line)
