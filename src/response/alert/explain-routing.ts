import { type LabelSet, labelOf } from '../../kit/label-set.ts'
import { type Inhibition, inhibitions } from './inhibit/inhibit.ts'
import { firstMiss, type Matcher } from './matcher/matcher.ts'
import { groupKey, groupLabels } from './routing/group-key.ts'
import { mutedBy } from './routing/muted-by.ts'
import type { GroupTiming, RouteNode } from './routing/route-node.ts'
import type { Alerting } from './settings/alerting.ts'
import { matchingSilences } from './silence/matching-silences.ts'
import type { Silence } from './silence/silence.ts'

/** What happened at one node. `handles`: it tells its receiver. `passes`: it matched and nodes below it handle. */
export interface TriedRoute {
  readonly key: string
  readonly path: readonly number[]
  readonly outcome: 'handles' | 'passes' | 'missed' | 'not tried'
  /** The first condition that did not hold, and what the label had. */
  readonly miss?: { readonly matcher: Matcher; readonly found: string }
  /** The key of the sibling before it that took the labels. */
  readonly takenBy?: string
}

/** One receiver that is told, and how. */
export interface ExplainedGroup {
  readonly routeId: string
  readonly receiver: string
  readonly groupKey: string
  readonly groupLabels: LabelSet
  readonly timing: GroupTiming
  /** Time intervals that keep this route silent now. */
  readonly mutedBy: readonly string[]
}

/** Everything that decides who hears of a set of labels now: "why did this page Ana", and why it did not. */
export interface RoutingExplanation {
  readonly tried: readonly TriedRoute[]
  readonly groups: readonly ExplainedGroup[]
  readonly silencedBy: readonly Silence[]
  readonly inhibitedBy: readonly Inhibition[]
  /** The alert that was asked about is put off until then. */
  readonly snoozedUntil?: Date
}

export interface RoutingQuestion {
  readonly labels: LabelSet
  readonly alerting: Alerting
  readonly silences: readonly Silence[]
  /** The alerts that fire now, as sources of inhibition. */
  readonly firing: readonly { readonly fingerprint: string; readonly labels: LabelSet }[]
  /** Where the question is about one alert: until when that is put off. */
  readonly snoozedUntil?: Date | undefined
  readonly now: Date
}

/** Walks the tree as `matchRoutes` does and says what it saw; a test holds the two together. */
export function explainRouting(question: RoutingQuestion): RoutingExplanation {
  const { labels, alerting, silences, firing, snoozedUntil, now } = question
  const tried = tryNode(alerting.root, labels)
  return {
    tried: tried.map(({ node: _, ...rest }) => rest),
    groups: tried
      .filter(({ outcome }) => outcome === 'handles')
      .map(({ node }) => explainGroup(node, labels, alerting, now)),
    silencedBy: matchingSilences(silences, now)(labels),
    inhibitedBy: inhibitions(alerting.inhibitRules, firing)(labels),
    ...(snoozedUntil ? { snoozedUntil } : {}),
  }
}

type Tried = TriedRoute & { readonly node: RouteNode }

function tryNode(node: RouteNode, labels: LabelSet): readonly Tried[] {
  const place = { key: node.key, path: node.path, node }
  const matcher = firstMiss(node.matchers, labels)
  if (matcher) return [{ ...place, outcome: 'missed', miss: { matcher, found: labelOf(labels, matcher.name) } }]
  const below: Tried[] = []
  let takenBy: string | undefined
  let passes = false
  for (const child of node.routes) {
    if (takenBy !== undefined) {
      below.push({ key: child.key, path: child.path, node: child, outcome: 'not tried', takenBy })
      continue
    }
    const tried = tryNode(child, labels)
    below.push(...tried)
    if (tried[0]!.outcome === 'missed') continue
    passes = true
    if (!child.continue) takenBy = child.key
  }
  return [{ ...place, outcome: passes ? 'passes' : 'handles' }, ...below]
}

function explainGroup(node: RouteNode, labels: LabelSet, alerting: Alerting, now: Date): ExplainedGroup {
  const own = groupLabels(node, labels)
  return {
    routeId: node.id,
    receiver: node.receiver,
    groupKey: groupKey(node.key, own),
    groupLabels: own,
    timing: node.timing,
    mutedBy: mutedBy(node, alerting.timeIntervals, now),
  }
}
