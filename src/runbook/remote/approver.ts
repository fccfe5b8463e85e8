/** May this person approve? Decided by the server, which knows who they are; the runner counts the approvals again. */
import type { Plan, PlannedStep } from '../plan/plan.ts'
import { allSteps } from '../run/open-steps.ts'

export interface Approver {
  readonly id: string
  readonly name: string
  /** Names of the teams they belong to. */
  readonly teams: readonly string[]
}

export interface ApprovalWish {
  readonly planHash: string
  /** Ids of steps; all that need an approval where absent. */
  readonly steps?: readonly string[]
}

export type ApproverVerdict =
  | { readonly allowed: true; readonly steps: readonly PlannedStep[] }
  | { readonly allowed: false; readonly code: `approval/${string}`; readonly reason: string; readonly hint: string }

/** Where a rule names groups, one of the approver's teams has to be among them; who asked for the run is never the second person. */
export function mayApprove(plan: Plan, wish: ApprovalWish, approver: Approver, requestedBy: string): ApproverVerdict {
  if (wish.planHash !== plan.hash)
    return no(
      'other-plan',
      'this approval is for another plan',
      'Read the plan of this run again before you agree to it',
    )
  const all = allSteps([...plan.steps, ...plan.rollback])
  const unknown = wish.steps?.find((id) => !all.some((step) => step.id === id))
  if (unknown !== undefined) return no('unknown-step', `the plan has no step "${unknown}"`, 'Name steps by their ids')
  const steps = all.filter(({ id, approval }) => approval !== undefined && (wish.steps?.includes(id) ?? true))
  if (steps.length === 0) return no('not-needed', 'nothing of this needs an approval', 'The run goes on without one')
  const own = steps.find(({ approval }) => approval?.twoPerson && approver.id === requestedBy)
  if (own) return no('own-run', `"${own.title}" wants somebody else than who asked for the run`, 'Ask a colleague')
  const foreign = steps.find(
    ({ approval }) => approval!.of.length > 0 && !approval!.of.some((group) => approver.teams.includes(group)),
  )
  if (foreign)
    return no(
      'not-in-group',
      `"${foreign.title}" wants somebody of ${foreign.approval!.of.join(' or ')}`,
      'Ask somebody of that team',
    )
  return { allowed: true, steps }
}

const no = (code: string, reason: string, hint: string): ApproverVerdict => ({
  allowed: false,
  code: `approval/${code}`,
  reason,
  hint,
})
