import { hasWildcard, matchInline, readInlinePattern } from './inline-pattern.ts'
import { type Json, kindOf } from './json-value.ts'
import { quoted } from './verdict.ts'

/** Where two JSON values part. */
export interface JsonDifference {
  /** `.checks.storage.status`; empty for the value as a whole. */
  path: string
  /** `expected "ok", saw "degraded"`. */
  words: string
  /** `extra` for keys that were not expected, `doubtful` for differences that may well be meant to vary. */
  weight: 'wrong' | 'extra' | 'doubtful'
}

export interface JsonComparison {
  /**
   * `equal`: the same value, key order and white space aside. `shape`: every expected key is there with the same type,
   * words and truth values are the same, and what looks measured (numbers, times, identifiers) may differ.
   */
  by: 'equal' | 'shape'
  /** Keys or dotted paths whose values are only compared by type. */
  volatile?: readonly string[]
}

const DEEPEST = 200
const MOST = 20

/** All differences up to a small number; an empty list means that the value is what was expected. */
export function compareJson(expected: Json, seen: Json, comparison: JsonComparison): readonly JsonDifference[] {
  const walk = { comparison, differences: [] as JsonDifference[] }
  compare(walk, { expected, seen, path: '', depth: 0 })
  return walk.differences
}

interface Walk {
  comparison: JsonComparison
  differences: JsonDifference[]
}
interface Pair {
  expected: Json
  seen: Json
  path: string
  depth: number
}

function compare(walk: Walk, pair: Pair): void {
  const { expected, seen, path, depth } = pair
  if (walk.differences.length >= MOST) return
  if (depth > DEEPEST) {
    note(walk, path, 'is nested too deeply to be compared', 'doubtful')
    return
  }
  if (typeof expected === 'string' && hasWildcard(readInlinePattern(expected))) {
    const text = typeof seen === 'string' ? seen : JSON.stringify(seen)
    if (expected !== '...' && !matchInline(readInlinePattern(expected), text)) wrong(walk, pair)
  } else if (kindOf(expected) !== kindOf(seen)) wrong(walk, pair)
  else if (Array.isArray(expected)) compareLists(walk, pair)
  else if (kindOf(expected) === 'object') compareObjects(walk, pair)
  else if (expected !== seen) compareScalars(walk, pair)
}

function compareObjects(walk: Walk, { expected, seen, path, depth }: Pair): void {
  const wanted = expected as Record<string, Json>
  const given = seen as Record<string, Json>
  // trycmd writes `"...": "{...}"` where further keys may follow.
  const open = Object.values(wanted).includes('{...}') || walk.comparison.by === 'shape'
  for (const [key, value] of Object.entries(wanted)) {
    if (value === '{...}') continue
    const inner = path + step(key)
    if (!Object.hasOwn(given, key)) note(walk, inner, 'is missing', 'wrong')
    else compare(walk, { expected: value, seen: given[key]!, path: inner, depth: depth + 1 })
  }
  if (open) return
  for (const key of Object.keys(given)) {
    if (!Object.hasOwn(wanted, key)) note(walk, path + step(key), 'was not expected', 'extra')
  }
}

const step = (key: string): string => (/^[\w$-]{1,60}$/.test(key) ? `.${key}` : `[${quoted(key)}]`)

function compareLists(walk: Walk, { expected, seen, path, depth }: Pair): void {
  const wanted = expected as readonly Json[]
  const given = seen as readonly Json[]
  if (walk.comparison.by === 'equal') {
    if (wanted.length !== given.length)
      note(walk, path, `expected ${wanted.length} elements, saw ${given.length}`, 'wrong')
    for (const [index, value] of wanted.slice(0, given.length).entries()) {
      compare(walk, { expected: value, seen: given[index]!, path: `${path}[${index}]`, depth: depth + 1 })
    }
    return
  }
  if (wanted.length > 0 && given.length === 0) note(walk, path, 'is an empty list', 'doubtful')
  if (wanted.length === 0) return
  for (const [index, value] of given.entries()) {
    const sample = wanted[Math.min(index, wanted.length - 1)]!
    compare(walk, { expected: sample, seen: value, path: `${path}[${index}]`, depth: depth + 1 })
  }
}

/** Keys that say how something is: another word there is another state. */
const STATE_KEY =
  /(?:^|[._-])(?:status|state|health|healthy|ok|ready|alive|live|up|result|success|mode|condition|phase)$/iu
/** Text that is measured, counted or generated anew each time. */
const MEASURED = /\d|^$/u

function compareScalars(walk: Walk, pair: Pair): void {
  const { expected, path } = pair
  if (isVolatile(walk.comparison, path)) return
  if (walk.comparison.by === 'equal') {
    wrong(walk, pair)
    return
  }
  if (typeof expected === 'number') return
  if (typeof expected === 'boolean' || STATE_KEY.test(path)) wrong(walk, pair)
  else if (!MEASURED.test(String(expected)) && !MEASURED.test(String(pair.seen)))
    note(walk, path, difference(pair), 'doubtful')
}

const isVolatile = ({ volatile = [] }: JsonComparison, path: string): boolean =>
  volatile.some((name) => path === `.${name.replace(/^\./, '')}` || path.slice(path.lastIndexOf('.') + 1) === name)

const wrong = (walk: Walk, pair: Pair) => note(walk, pair.path, difference(pair), 'wrong')
const difference = ({ expected, seen }: Pair) => `expected ${shown(expected)}, saw ${shown(seen)}`

function note(walk: Walk, path: string, words: string, weight: JsonDifference['weight']): void {
  walk.differences.push({ path, words, weight })
}

const shown = (value: Json): string => (typeof value === 'string' ? quoted(value) : quoted(text(value)).slice(1, -1))

/** A nested value is named by its kind: printing it could take as long as it is deep. */
const text = (value: Json): string =>
  kindOf(value) === 'object' ? 'an object' : kindOf(value) === 'list' ? 'a list' : String(value)
