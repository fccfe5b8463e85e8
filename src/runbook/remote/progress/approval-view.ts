/** What somebody who is to approve a run has to see. */
import { unifiedDiff } from '../../book/fix/unified-diff.ts'
import { explainPlan } from '../../plan/explain-plan.ts'
import type { Plan } from '../../plan/plan.ts'
import { allSteps } from '../../run/open-steps.ts'
import type { ApproverVerdict } from '../approver.ts'

export interface ApprovedBefore {
  readonly run: string
  readonly plan: Plan
  readonly approvedBy: string
  readonly at: Date
}

const WIDTH = 100

export function approvalView(plan: Plan, may: ApproverVerdict, previous: ApprovedBefore | undefined) {
  return {
    planHash: plan.hash,
    steps: allSteps([...plan.steps, ...plan.rollback]).flatMap(({ id, title, line, approval }) =>
      approval ? [{ id, title, line, count: approval.count, twoPerson: approval.twoPerson, of: [...approval.of] }] : [],
    ),
    mine: may.allowed
      ? { allowed: true, code: null, reason: null, hint: null }
      : { allowed: false, code: may.code, reason: may.reason, hint: may.hint },
    previous: previous
      ? {
          ...{ run: previous.run, planHash: previous.plan.hash, approvedBy: previous.approvedBy },
          at: previous.at.toISOString(),
        }
      : null,
    diff: previous ? planDiff(previous.plan, plan) : null,
  }
}

/** The hash changes with everything; that it does is said by the hashes themselves. */
function planDiff(before: Plan, after: Plan): string {
  const text = (plan: Plan) =>
    explainPlan(plan, { width: WIDTH })
      .filter((line) => !/^\s+hash\s/.test(line))
      .join('\n')
  return unifiedDiff('plan', `${text(before)}\n`, `${text(after)}\n`)
}
