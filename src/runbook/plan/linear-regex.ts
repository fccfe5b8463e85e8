import { RE2JS } from 're2js'
import type { RegexMatcher } from './regex-matcher.ts'

/** Longer patterns are not what somebody typed into front matter. */
const LONGEST_PATTERN = 1000

/**
 * Regular expressions of users, with RE2's semantics: no look-around, no back-references, and time in proportion to
 * the text whatever the pattern.
 */
export const linearRegex: RegexMatcher = (pattern, text) => {
  if (pattern.length > LONGEST_PATTERN) return undefined
  try {
    return RE2JS.compile(pattern).matches(text)
  } catch {
    return undefined
  }
}
