import { isRecord, plainText } from '../../../component/json-value.ts'
import type { Comparison, Expression, Literal, PathStep, Test } from './expression.ts'

/** How many values `[*]` follows, and how much text a function makes or reads; the rest is left out. */
const MOST_VALUES = 1000
const LONGEST_TEXT = 32_768

export interface Scope {
  /** `$`. */
  readonly body: unknown
  /** `@`. */
  readonly item: unknown
}

/** The value of an expression; undefined where it has none. */
export function evaluate(expression: Expression, scope: Scope): unknown {
  if ('literal' in expression) return expression.literal ?? undefined
  if ('path' in expression) return follow(expression.from === '$' ? scope.body : scope.item, expression.path)
  if ('firstOf' in expression) {
    for (const each of expression.firstOf) {
      const value = evaluate(each, scope)
      if (saysSomething(value)) return value
    }
    return undefined
  }
  if ('when' in expression)
    return evaluate(holds(expression.when, scope) ? expression.then : expression.otherwise, scope)
  switch (expression.call) {
    case 'join':
      return expression.of
        .flatMap((each) => textsOf(evaluate(each, scope)))
        .join(expression.separator)
        .slice(0, LONGEST_TEXT)
    case 'match': {
      const matcher = expression.pattern.matcher(firstText(evaluate(expression.of, scope)) ?? '')
      return matcher.find() ? (matcher.group(expression.group) ?? undefined) : undefined
    }
    default: {
      const text = firstText(evaluate(expression.of, scope))
      return text === undefined ? undefined : CHANGES[expression.call](text)
    }
  }
}

const CHANGES = {
  lower: (text: string) => text.toLowerCase(),
  upper: (text: string) => text.toUpperCase(),
  trim: (text: string) => text.trim(),
} as const

/** A value as one text; of a list the first that is one. */
export const firstText = (value: unknown): string | undefined => textsOf(value)[0]

const textsOf = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? value : [value])
    .slice(0, MOST_VALUES)
    .flatMap((each) => plainText(each)?.slice(0, LONGEST_TEXT) ?? [])

const saysSomething = (value: unknown) =>
  value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0)

function follow(start: unknown, path: readonly PathStep[]): unknown {
  let values: readonly unknown[] = [start]
  let many = false
  for (const step of path) {
    if ('all' in step) {
      many = true
      values = take(values, membersOf)
    } else values = take(values, (value) => one(value, step))
  }
  return many ? values : (values[0] ?? undefined)
}

function take(values: readonly unknown[], each: (value: unknown) => readonly unknown[]): readonly unknown[] {
  const taken: unknown[] = []
  for (const value of values) {
    if (taken.length >= MOST_VALUES) break
    for (const member of each(value).slice(0, MOST_VALUES - taken.length)) taken.push(member)
  }
  return taken
}

const membersOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : isRecord(value) ? Object.values(value) : []

function one(value: unknown, step: { name: string } | { index: number }): readonly unknown[] {
  if ('index' in step) {
    const found = Array.isArray(value) ? value.at(step.index) : undefined
    return found === undefined ? [] : [found]
  }
  return isRecord(value) && Object.hasOwn(value, step.name) ? [value[step.name]] : []
}

function holds(test: Test, scope: Scope): boolean {
  if ('both' in test) return test.both.every((each) => holds(each, scope))
  if ('either' in test) return test.either.some((each) => holds(each, scope))
  const value = evaluate(test.left, scope)
  if ('matches' in test) return textsOf(value).some((text) => test.matches.matcher(text).find())
  return compare(value, test.compare, test.right)
}

/** Numbers are compared as numbers where both sides are some, everything else as text; nothing is equal to `null` and less than no value. */
function compare(value: unknown, sign: Comparison, right: Literal): boolean {
  const left = firstText(value)
  if (left === undefined || right === null) {
    const equal = left === undefined && right === null && !isRecord(value)
    return sign === '==' ? equal : sign === '!=' ? !equal : false
  }
  const [a, b] = typeof right === 'number' ? [Number(left), right] : [left, String(right)]
  // A text that is no number is neither equal to one nor on one side of it.
  if (typeof a === 'number' && (Number.isNaN(a) || left.trim() === '')) return sign === '!='
  switch (sign) {
    case '==':
      return a === b
    case '!=':
      return a !== b
    case '<':
      return a < b
    case '<=':
      return a <= b
    case '>':
      return a > b
    case '>=':
      return a >= b
  }
}
