import { type LabelSet, labelOf } from '../../../kit/label-set.ts'
import { compareNames } from '../label-order.ts'
import { compilePattern } from './compile-pattern.ts'

export const MATCHER_OPERATORS = ['=', '!=', '=~', '!~'] as const
export type MatcherOperator = (typeof MATCHER_OPERATORS)[number]

/**
 * One condition on a label, with Alertmanager's meaning: a missing label has the empty text, a pattern must fit the whole value.
 * Plain data; {@link compileMatchers} makes it able to decide.
 */
export interface Matcher {
  readonly name: string
  readonly operator: MatcherOperator
  readonly value: string
}

/** A matcher with its pattern compiled once. */
export interface CompiledMatcher extends Matcher {
  readonly fits: (value: string) => boolean
}

/** Compiles conditions, or says in words which pattern is no pattern. */
export function compileMatchers(
  matchers: readonly Matcher[],
): { ok: true; matchers: readonly CompiledMatcher[] } | { ok: false; problem: string } {
  const compiled: CompiledMatcher[] = []
  for (const matcher of matchers) {
    const fits = fitter(matcher)
    if (typeof fits === 'string') return { ok: false, problem: `${matcherText(matcher)}: ${fits}` }
    compiled.push({ ...matcher, fits })
  }
  return { ok: true, matchers: compiled }
}

function fitter({ operator, value }: Matcher): ((text: string) => boolean) | string {
  if (operator === '=') return (text) => text === value
  if (operator === '!=') return (text) => text !== value
  const pattern = compilePattern(value)
  if (!pattern.ok) return pattern.problem
  return operator === '=~' ? pattern.fits : (text) => !pattern.fits(text)
}

/** Whether every condition holds; none at all always do. */
export const matchesAll = (matchers: readonly CompiledMatcher[], labels: LabelSet): boolean =>
  matchers.every((matcher) => matcher.fits(labelOf(labels, matcher.name)))

/** The first condition that does not hold. */
export const firstMiss = (matchers: readonly CompiledMatcher[], labels: LabelSet): CompiledMatcher | undefined =>
  matchers.find((matcher) => !matcher.fits(labelOf(labels, matcher.name)))

const CLASSIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/
/** Characters the newer syntax gives a meaning, and white space. */
const RESERVED = /[{}!=~,\\"'`\s]/

/** The condition as it is written: `name=~"value"`; a name that would be misread is in quotes too. */
export function matcherText({ name, operator, value }: Matcher): string {
  const shownName = CLASSIC_NAME.test(name) || !RESERVED.test(name) ? name : quoted(name)
  return `${shownName}${operator}${quoted(value)}`
}

const quoted = (text: string) => `"${text.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`

/** Alertmanager's order of the conditions of a route: by name, then value, then operator; it is part of a group's key. */
export const compareMatchers = (a: Matcher, b: Matcher): number =>
  compareNames(a.name, b.name) ||
  compareNames(a.value, b.value) ||
  MATCHER_OPERATORS.indexOf(a.operator) - MATCHER_OPERATORS.indexOf(b.operator)
