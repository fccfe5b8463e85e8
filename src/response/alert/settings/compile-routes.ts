import { type CompiledMatcher, compileMatchers, type Matcher } from '../matcher/matcher.ts'
import { readMatchers } from '../matcher/read-matchers.ts'
import { matchersKey } from '../routing/group-key.ts'
import type { RouteNode } from '../routing/route-node.ts'
import type { RouteSettings } from './alerting-schema.ts'
import { readPrometheusDuration } from './prometheus-duration.ts'

/** Conditions in all three notations of Alertmanager. */
export interface WrittenConditions {
  readonly matchers?: readonly string[] | undefined
  readonly match?: Readonly<Record<string, string>> | undefined
  readonly match_re?: Readonly<Record<string, string>> | undefined
}

/** The texts were checked by the schema, so one that cannot be read is a mistake of ours. */
export function compileConditions({
  matchers,
  match,
  match_re: patterns,
}: WrittenConditions): readonly CompiledMatcher[] {
  const read: Matcher[] = [
    ...Object.entries(match ?? {}).map(([name, value]): Matcher => ({ name, operator: '=', value })),
    // Alertmanager's keys show these with the anchors it added, so ours do too.
    ...Object.entries(patterns ?? {}).map(
      ([name, value]): Matcher => ({ name, operator: '=~', value: `^(?:${value})$` }),
    ),
    ...(matchers ?? []).flatMap((text) => {
      const result = readMatchers(text)
      if (!result.ok) throw new Error(`A condition passed its schema and cannot be read: ${text}: ${result.problem}`)
      return result.matchers
    }),
  ]
  const compiled = compileMatchers(read)
  if (!compiled.ok) throw new Error(`A pattern passed its schema and cannot be compiled: ${compiled.problem}`)
  return compiled.matchers
}

type Inherited = Pick<RouteNode, 'receiver' | 'groupBy' | 'timing'>

const DEFAULTS: Inherited = {
  receiver: '',
  groupBy: [],
  timing: { groupWaitMs: 30_000, groupIntervalMs: 300_000, repeatIntervalMs: 4 * 3_600_000 },
}

/** The tree with everything inherited and named. */
export function compileRoutes(root: RouteSettings): RouteNode {
  const seen = new Map<string, number>()
  return compileNode(root, { inherited: DEFAULTS, above: '', path: [], seen })
}

interface Place {
  readonly inherited: Inherited
  /** The key of the node above with a slash; empty at the root. */
  readonly above: string
  readonly path: readonly number[]
  /** How often each key was given out: the second node with a key is told apart by a number. */
  readonly seen: Map<string, number>
}

function compileNode(settings: RouteSettings, { inherited, above, path, seen }: Place): RouteNode {
  const matchers = compileConditions(settings)
  const key = above + matchersKey(matchers)
  const count = seen.get(key) ?? 0
  seen.set(key, count + 1)
  const own: Inherited = {
    receiver: settings.receiver ?? inherited.receiver,
    groupBy: groupByOf(settings.group_by) ?? inherited.groupBy,
    timing: {
      groupWaitMs: time(settings.group_wait) ?? inherited.timing.groupWaitMs,
      groupIntervalMs: time(settings.group_interval) ?? inherited.timing.groupIntervalMs,
      repeatIntervalMs: time(settings.repeat_interval) ?? inherited.timing.repeatIntervalMs,
    },
  }
  return {
    ...own,
    id: count === 0 ? key : `${key}#${count}`,
    key,
    path,
    matchers,
    continue: settings.continue ?? false,
    muteTimeIntervals: settings.mute_time_intervals ?? [],
    activeTimeIntervals: settings.active_time_intervals ?? [],
    routes: (settings.routes ?? []).map((child, index) =>
      compileNode(child, { inherited: own, above: `${key}/`, path: [...path, index], seen }),
    ),
  }
}

const time = (text: string | undefined) => (text === undefined ? undefined : readPrometheusDuration(text))

/** An empty list inherits, as in Alertmanager, where it cannot be told from an absent one. */
function groupByOf(names: readonly string[] | undefined): RouteNode['groupBy'] | undefined {
  if (names === undefined || names.length === 0) return undefined
  return names.includes('...') ? 'all' : names
}
