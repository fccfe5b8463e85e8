import type { Procedure, Step } from '../page.ts'

/** Every step of a list, those of its alternatives included, in document order. */
export function flatSteps(steps: readonly Step[]): readonly Step[] {
  if (!steps.some((step) => step.alternatives)) return steps
  return steps.flatMap((step) => [
    step,
    ...(step.alternatives ?? []).flatMap((alternative) => flatSteps(alternative.steps)),
  ])
}

const known = new WeakMap<Procedure, readonly Step[]>()

/** Everything a procedure says to do, in document order. */
export function procedureSteps(procedure: Procedure): readonly Step[] {
  let steps = known.get(procedure)
  if (!steps) {
    const { steps: own, verification, rollback } = procedure
    steps = [...flatSteps([...own, ...verification, ...rollback])].sort((a, b) => a.line - b.line)
    known.set(procedure, steps)
  }
  return steps
}
