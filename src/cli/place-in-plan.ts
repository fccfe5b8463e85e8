import type { Plan } from '../runbook/plan/plan.ts'
import type { RunEvent, RunStarted } from '../runbook/record/events.ts'
import { stepsById } from '../runbook/report/run-summary.ts'
import type { StepInBatch } from '../runbook/run/next-move.ts'
import { personAt } from '../runbook/run/person-at.ts'

/** Where a step that begins stands in its plan; undefined for one that is in no plan. */
export function placeOf(
  plan: Plan,
  { step: id, target }: RunEvent & { type: 'step.started' },
  started: RunStarted | undefined,
): StepInBatch | undefined {
  const step = stepsById(plan).get(id)
  if (!step) return undefined
  const groups = started?.batches ?? [started?.targets ?? []]
  const batch = Math.max(
    0,
    groups.findIndex((names, index) => names.includes(target) || personAt(index) === target),
  )
  const number = plan.steps.findIndex((each) => each.id === id)
  const back = plan.rollback.findIndex((each) => each.id === id)
  const label = number >= 0 ? `${number + 1}` : back >= 0 ? `R${back + 1}` : '-'
  return { step, batch, targets: [target], label }
}
