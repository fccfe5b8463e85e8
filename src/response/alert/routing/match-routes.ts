import type { LabelSet } from '../../../kit/label-set.ts'
import { matchesAll } from '../matcher/matcher.ts'
import type { RouteNode } from './route-node.ts'

/**
 * The nodes that handle a set of labels, as Alertmanager chooses them: depth first; the first child that matches ends the search among its
 * siblings unless it says `continue`; a node handles what none of its children does.
 */
export function matchRoutes(node: RouteNode, labels: LabelSet): readonly RouteNode[] {
  if (!matchesAll(node.matchers, labels)) return []
  const found: RouteNode[] = []
  for (const child of node.routes) {
    const below = matchRoutes(child, labels)
    found.push(...below)
    if (below.length > 0 && !child.continue) break
  }
  return found.length > 0 ? found : [node]
}
