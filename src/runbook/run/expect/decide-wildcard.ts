import type { Expectation } from '../../book/page.ts'
import type { RegexMatcher } from '../../plan/regex-matcher.ts'
import { decideBlock } from './decide-block.ts'
import { sampleOf, TERM_EFFORT } from './decide-text.ts'
import { DIALECTS, type Dialect } from './dialect.ts'
import { readExpectedOutput } from './expected-output.ts'
import { matchInline } from './inline-pattern.ts'
import { type LinePattern, readLinePattern } from './line-pattern.ts'
import { matchGroup } from './match-term.ts'
import { readPrintedTerm, type TermGroup, type TermPiece } from './printed-term.ts'
import { failed, type Observed, passed, quoted, unverified, type Verdict } from './verdict.ts'

export interface WildcardOptions {
  dialect: Dialect
  matches?: RegexMatcher | undefined
}

/**
 * Compares output with text that holds wildcards. Terms are compared as terms; a line fits a line of the output or a part
 * of one; a block fits line by line, the whole of it for a recorded session and in order for a sample in the page.
 */
export function decideWildcard(expectation: Expectation, observed: Observed, options: WildcardOptions): Verdict {
  // The values of a list are its lines; only those of a pattern are alternatives.
  const alternatives = expectation.kind === 'wildcard' ? (expectation.values ?? []) : []
  const texts = alternatives.length > 0 ? alternatives : [expectation.text]
  const verdicts = texts.map((text) => decideOne(text, { expectation, observed, options }))
  const hit = verdicts.find(({ verdict }) => verdict === 'passed')
  if (hit || verdicts.length === 1) return hit ?? verdicts[0]!
  const words = `expected ${texts.map(quoted).join(' or ')}, saw ${sampleOf(observed.stdout)}`
  return verdicts.some(({ verdict }) => verdict === 'unverified') ? unverified(words) : failed(words)
}

interface Case {
  expectation: Expectation
  observed: Observed
  options: WildcardOptions
}

function decideOne(text: string, { expectation, observed, options }: Case): Verdict {
  const recorded = expectation.form === 'transcript'
  if (recorded || text.includes('\n')) {
    const strictness = recorded ? 'whole' : 'in-order'
    return decideBlock(readExpectedOutput(text, options.dialect), observed, { strictness, matches: options.matches })
  }
  return decideTerm(text, observed.stdout) ?? decideWithinLines(text, observed, options)
}

/** A line of expected output, against every line of the output; it may stand for a part of a line. */
function decideWithinLines(text: string, { stdout, stderr }: Observed, { dialect, matches }: WildcardOptions): Verdict {
  const pattern = readLinePattern(text, DIALECTS[dialect])
  const floating = floatingPieces(pattern)
  if (pattern.test.by === 'regex' && !matches) return unverified(`the pattern ${quoted(text)} cannot be evaluated`)
  for (const line of `${stdout}\n${stderr}`.split('\n')) {
    if (pattern.test.by === 'regex') {
      const fits = matches?.(pattern.test.pattern, line)
      if (fits === undefined) return unverified(`the pattern ${quoted(text)} is not a regular expression`)
      if (fits) return passed(`saw ${quoted(line)}`)
    } else {
      const captures = matchInline(floating, line, true)
      if (!captures) continue
      const verdict = passed(`saw ${quoted(line.trim())}`)
      return Object.keys(captures).length > 0 ? { ...verdict, captures } : verdict
    }
  }
  return failed(`expected ${quoted(text)}, saw ${sampleOf(stdout)}`)
}

function floatingPieces({ test, text }: LinePattern) {
  if (test.by === 'pieces') return test.pieces
  if (test.by === 'text') return [test.text]
  return [text]
}

/** Undefined where the pattern is no bracketed term. */
function decideTerm(text: string, stdout: string): Verdict | undefined {
  if (!/^[#%]?[{[(]/.test(text.trim())) return undefined
  const pattern = groupOf(readPrintedTerm(text))
  if (!pattern) return undefined
  const seen = termsOf(stdout)
  if (!seen) return undefined
  const effort = { left: TERM_EFFORT }
  const fits = seen.some((piece) => typeof piece === 'object' && matchGroup(pattern, piece, effort))
  if (fits) return passed(`the output fits ${quoted(text)}`)
  if (effort.left <= 0) return unverified(`the output is too long to be compared with ${quoted(text)}`)
  return failed(`expected ${quoted(text)}, saw ${sampleOf(stdout)}`)
}

const groupOf = (pieces: readonly TermPiece[] | undefined): TermGroup | undefined => {
  const groups = pieces?.filter((piece) => typeof piece === 'object')
  return groups?.length === 1 ? groups[0] : undefined
}

/** The terms of an output as a whole, else those of its lines that are terms by themselves. */
function termsOf(stdout: string): readonly TermPiece[] | undefined {
  const whole = readPrintedTerm(stdout)
  if (whole) return whole
  const lines = stdout.split('\n').flatMap((line) => readPrintedTerm(line) ?? [])
  return lines.some((piece) => typeof piece === 'object') ? lines : undefined
}
