/** Whether enough people have agreed to a step. */
import type { PlannedStep } from '../plan/plan.ts'
import type { RunState } from '../record/replay.ts'

/** Who has yet to agree, in words; nothing when enough people have. */
export function missingApproval(
  { id, title, approval }: Pick<PlannedStep, 'id' | 'title' | 'approval'>,
  state: Pick<RunState, 'started' | 'carriedOnBy' | 'approvals' | 'latestAt'>,
  clock: string,
): string | undefined {
  if (!approval) return undefined
  const { planHash } = state.started ?? {}
  const first = firstOfTwo(state)
  // Setting a clock back gives no approval its life back.
  const now = clock > state.latestAt ? clock : state.latestAt
  // What somebody says about another step takes nothing back of what they said about this one.
  const said = state.approvals.filter((each) => each.planHash === planHash && (each.steps?.includes(id) ?? true))
  const latest = new Map(said.map((each) => [each.by, each]))
  const valid = [...latest.values()].filter(
    ({ by, verdict, expiresAt }) =>
      verdict === 'approved' && (expiresAt === undefined || expiresAt > now) && !(approval.twoPerson && first.has(by)),
  )
  if (valid.length >= approval.count) return undefined
  const of = approval.of.length > 0 ? ` of ${approval.of.join(', ')}` : ''
  const other = approval.twoPerson ? `, somebody else than ${[...first].join(' and ')}` : ''
  return `"${title}" needs ${approval.count} approval${approval.count === 1 ? '' : 's'}${of}${other}; it has ${valid.length}`
}

/** Where two people are wanted, whoever began the run and whoever carries it on now are no second one. */
export const firstOfTwo = ({ started, carriedOnBy }: Pick<RunState, 'started' | 'carriedOnBy'>): ReadonlySet<string> =>
  new Set([started?.actor, carriedOnBy].filter((name) => name !== undefined))
