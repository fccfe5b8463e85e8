import type { RegexMatcher } from '../../plan/regex-matcher.ts'
import { DIALECTS, type Dialect } from './dialect.ts'
import { type LinePattern, matchLine, readLinePattern } from './line-pattern.ts'
import { matchLines } from './match-lines.ts'
import { failed, type Observed, passed, quoted, unverified, type Verdict } from './verdict.ts'

/** The exit status an author names: a number, or one of trycmd's words. */
export type ExpectedStatus = number | 'success' | 'failed' | 'interrupted' | 'skipped'

/** Expected output line by line. */
export interface ExpectedOutput {
  lines: readonly LinePattern[]
  status?: ExpectedStatus
}

/** Reads expected output as its author wrote it: lines with their wildcards, and the exit status where one is named. */
export function readExpectedOutput(text: string, dialect: Dialect): ExpectedOutput {
  const rules = DIALECTS[dialect]
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n')
  const first = rules.questionStatus
    ? /^\? (\d{1,3}|success|failed|interrupted|skipped)\s*$/.exec(lines[0] ?? '')
    : null
  if (first) lines.shift()
  const last = rules.bracketStatus ? /^\[(\d{1,3})\]\s*$/.exec(lines.at(-1) ?? '') : null
  if (last) lines.pop()
  const named = first?.[1] ?? last?.[1]
  const patterns = lines.map((line) => readLinePattern(line, rules))
  if (named === undefined) return { lines: patterns }
  return { lines: patterns, status: /^\d/.test(named) ? Number(named) : (named as ExpectedStatus) }
}

/** How strictly the lines count: the whole output, or their order within it with other lines in between. */
export type Strictness = 'whole' | 'in-order'

/** Compares text with expected lines; the exit status is not looked at. */
export function decideLines(
  expected: ExpectedOutput,
  text: string,
  { strictness, matches }: { strictness: Strictness; matches?: RegexMatcher | undefined },
): Verdict {
  const lines = text === '' ? [] : text.split('\n')
  if (strictness === 'in-order') return decideInOrder(expected.lines, lines, matches)
  const result = matchLines(expected.lines, lines, matches)
  if (result.fits) return withCaptures(passed('the output is as expected'), result.captures)
  if (result.undecided !== undefined) return unverified(result.undecided)
  const seen = lines[result.stuckAt]
  return failed(
    seen === undefined
      ? 'the output ends before everything expected was seen'
      : `line ${result.stuckAt + 1} of the output was not expected: ${quoted(seen)}`,
  )
}

/** Each expected line fits a line behind the one before it; indentation and other lines do not matter. */
function decideInOrder(
  patterns: readonly LinePattern[],
  lines: readonly string[],
  matches: RegexMatcher | undefined,
): Verdict {
  const captures: Record<string, string> = {}
  let at = 0
  for (const pattern of patterns) {
    if (pattern.test.by === 'any' || pattern.text.trim() === '' || pattern.times === 'many') continue
    const wanted = trimmed(pattern)
    let result: ReturnType<typeof matchLine> = false
    while (at < lines.length && result === false) result = matchLine(wanted, lines[at++]!.trim(), matches)
    if (result === 'unknown') return unverified(`the pattern ${quoted(pattern.text)} cannot be evaluated`)
    if (result === false && pattern.times !== 'optional') return failed(`${quoted(wanted.text)} did not come`)
    if (typeof result === 'object') Object.assign(captures, result)
  }
  return withCaptures(passed('every expected line came, in order'), captures)
}

function trimmed(pattern: LinePattern): LinePattern {
  if (pattern.test.by !== 'pieces') return { ...pattern, text: pattern.text.trim() }
  const { pieces } = pattern.test
  const [first] = pieces
  const start = typeof first === 'string' ? [first.trimStart(), ...pieces.slice(1)] : pieces
  const last = start.at(-1)
  const all = typeof last === 'string' ? [...start.slice(0, -1), last.trimEnd()] : start
  return { ...pattern, text: pattern.text.trim(), test: { by: 'pieces', pieces: all.filter((piece) => piece !== '') } }
}

/** Compares the exit status with the one that was named. Undefined where none was. */
export function decideStatus(status: ExpectedStatus | undefined, { exitCode }: Observed): Verdict | undefined {
  if (status === undefined) return undefined
  const fits =
    typeof status === 'number'
      ? exitCode === status
      : status === 'success'
        ? exitCode === 0
        : status === 'skipped'
          ? exitCode === 80
          : // A process that a signal ended has a status above 128 in a shell.
            status === 'interrupted'
            ? exitCode > 128
            : exitCode !== 0
  const words = `expected exit status ${status}, saw ${exitCode}`
  return fits ? { ...passed(words), explainsExit: true } : failed(words)
}

const withCaptures = (verdict: Verdict, captures: Readonly<Record<string, string>>): Verdict =>
  Object.keys(captures).length > 0 ? { ...verdict, captures } : verdict
