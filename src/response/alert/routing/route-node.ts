import type { CompiledMatcher } from '../matcher/matcher.ts'

/** When the notifications of a group leave. */
export interface GroupTiming {
  /** How long a new group collects alerts before it speaks. */
  readonly groupWaitMs: number
  /** How often a group looks for news after that. */
  readonly groupIntervalMs: number
  /** After how long a group without news speaks again. */
  readonly repeatIntervalMs: number
}

/** One node of the routing tree with everything it inherited: nothing has to be looked up above it. */
export interface RouteNode {
  /** Names the node in the store: the key, and a number where two nodes have the same key. Survives a reload that leaves the node alone. */
  readonly id: string
  /** The matchers from the root down, as Alertmanager writes them: `{}/{team="db"}`. */
  readonly key: string
  /** Places in the lists of `routes` from the root down; empty for the root. */
  readonly path: readonly number[]
  readonly receiver: string
  readonly matchers: readonly CompiledMatcher[]
  /** Siblings behind this one are tried even if it matches. */
  readonly continue: boolean
  /** Labels that make a group; `all`: each set of labels is its own. */
  readonly groupBy: 'all' | readonly string[]
  readonly timing: GroupTiming
  /** Names of the intervals during which this node is silent; never inherited. */
  readonly muteTimeIntervals: readonly string[]
  /** Names of the intervals outside which this node is silent; never inherited. */
  readonly activeTimeIntervals: readonly string[]
  readonly routes: readonly RouteNode[]
}

/** Every node, parents before children. */
export const allNodes = (node: RouteNode): readonly RouteNode[] => [node, ...node.routes.flatMap(allNodes)]
