import type { RE2JS } from 're2js'

/** A step of a path: a member by its name, one by its place (from the end where negative), or all of them. */
export type PathStep = { readonly name: string } | { readonly index: number } | { readonly all: true }

export type Literal = string | number | boolean | null

export const COMPARISONS = ['==', '!=', '<=', '>=', '<', '>'] as const
export type Comparison = (typeof COMPARISONS)[number]

export type Test =
  | { readonly compare: Comparison; readonly left: Expression; readonly right: Literal }
  | { readonly matches: RE2JS; readonly left: Expression }
  | { readonly both: readonly [Test, Test] }
  | { readonly either: readonly [Test, Test] }

export const FUNCTIONS = ['lower', 'upper', 'trim', 'join', 'match'] as const
export type FunctionName = (typeof FUNCTIONS)[number]

/**
 * What a field of a signal is made from. Total: every expression has a value or none for every body, in time linear in its own size and the body's. There
 * are no loops, no definitions, and nothing refers to anything but the body.
 */
export type Expression =
  | { readonly literal: Literal }
  /** `$` is the whole body, `@` the member of the list that is being read. */
  | { readonly path: readonly PathStep[]; readonly from: '$' | '@' }
  /** The first that says something. */
  | { readonly firstOf: readonly Expression[] }
  | { readonly when: Test; readonly then: Expression; readonly otherwise: Expression }
  | { readonly call: 'lower' | 'upper' | 'trim'; readonly of: Expression }
  | { readonly call: 'join'; readonly separator: string; readonly of: readonly Expression[] }
  | { readonly call: 'match'; readonly of: Expression; readonly pattern: RE2JS; readonly group: number }

/** Why a text is no expression, and where: columns count from 1. */
export interface ExpressionProblem {
  readonly column: number
  readonly message: string
}

export type ExpressionReading =
  | { readonly ok: true; readonly expression: Expression }
  | { readonly ok: false; readonly problem: ExpressionProblem }
