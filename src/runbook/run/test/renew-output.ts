/** Expected output made true again: what came, with the wildcards of the author where they still fit. */
import type { RegexMatcher } from '../../plan/regex-matcher.ts'
import { comparableText } from '../expect/comparable-text.ts'
import { decideBlock } from '../expect/decide-block.ts'
import { DIALECTS, type Dialect } from '../expect/dialect.ts'
import { readExpectedOutput } from '../expect/expected-output.ts'
import { type LinePattern, matchLine, readLinePattern } from '../expect/line-pattern.ts'
import type { Observed } from '../expect/verdict.ts'

export interface RenewOptions {
  dialect: Dialect
  matches?: RegexMatcher
}

/** Lines of the new expected output, or why what came cannot be written down. */
export type Renewed = { ok: true; lines: readonly string[] } | { ok: false; reason: string }

/**
 * The same lines where they still fit. A page that names no exit status does not get one: a command that fails is then
 * nothing to be taken over.
 */
export function renewOutput(before: readonly string[], observed: Observed, options: RenewOptions): Renewed {
  const { dialect, matches } = options
  const expected = readExpectedOutput(before.join('\n'), dialect)
  const isTest = dialect !== 'page'
  const strict = isTest && expected.status === undefined ? { ...expected, status: 0 } : expected
  const seen = comparable(observed)
  const failed = observed.exitCode !== 0
  const named = expected.status !== undefined
  if (failed && !named && !isTest) return { ok: false, reason: `the command ended with status ${observed.exitCode}` }
  const fits = before.length > 0 || shownLines(seen).length === 0
  if (fits && decideBlock(strict, seen, { strictness: 'whole', matches }).verdict === 'passed')
    return { ok: true, lines: before }
  const lines = shownLines(seen)
  const kept = mergeLines(withoutStatus(before, dialect), lines, options)
  const renewed = withStatus(kept, { before, dialect, exitCode: observed.exitCode })
  const again = decideBlock(readExpectedOutput(renewed.join('\n'), dialect), seen, { strictness: 'whole', matches })
  // A line that looks like a wildcard to the dialect fits itself first, so plain lines always do.
  const written =
    again.verdict === 'failed' ? withStatus(lines, { before, dialect, exitCode: observed.exitCode }) : renewed
  return { ok: true, lines: written }
}

const comparable = (observed: Observed): Observed => ({
  ...observed,
  stdout: comparableText(observed.stdout).text,
  stderr: comparableText(observed.stderr).text,
})

/** As a terminal shows it: both streams. */
export function shownLines(observed: Observed): readonly string[] {
  const { stdout, stderr } = comparable(observed)
  const text = stdout === '' ? stderr : stderr === '' ? stdout : `${stdout}\n${stderr}`
  return text === '' ? [] : text.split('\n')
}

const QUESTION = /^\? (\d{1,3}|success|failed|interrupted|skipped)\s*$/
const BRACKET = /^\[\d{1,3}\]\s*$/

function withoutStatus(lines: readonly string[], dialect: Dialect): readonly string[] {
  const { questionStatus, bracketStatus } = DIALECTS[dialect]
  const from = questionStatus && QUESTION.test(lines[0] ?? '') ? 1 : 0
  const to = bracketStatus && BRACKET.test(lines.at(-1) ?? '') ? lines.length - 1 : lines.length
  return lines.slice(from, Math.max(from, to))
}

function withStatus(
  lines: readonly string[],
  { before, dialect, exitCode }: { before: readonly string[]; dialect: Dialect; exitCode: number },
): readonly string[] {
  const { questionStatus, bracketStatus } = DIALECTS[dialect]
  const question = questionStatus ? QUESTION.exec(before[0] ?? '') : null
  if (question) {
    const word = question[1]!
    const fits = word === 'failed' ? exitCode !== 0 : word === 'success' ? exitCode === 0 : Number(word) === exitCode
    if (fits) return [before[0]!, ...lines]
    return exitCode === 0 ? lines : [`? ${exitCode}`, ...lines]
  }
  if (exitCode === 0) return lines
  if (bracketStatus) return [...lines, `[${exitCode}]`]
  return questionStatus ? [`? ${exitCode}`, ...lines] : lines
}

/** Larger tables are not merged. */
const MOST_CELLS = 1_000_000

/**
 * Aligns the old lines with the new ones so that as much as possible of the old is kept: a line that fits stays as it was
 * written, and `...` stays where the line behind it does, or where it is the last.
 */
function mergeLines(
  before: readonly string[],
  lines: readonly string[],
  { dialect, matches }: RenewOptions,
): readonly string[] {
  const patterns = before.map((line) => readLinePattern(line, DIALECTS[dialect]))
  if (patterns.length === 0 || (patterns.length + 1) * (lines.length + 1) > MOST_CELLS) return lines
  return new Merge(patterns, lines, matches).result()
}

class Merge {
  readonly #patterns: readonly LinePattern[]
  readonly #lines: readonly string[]
  readonly #fits: readonly (readonly boolean[])[]
  /** Most that can be kept from a pattern and a line on; with that pattern kept right there. */
  readonly #best: number[][] = []
  readonly #here: number[][] = []

  constructor(patterns: readonly LinePattern[], lines: readonly string[], matches: RegexMatcher | undefined) {
    this.#patterns = patterns
    this.#lines = lines
    const fits = (pattern: LinePattern, line: string) => {
      const result = matchLine(pattern, line, matches)
      return result !== false && result !== 'unknown'
    }
    this.#fits = patterns.map((pattern) =>
      lines.map((line) => pattern.test.by !== 'any' && pattern.times !== 'many' && fits(pattern, line)),
    )
    for (let at = patterns.length; at >= 0; at--) this.#fill(at)
  }

  #fill(at: number): void {
    const count = this.#lines.length
    const best = new Array<number>(count + 1).fill(0)
    const here = new Array<number>(count + 1).fill(Number.NEGATIVE_INFINITY)
    this.#best[at] = best
    this.#here[at] = here
    if (at === this.#patterns.length) return
    const wild = this.#patterns[at]!.test.by === 'any'
    const next = this.#best[at + 1]!
    for (let line = count; line >= 0; line--) {
      if (wild) here[line] = at === this.#patterns.length - 1 ? 1 : 1 + this.#anchor(at + 1, line).score
      else if (line < count && this.#fits[at]![line]) here[line] = 2 + next[line + 1]!
      best[line] = Math.max(here[line]!, next[line]!, line < count ? best[line + 1]! : 0)
    }
  }

  /** Where the pattern behind `...` is best found. */
  #anchor(at: number, from: number): { line: number; score: number } {
    let found = { line: from, score: Number.NEGATIVE_INFINITY }
    const here = this.#here[at]!
    for (let line = from; line < here.length; line++)
      if (here[line]! > found.score) found = { line, score: here[line]! }
    return found
  }

  result(): readonly string[] {
    const written: string[] = []
    let at = 0
    let line = 0
    while (at < this.#patterns.length || line < this.#lines.length) {
      const best = this.#best[at]![line]!
      if (at === this.#patterns.length) written.push(this.#lines[line++]!)
      else if (best > 0 && this.#here[at]![line] === best) {
        written.push(this.#patterns[at]!.text)
        if (this.#patterns[at]!.test.by !== 'any') line++
        else line = at === this.#patterns.length - 1 ? this.#lines.length : this.#anchor(at + 1, line).line
        at++
      } else if (this.#best[at + 1]![line] === best) at++
      else written.push(this.#lines[line++]!)
    }
    return written
  }
}
