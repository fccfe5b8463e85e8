/** Whether secrets can be kept out of a record without making it unreadable. */
import type { Plan } from '../plan/plan.ts'
import { redaction } from '../record/redact.ts'
import { allSteps } from './open-steps.ts'
import type { RunRefusal } from './run-options.ts'

/** Shorter ones stand in too many texts: hiding them would hide everything, and be no secret. */
const SHORTEST_SECRET = 6

/**
 * Why a run must not begin with these secrets. A record finds steps and targets by their names: a secret that is part of
 * one would be masked there, and the record would no longer say what was done.
 */
export function secretProblem(plan: Plan, secrets: ReadonlyMap<string, string>): RunRefusal | undefined {
  const names = [
    ...allSteps([...plan.steps, ...plan.rollback]).map(({ id }) => id),
    ...plan.targets.map(({ name }) => name),
    ...plan.parameters.map(({ name }) => name),
    ...[plan.page, plan.procedure?.id ?? '', 'person', 'verification', 'opsbook', 'policy'],
  ].join('\n')
  for (const [parameter, value] of secrets) {
    if (Buffer.byteLength(value) < SHORTEST_SECRET) {
      const reason = `it has fewer than ${SHORTEST_SECRET} bytes, too few to be found and hidden in outputs`
      return { code: 'run/secret-unsafe', parameter, reason }
    }
    if (redaction([value]).contains(names)) {
      const reason = 'its value is part of the name of a step, a target or the page, which the record cannot do without'
      return { code: 'run/secret-unsafe', parameter, reason }
    }
  }
  return undefined
}
