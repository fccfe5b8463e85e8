import type { Hook, Page, Procedure, Step } from '../book/page.ts'
import type { StepRole } from './plan.ts'

/** A step of the page and the part it plays in the plan. */
export interface SourceStep {
  step: Step
  role: StepRole
}

/** Everything to be done in order: the steps, the checks behind them, and the checks the page demands after any procedure. */
export function stepsInOrder(page: Page, procedure: Procedure): readonly SourceStep[] {
  return [
    ...procedure.steps.map((step): SourceStep => ({ step, role: 'step' })),
    ...procedure.verification.map((step): SourceStep => ({ step, role: 'verification' })),
    ...hookSteps(page.hooks.filter((hook) => appliesTo(page, hook, procedure))),
  ]
}

export const hookSteps = (hooks: readonly Hook[]): readonly SourceStep[] =>
  hooks.flatMap(({ steps }) => steps.map((step): SourceStep => ({ step, role: 'hook' })))

/** "After any recovery procedure" holds for the whole page, "after applying the fix" for the section around the hook. */
function appliesTo(page: Page, hook: Hook, procedure: Procedure): boolean {
  if (hook.line >= procedure.line && hook.line <= procedure.endLine && isOwn(hook, procedure)) return false
  if (hook.appliesTo === 'every-procedure') return true
  const around = page.document.sections.find(
    ({ heading }) => heading !== undefined && heading.line === hook.line,
  )?.parent
  return around !== undefined && procedure.line >= around.line && procedure.line <= around.endLine
}

/** A hook whose checks already are steps of the procedure is not repeated. */
const isOwn = (hook: Hook, { steps, verification }: Procedure): boolean =>
  hook.steps.every((check) => [...steps, ...verification].some(({ line }) => line === check.line))
