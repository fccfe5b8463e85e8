import { RE2JS } from 're2js'
import { tooMuchWork } from './pattern-weight.ts'

/** Nobody writes a longer pattern by hand, and each character of one costs memory. */
const LONGEST_PATTERN = 10_000
/** `a|b-c|d.e` without anything special: decided by looking it up. Dots are special, so they are not in here. */
const WORDS = /^[\w\-:/ |]*$/

/**
 * A pattern in Go's syntax that must fit a whole value: RE2 has no look-around and no back-references and takes time in proportion to the
 * text. Lists of plain words, by far the most common, need no regular expression at all.
 */
export function compilePattern(
  pattern: string,
): { ok: true; fits: (text: string) => boolean } | { ok: false; problem: string } {
  if (pattern.length > LONGEST_PATTERN)
    return { ok: false, problem: `a pattern has at most ${LONGEST_PATTERN} characters` }
  if (WORDS.test(pattern)) {
    const words = new Set(pattern.split('|'))
    return { ok: true, fits: (text) => words.has(text) }
  }
  // A dot never fits a line break here, as in Go.
  if (pattern === '.*') return { ok: true, fits: (text) => !text.includes('\n') }
  if (pattern === '.+') return { ok: true, fits: (text) => text !== '' && !text.includes('\n') }
  const tooMuch = tooMuchWork(pattern)
  if (tooMuch) return { ok: false, problem: tooMuch }
  try {
    const compiled = RE2JS.compile(pattern)
    return { ok: true, fits: (text) => compiled.matches(text) }
  } catch (error) {
    return { ok: false, problem: (error as Error).message }
  }
}
