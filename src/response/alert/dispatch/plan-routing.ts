import type { LabelSet } from '../../../kit/label-set.ts'
import { firstFlushAt } from '../grouping/flush-times.ts'
import { groupKey, groupLabels } from '../routing/group-key.ts'
import { matchRoutes } from '../routing/match-routes.ts'
import type { RouteNode } from '../routing/route-node.ts'

/** A group an alert belongs to, and how soon the group must speak if it has not spoken yet. */
export interface WantedGroup {
  readonly routeId: string
  readonly groupKey: string
  readonly labels: LabelSet
  readonly waitMs: number
}

/** Where an open alert belongs: one group for each route that handles it. */
export function wantedGroups(
  root: RouteNode,
  alert: { readonly labels: LabelSet; readonly startsAt: Date },
  now: Date,
): readonly WantedGroup[] {
  return matchRoutes(root, alert.labels).map((node) => {
    const labels = groupLabels(node, alert.labels)
    const waitMs = firstFlushAt(node.timing, alert.startsAt, undefined, now).getTime() - now.getTime()
    return { routeId: node.id, groupKey: groupKey(node.key, labels), labels, waitMs }
  })
}
