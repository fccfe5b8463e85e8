import type { LabelSet } from '../../../kit/label-set.ts'
import { type CompiledMatcher, compileMatchers } from './matcher.ts'
import { readTypedMatchers } from './read-matchers.ts'

export type AlertFilter =
  | {
      readonly ok: true
      readonly matchers: readonly CompiledMatcher[]
      /** Those that say what a label is; the database can look these up. */
      readonly equal: LabelSet
    }
  | { readonly ok: false; readonly problem: string }

/** Conditions of a list of alerts as somebody typed them. */
export function readFilter(words: readonly string[]): AlertFilter {
  const read = readTypedMatchers(words)
  if (!read.ok) return read
  const compiled = compileMatchers(read.matchers)
  if (!compiled.ok) return compiled
  const equal = compiled.matchers.filter(({ operator, value }) => operator === '=' && value !== '')
  return { ...compiled, equal: Object.fromEntries(equal.map(({ name, value }) => [name, value])) }
}
