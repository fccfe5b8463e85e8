import type { Expectation } from '../../book/page.ts'
import { compareJson, type JsonComparison, type JsonDifference } from './compare-json.ts'
import { sampleOf } from './decide-text.ts'
import { findJson, type Json, parse } from './json-value.ts'
import { failed, passed, unverified, type Verdict } from './verdict.ts'

/**
 * Compares JSON as JSON. Keys beyond the expected ones leave the verdict open: everything the author named is there, but
 * the value is not the one that was written down.
 */
export function decideJson(expectation: Expectation, text: string, volatile: readonly string[]): Verdict {
  const expected = parse(expectation.values?.[0] ?? expectation.text)
  if (expected === undefined) return unverified('the expected JSON cannot be read')
  return compareAny(expected, text, { by: 'equal', volatile })
}

/** Compares keys and types, and the words that say how something is. */
export function decideJsonShape(expected: Json, text: string, volatile: readonly string[]): Verdict {
  return compareAny(expected, text, { by: 'shape', volatile })
}

function compareAny(expected: Json, text: string, comparison: JsonComparison): Verdict {
  const values = findJson(text)
  if (values.length === 0) return failed(`expected JSON, saw ${sampleOf(text)}`)
  const what = comparison.by === 'equal' ? 'the JSON is as expected' : 'the JSON has the expected shape'
  const compared = values.map((seen) => compareJson(expected, seen, comparison))
  if (compared.some((differences) => differences.length === 0)) return passed(what)
  // The value that comes closest tells most about what went wrong.
  const best = compared.reduce((one, other) => (burden(other) < burden(one) ? other : one))
  const words = best
    .slice(0, 3)
    .map(({ path, words }) => `${path === '' ? 'the value' : path}: ${words}`)
    .join('; ')
  const more = best.length > 3 ? ` and ${best.length - 3} more` : ''
  if (best.some(({ weight }) => weight === 'wrong')) return failed(`${words}${more}`)
  return unverified(`everything expected is there, but ${words}${more}`)
}

const burden = (differences: readonly JsonDifference[]): number =>
  differences.reduce((sum, { weight }) => sum + (weight === 'wrong' ? 100 : 1), 0)
