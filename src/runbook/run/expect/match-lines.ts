import type { RegexMatcher } from '../../plan/regex-matcher.ts'
import { type LinePattern, matchLine } from './line-pattern.ts'
import { quoted } from './verdict.ts'

export interface LineMatch {
  fits: boolean
  captures: Readonly<Record<string, string>>
  /** Index of the first line of output that no reading of the pattern could take, for a report. */
  stuckAt: number
  /** Set where a pattern could not be evaluated, or the comparison would have taken too long. */
  undecided?: string
}

/** Characters that may be looked at in one comparison, patterns that are tried on the same line counted each time. */
const MOST_CHARACTERS = 8_000_000
/** Patterns that may be tried on lines, all together. */
const MOST_TRIES = 600_000

/** How a line was taken, for the captures; kept only where the pattern has some. */
interface Step {
  pattern: number
  line: number
  before: Step | undefined
}

/**
 * Matches the lines of an output against patterns from its first to its last line. All readings of the pattern are
 * followed at once (Thompson's simulation), so there is no going back; a bound on the work keeps the worst case short.
 */
export function matchLines(
  patterns: readonly LinePattern[],
  lines: readonly string[],
  matches?: RegexMatcher,
): LineMatch {
  const run = new Simulation(patterns, matches)
  for (const [index, line] of lines.entries()) {
    if (!run.feed(line, index)) return { fits: false, captures: {}, stuckAt: index, ...run.doubt }
  }
  if (!run.accepts) return { fits: false, captures: {}, stuckAt: lines.length, ...run.doubt }
  return { fits: true, captures: run.capturesOf(lines), stuckAt: lines.length }
}

class Simulation {
  private readonly patterns: readonly LinePattern[]
  private readonly matches: RegexMatcher | undefined
  private readonly tracks: boolean
  /** Patterns before which a reading stands that is still alive. */
  private alive: number[] = []
  /** How each of them came there; empty where nothing is captured. */
  private steps: (Step | undefined)[] = []
  private readonly entered: Int32Array
  private round = 0
  private characters = 0
  private tries = 0
  private problem: string | undefined
  /** The last `...` that is alive: it takes whatever an earlier reading would, so those are not followed. */
  private floor = 0

  constructor(patterns: readonly LinePattern[], matches: RegexMatcher | undefined) {
    // `+` is one and then any number.
    this.patterns = patterns.flatMap((pattern) =>
      pattern.times === 'some'
        ? [
            { ...pattern, times: 'once' as const },
            { ...pattern, times: 'many' as const },
          ]
        : [pattern],
    )
    this.matches = matches
    this.tracks = patterns.some(captures)
    this.entered = new Int32Array(this.patterns.length + 1).fill(-1)
    this.enter(0, undefined)
  }

  /** Why a pattern that does not fit may fit all the same. */
  get doubt(): { undecided?: string } {
    return this.problem === undefined ? {} : { undecided: this.problem }
  }

  /** Reads one line; false when no reading is left, or the work would take too long. */
  feed(line: string, index: number): boolean {
    const { alive, steps, floor } = this
    this.alive = []
    this.steps = []
    this.round++
    for (const [at, state] of alive.entries()) {
      const pattern = this.patterns[state]
      if (!pattern || state < floor) continue
      this.tries++
      this.characters += pattern.test.by === 'any' ? 1 : line.length + 1
      if (this.characters > MOST_CHARACTERS || this.tries > MOST_TRIES) {
        this.problem = 'the output is too long for this pattern'
        return false
      }
      const result = matchLine(pattern, line, this.matches)
      if (result === 'unknown') this.problem ??= `the pattern ${quoted(pattern.text)} cannot be evaluated`
      else if (result !== false) {
        const step = this.tracks ? { pattern: state, line: index, before: steps[at] } : undefined
        this.enter(pattern.times === 'many' ? state : state + 1, step)
      }
    }
    return this.alive.length > 0
  }

  /** Adds a reading and those that follow from it without reading a line. */
  private enter(state: number, step: Step | undefined): void {
    for (let next = state; this.entered[next] !== this.round; next++) {
      this.entered[next] = this.round
      this.alive.push(next)
      if (this.tracks) this.steps.push(step)
      const pattern = this.patterns[next]
      if (pattern?.times === 'many' && pattern.test.by === 'any') this.floor = Math.max(this.floor, next)
      else if (pattern?.times !== 'optional' && pattern?.times !== 'many') return
    }
  }

  /** True when a reading stands behind the last pattern. */
  get accepts(): boolean {
    return this.alive.includes(this.patterns.length)
  }

  /** Values by name; the first line that has a name gives its value. */
  capturesOf(lines: readonly string[]): Readonly<Record<string, string>> {
    const found = new Map<string, string>()
    for (let step = this.steps[this.alive.indexOf(this.patterns.length)]; step; step = step.before) {
      const pattern = this.patterns[step.pattern]!
      const result = captures(pattern) ? matchLine(pattern, lines[step.line]!, this.matches) : false
      if (typeof result === 'object') for (const [name, value] of Object.entries(result)) found.set(name, value)
    }
    return Object.fromEntries(found)
  }
}

const captures = ({ test }: LinePattern): boolean =>
  test.by === 'pieces' && test.pieces.some((piece) => typeof piece === 'object' && piece.wild === 'capture')
