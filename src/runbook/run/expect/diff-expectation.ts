import type { Expectation } from '../../book/page.ts'
import type { RegexMatcher } from '../../plan/regex-matcher.ts'
import { comparableText } from './comparable-text.ts'
import { DIALECTS, type Dialect } from './dialect.ts'
import { matchLine, readLinePattern } from './line-pattern.ts'
import { type Observed, quoted } from './verdict.ts'

/** Lines of context, of either side, and characters of one line that a difference shows. */
const CONTEXT = 1
const MOST_LINES = 12
const LONGEST = 160
/** Tables larger than this many cells are not aligned; then only the first difference counts. */
const MOST_CELLS = 250_000

/**
 * A short difference between what was expected and what was seen: `-` lines are missing, `+` lines were not expected,
 * lines with a blank are the same. Control characters are escaped; at most a dozen lines, the last saying how many more.
 * Expectations in words (numbers, lists) have no lines to compare: both sides are then shown as they are.
 */
export function diffExpectation(
  expectation: Expectation,
  observed: Pick<Observed, 'stdout' | 'stderr'>,
  options: { dialect?: Dialect; matches?: RegexMatcher } = {},
): readonly string[] {
  const stdout = comparableText(observed.stdout).text
  const shown = stdout === '' ? comparableText(observed.stderr).text : stdout
  const expected = linesOf(expectation.text)
  const seen = linesOf(shown)
  const multiline = expectation.form === 'transcript' || expected.length > 1
  if (!multiline) return shorten([...expected.map((line) => `- ${line}`), ...seen.map((line) => `+ ${line}`)])
  const rules = DIALECTS[options.dialect ?? 'page']
  const patterns = expected.map((line) => readLinePattern(line, rules))
  return shorten(aroundChanges(align(expected, seen, (a, b) => matchesLine(patterns[a]!, seen[b]!, options.matches))))
}

const linesOf = (text: string): string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'))

const matchesLine = (pattern: ReturnType<typeof readLinePattern>, line: string, matches: RegexMatcher | undefined) => {
  const result = matchLine(pattern, line, matches)
  return result !== false && result !== 'unknown'
}

/** Longest common subsequence of the middle part, behind what both sides begin and end with. */
function align(
  expected: readonly string[],
  seen: readonly string[],
  same: (a: number, b: number) => boolean,
): string[] {
  let head = 0
  while (head < expected.length && head < seen.length && same(head, head)) head++
  let tail = 0
  while (
    tail < expected.length - head &&
    tail < seen.length - head &&
    same(expected.length - 1 - tail, seen.length - 1 - tail)
  )
    tail++
  const rows = expected.length - head - tail
  const columns = seen.length - head - tail
  const middle =
    rows * columns <= MOST_CELLS
      ? alignMiddle(rows, columns, (a, b) => same(head + a, head + b))
      : [...new Array<-1>(rows).fill(-1), ...new Array<1>(columns).fill(1)]
  const lines = seen.slice(0, head).map((line) => `  ${line}`)
  let a = head
  let b = head
  for (const side of middle) {
    if (side === -1) lines.push(`- ${expected[a++]}`)
    else if (side === 1) lines.push(`+ ${seen[b++]}`)
    else {
      lines.push(`  ${seen[b++]}`)
      a++
    }
  }
  return [...lines, ...seen.slice(seen.length - tail).map((line) => `  ${line}`)]
}

/** -1 takes a line of the expected side, 1 of the seen side, 0 of both. */
function alignMiddle(rows: number, columns: number, same: (a: number, b: number) => boolean): (-1 | 0 | 1)[] {
  const width = columns + 1
  const lengths = new Uint32Array((rows + 1) * width)
  const equal = new Uint8Array(rows * columns)
  for (let a = rows - 1; a >= 0; a--) {
    for (let b = columns - 1; b >= 0; b--) {
      const is = same(a, b)
      equal[a * columns + b] = is ? 1 : 0
      lengths[a * width + b] = is
        ? lengths[(a + 1) * width + b + 1]! + 1
        : Math.max(lengths[(a + 1) * width + b]!, lengths[a * width + b + 1]!)
    }
  }
  const sides: (-1 | 0 | 1)[] = []
  let a = 0
  let b = 0
  while (a < rows || b < columns) {
    if (a < rows && b < columns && equal[a * columns + b]) {
      sides.push(0)
      a++
      b++
    } else if (b >= columns || (a < rows && lengths[(a + 1) * width + b]! >= lengths[a * width + b + 1]!)) {
      sides.push(-1)
      a++
    } else {
      sides.push(1)
      b++
    }
  }
  return sides
}

/** Changed lines with a line of context. */
function aroundChanges(lines: readonly string[]): string[] {
  const near = new Set<number>()
  for (const [index, line] of lines.entries()) {
    if (line.startsWith(' ')) continue
    for (let at = index - CONTEXT; at <= index + CONTEXT; at++) near.add(at)
  }
  return lines.filter((_, index) => near.has(index))
}

function shorten(lines: readonly string[]): readonly string[] {
  const shown = lines.slice(0, MOST_LINES).map((line) => {
    const text = line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line
    return /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.test(text)
      ? `${text.slice(0, 2)}${quoted(text.slice(2))}`
      : text
  })
  return lines.length > MOST_LINES ? [...shown, `  … ${lines.length - MOST_LINES} more lines`] : shown
}
