import { findLiteral, findWord } from './find-literal.ts'
import { matchGroup } from './match-term.ts'
import { readPrintedTerm } from './printed-term.ts'
import { failed, passed, quoted, quotedList, unverified, type Verdict } from './verdict.ts'

/** Comparisons of one term; more are not decided. */
export const TERM_EFFORT = 200_000

/** How a literal stands in an output. */
export type Standing =
  /** It is all of it, white space at the ends aside. */
  | 'all'
  /** It is one of several lines. */
  | 'line'
  /** It is a word of its own within a line. */
  | 'word'
  /** It occurs only inside longer words. */
  | 'inside'
  /** It occurs only in another letter case, or behind "not". */
  | 'near'
  | 'none'

/** Finds out how a literal stands in an output, from the most to the least certain way. */
export function standingOf(literal: string, text: string): Standing {
  const wanted = literal.trim()
  if (wanted === '') return 'none'
  const whole = text.trim()
  if (whole === wanted || samePrintedTerm(wanted, whole)) return 'all'
  if (hasLine(whole, wanted)) return 'line'
  if (findLiteral(whole, wanted) >= 0) {
    const at = findWord(whole, wanted)
    if (at < 0) return 'inside'
    return isAlwaysDenied(whole, wanted, at) ? 'near' : 'word'
  }
  return findWord(whole.toLowerCase(), wanted.toLowerCase()) >= 0 ? 'near' : 'none'
}

