import { type LabelSet, labelOf, labelSet } from '../../../kit/label-set.ts'
import { sortedNames } from '../label-order.ts'
import { compareMatchers, type Matcher, matcherText } from '../matcher/matcher.ts'
import type { RouteNode } from './route-node.ts'

/** One node's part of a route's key: its matchers in Alertmanager's order. */
export const matchersKey = (matchers: readonly Matcher[]): string =>
  `{${[...matchers].sort(compareMatchers).map(matcherText).join(',')}}`

/** The labels an alert is grouped by at a node. A label it does not have is left out, so it groups with those that lack it too. */
export function groupLabels(node: Pick<RouteNode, 'groupBy'>, labels: LabelSet): LabelSet {
  if (node.groupBy === 'all') return labels
  return labelSet(node.groupBy.map((name) => [name, labelOf(labels, name)]))
}

/** A group's name in webhooks (`groupKey`) and in the store: `{}/{team="db"}:{alertname="DiskFull"}`. */
export const groupKey = (routeKey: string, labels: LabelSet): string => `${routeKey}:${labelsText(labels)}`

const CLASSIC_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/

/** A set of labels as Prometheus writes it, sorted by name. */
export const labelsText = (labels: LabelSet): string =>
  `{${sortedNames(labels)
    .map((name) => `${CLASSIC_NAME.test(name) ? name : goQuoted(name)}=${goQuoted(labels[name]!)}`)
    .join(', ')}}`

const SHORT: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '"': '\\"',
  '\\': '\\\\',
}
/** What Go does not print as it is: controls, unassigned and private characters, and every white space but the plain one. */
const NOT_PRINTED = /["\\]|\p{C}|(?! )\p{Z}/gu

/** A text in Go's quotes: group keys contain values this way. */
function goQuoted(text: string): string {
  const inside = text.replace(NOT_PRINTED, (character) => {
    const code = character.codePointAt(0)!
    const hex = (digits: number) => code.toString(16).padStart(digits, '0')
    return SHORT[character] ?? (code < 0x80 ? `\\x${hex(2)}` : code < 0x1_0000 ? `\\u${hex(4)}` : `\\U${hex(8)}`)
  })
  return `"${inside}"`
}
