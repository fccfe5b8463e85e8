import type { GroupTiming } from '../routing/route-node.ts'

/**
 * When a group that has not spoken yet speaks: after its wait, or at once if an alert in it has been firing for longer than that already, as
 * in Alertmanager's dispatcher. `planned` is the time known so far; another alert can only bring it forward.
 */
export function firstFlushAt(
  { groupWaitMs }: Pick<GroupTiming, 'groupWaitMs'>,
  alertStartsAt: Date,
  planned: Date | undefined,
  now: Date,
): Date {
  if (alertStartsAt.getTime() + groupWaitMs < now.getTime()) return now
  return planned ?? new Date(now.getTime() + groupWaitMs)
}

/** When a group that was flushed now looks again. */
export const nextFlushAt = ({ groupIntervalMs }: Pick<GroupTiming, 'groupIntervalMs'>, now: Date): Date =>
  new Date(now.getTime() + groupIntervalMs)