/** `not active` and `non-active` do not say `active`. */
const isDenied = (text: string, at: number) =>
  /(?:^|[\s"'([])(?:not|non|no|never|isn't)[\s-]+$/i.test(text.slice(Math.max(0, at - 12), at))

function isAlwaysDenied(text: string, wanted: string, first: number): boolean {
  for (let at = first; at >= 0; at = findWord(text, wanted, at + wanted.length)) if (!isDenied(text, at)) return false
  return true
}

function hasLine(text: string, wanted: string): boolean {
  for (let at = findLiteral(text, wanted); at >= 0; at = findLiteral(text, wanted, at + wanted.length)) {
    if (isBlank(text, at, -1) && isBlank(text, at + wanted.length - 1, 1)) return true
  }
  return false
}

/** True when only blanks stand between a place and the end of its line in one direction. */
function isBlank(text: string, from: number, step: 1 | -1): boolean {
  for (let at = from + step; at >= 0 && at < text.length; at += step) {
    const sign = text[at]
    if (sign === '\n') return true
    if (sign !== ' ' && sign !== '\t') return false
  }
  return true
}

/** `{ok,inactive}` is `{ok, inactive}`: programs put their spaces where they like. */
function samePrintedTerm(wanted: string, seen: string): boolean {
  if (!/^[#%]?[{[(]/.test(wanted) || !/^[#%]?[{[(]/.test(seen)) return false
  const [a, b] = [readPrintedTerm(wanted), readPrintedTerm(seen)]
  if (!a || !b || a.length !== b.length) return false
  const effort = { left: TERM_EFFORT }
  return a.every((piece, index) => {
    const other = b[index]!
    if (typeof piece === 'string' || typeof other === 'string') return piece === other
    return matchGroup(piece, other, effort)
  })
}

/** The value is all of the output, or its last line: a command prints its result last. */
export function decideExact(values: readonly string[], text: string): Verdict {
  const wanted = values[0] ?? ''
  const standing = standingOf(wanted, text)
  const seen = sampleOf(text)
  if (standing === 'all') return passed(`saw ${quoted(wanted)}`)
  if (standing === 'line') {
    const last = text.trimEnd().split('\n').at(-1)!.trim()
    if (last === wanted.trim()) return passed(`the last line is ${quoted(wanted)}`)
    return unverified(`expected ${quoted(wanted)}; it is one line of the output, and there are others`)
  }
  if (standing === 'none' || standing === 'inside') return failed(`expected ${quoted(wanted)}, saw ${seen}`)
  return unverified(`expected ${quoted(wanted)}, saw ${seen}, which only contains it`)
}

/** The value occurs in the output. */
export function decideContains(values: readonly string[], text: string): Verdict {
  const wanted = values[0] ?? ''
  const standing = standingOf(wanted, text)
  if (standing === 'none') return failed(`expected ${quoted(wanted)} in the output, saw ${sampleOf(text)}`)
  if (standing !== 'near' && standing !== 'inside') return passed(`the output contains ${quoted(wanted)}`)
  // Quoted phrases are searched as they are: where they start in the middle of a word, the author chose to.
  if (/\W/.test(wanted) && findLiteral(text, wanted) >= 0) return passed(`the output contains ${quoted(wanted)}`)
  return unverified(`expected ${quoted(wanted)}, which the output contains only in another form: ${sampleOf(text)}`)
}

/** One of the values is all of the output. */
export function decideOneOf(values: readonly string[], text: string): Verdict {
  const verdicts = values.map((value) => decideExact([value], text))
  const wanted = values.map(quoted).join(' or ')
  const hit = verdicts.find(({ verdict }) => verdict === 'passed')
  if (hit) return passed(`expected ${wanted}; ${hit.reason}`)
  const words = `expected ${wanted}, saw ${sampleOf(text)}`
  return verdicts.some(({ verdict }) => verdict === 'unverified') ? unverified(words) : failed(words)
}

/** Longer lists are samples of output: their items are looked for as lines first. */
const FEW = 100

/** Every value occurs in the output. */
export function decideList(values: readonly string[], text: string): Verdict {
  const lines = values.length > FEW ? new Set(text.split('\n', 100_000).map((line) => line.trim())) : undefined
  const open = [...new Set(values)].filter((value) => !lines?.has(value.trim()))
  const standings = open.slice(0, FEW).map((value) => ({ value, standing: standingOf(value, text) }))
  const missing = standings.filter(({ standing }) => standing === 'none').map(({ value }) => value)
  if (missing.length > 0) return failed(`${quotedList(missing)} not in the output: ${sampleOf(text)}`)
  const near = standings
    .filter(({ standing }) => standing === 'near' || standing === 'inside')
    .map(({ value }) => value)
  if (near.length > 0) return unverified(`the output contains ${quotedList(near)} only in another form`)
  if (open.length > FEW)
    return unverified(`${open.length} of ${values.length} expected lines are no lines of the output`)
  return passed(values.length === 1 ? `the output contains ${quoted(values[0]!)}` : `all ${values.length} items occur`)
}

/** The values occur one behind the other: states over time. */
export function decideSequence(values: readonly string[], text: string): Verdict {
  let at = 0
  for (const [index, value] of values.entries()) {
    const found = findWord(text, value, at)
    if (found < 0) {
      const seen = findWord(text, value) >= 0 ? `${quoted(value)} came earlier` : `${quoted(value)} did not come`
      const before = index === 0 ? '' : ` after ${quoted(values[index - 1]!)}`
      return failed(`expected ${values.map(quoted).join(', then ')}; ${seen}${before}`)
    }
    at = found + value.length
  }
  return passed(`saw ${values.map(quoted).join(', then ')}`)
}

/** Nothing was printed, on either stream. */
export function decideEmpty(stdout: string, stderr: string): Verdict {
  if (stdout.trim() !== '') return failed(`expected no output, saw ${sampleOf(stdout)}`)
  if (stderr.trim() !== '') return failed(`nothing on stdout, but stderr says ${sampleOf(stderr)}`)
  return passed('no output')
}

/** The first line that says something, for a reason. */
export function sampleOf(text: string): string {
  const lines = text.split('\n', 200).filter((line) => line.trim() !== '')
  if (lines.length === 0) return 'nothing'
  return lines.length === 1 ? quoted(lines[0]!.trim()) : `${quoted(lines[0]!.trim())} and more lines`
}
