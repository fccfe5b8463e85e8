import { type LabelSet, labelOf } from '../../../kit/label-set.ts'
import { type CompiledMatcher, matchesAll } from '../matcher/matcher.ts'

/** While an alert that fits `source` fires, alerts that fit `target` and agree with it in the labels of `equal` are quiet. */
export interface InhibitRule {
  readonly source: readonly CompiledMatcher[]
  readonly target: readonly CompiledMatcher[]
  readonly equal: readonly string[]
}

/** An alert as far as inhibition sees it. */
export interface FiringAlert {
  readonly fingerprint: string
  readonly labels: LabelSet
}

/** One reason for an alert to be quiet: the rule, by its place in the list, and the alert that fires. */
export interface Inhibition {
  readonly rule: number
  readonly by: FiringAlert
}

/**
 * Prepares the rules for the alerts that fire now. The function it returns tells what makes a set of labels quiet: at most one reason a rule.
 *
 * As in Alertmanager a missing label equals an empty one, and an alert that fits both sides of a rule is not made quiet by another one that
 * does: otherwise two of them would silence each other, and one would silence itself.
 */
export function inhibitions(
  rules: readonly InhibitRule[],
  firing: readonly FiringAlert[],
): (labels: LabelSet) => readonly Inhibition[] {
  const sources = rules.map((rule) => sourcesOf(rule, firing))
  return (labels) =>
    rules.flatMap((rule, index) => {
      if (!matchesAll(rule.target, labels)) return []
      const found = sources[index]!.get(equalKey(rule, labels))
      const by = matchesAll(rule.source, labels) ? found?.oneSided : (found?.oneSided ?? found?.twoSided)
      return by ? [{ rule: index, by }] : []
    })
}

/** For each combination of the labels in `equal` one source that fits that side only and one that fits both: more are never needed. */
interface Sources {
  oneSided?: FiringAlert
  twoSided?: FiringAlert
}

function sourcesOf(rule: InhibitRule, firing: readonly FiringAlert[]): Map<string, Sources> {
  const sources = new Map<string, Sources>()
  for (const alert of firing) {
    if (!matchesAll(rule.source, alert.labels)) continue
    const key = equalKey(rule, alert.labels)
    const known = sources.get(key) ?? {}
    const side = matchesAll(rule.target, alert.labels) ? 'twoSided' : 'oneSided'
    sources.set(key, { ...known, [side]: known[side] ?? alert })
  }
  return sources
}

const equalKey = ({ equal }: InhibitRule, labels: LabelSet) =>
  JSON.stringify(equal.map((name) => labelOf(labels, name)))
