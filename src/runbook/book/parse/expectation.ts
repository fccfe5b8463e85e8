import type { Expectation } from '../page.ts'
import { type Reading, readExpectedValue } from './expected-value.ts'
import { tidySpaces } from './outline.ts'
import { readTerm } from './term.ts'

/** What a comment or a label announces: the words behind `Expected:`, or behind `Verify:`. */
interface Announced {
  text: string
}

/** A check that a person carries out, or a value to note down. */
interface SoftCheck extends Announced {
  verb: 'verify' | 'watch' | 'look' | 'compare' | 'record' | 'decide' | 'ensure' | 'note'
}

/** `Expected Output:`, `Expected:`, `Expect: `; time, impact and the like are told about, not compared with output. */
const EXPECTED =
  /^expect(?:s|ed)?(?<what>\s+(?:output|results?|responses?|values?|status(?:es)?|states?|sequence|usage|logs?(?: messages?| format)?|exit code))?\s*(?:\([^()]{0,40}\)\s*)?[:=–—]\s*(?<text>.*)$/is
const EXPECT = /^expects?\s+(?!to\b|from\b|for\b|some\b|a few\b)(?<text>\S.*)$/is
const SHOULD =
  /^should\s+(?:be|return|show|print|output|say|display|equal|match|include|contain|list|have|see|now|only|not|still|respond|report)\b/i
/** `Status should be "Exited (0)"`; a longer sentence is an explanation. */
const SUBJECT_SHOULD =
  /^(?!if\b|when\b|this\b|you\b|we\b|[-*])[\p{L}\p{N}_.`'"/-]+(?:\s[\p{L}\p{N}_.`'"/-]+){0,4}\sshould\s(?:be|return|show|print|equal|match|contain|include)\b/iu
const ARROW = /^=>\s*(?<text>\S.*)$/s

/**
 * The expectation in a comment, its label removed: `Expected: pong` → `pong`, `Should be < 100` → `Should be < 100`.
 * `Example:`, plain labels and `Expected Time:` are none. The text is empty where the value follows on the next lines.
 *
 * @param comment text without the comment sign
 */
export function isExpectation(comment: string): Announced | undefined {
  const text = comment.trim()
  const expected = EXPECTED.exec(text) ?? EXPECT.exec(text) ?? ARROW.exec(text)
  if (expected) return { text: expected.groups!.text!.trim() }
  return SHOULD.test(text) || SUBJECT_SHOULD.test(text) ? { text } : undefined
}

const SOFT: readonly (readonly [SoftCheck['verb'], RegExp])[] = [
  ['verify', /^(?:verify|confirm|validate)(?: that)?\b\s*[:–—]?\s*/i],
  ['watch', /^(?:watch|monitor)(?: out)?(?: for)?\b\s*[:–—]?\s*/i],
  ['look', /^look (?:for|at)\b\s*[:–—]?\s*/i],
  ['compare', /^compare(?: with| to| against)?\b\s*[:–—]?\s*/i],
  ['record', /^(?:record|note down|write down|document)\b\s*[:–—]?\s*/i],
  ['decide', /^(?:decision|decide)\b\s*[:–—]?\s*/i],
  ['ensure', /^(?:ensure|make sure)(?: that)?\b\s*[:–—]?\s*/i],
  ['note', /^(?:note|nb|n\.b\.)\s*[:–—]\s*/i],
]

/** The soft check in a comment: `Watch for: rising latency` → `{ verb: 'watch', text: 'rising latency' }`. */
export function readSoftCheck(comment: string): SoftCheck | undefined {
  const text = comment.trim()
  for (const [verb, pattern] of SOFT) {
    const match = pattern.exec(text)
    if (match) return { verb, text: text.slice(match[0].length).trim() }
  }
  return undefined
}

/**
 * What an author says a command should print, as something a program can compare.
 *
 * A text that only a person can judge ("All tests passed") becomes `prose` with `decidable: false`: a check may ask
 * about it, it may never count as passed. What a session printed is a `sample`, which decides nothing by itself. For `number` with unit `version`, `values[0]` is the version and the
 * comparison is meant by its parts. For `list` and `contains`, every value must appear in the output; for `one-of`,
 * one of them is all of it; for `wildcard`, one of them matches with `_` and `...` standing for anything; for
 * `sequence`, they appear one after the other over time.
 *
 * @param text the author's words, or for `block` and `transcript` the sample of the output; a label is removed
 * @param line where the text stands
 * @param form how it was written
 */
export function readExpectation(text: string, line: number, form: Expectation['form']): Expectation {
  const announced = (isExpectation(text)?.text ?? text).trim()
  const reading = form === 'block' || form === 'transcript' ? readOutput(announced) : readWords(tidySpaces(announced))
  const expectation = { ...reading, text: announced, line, form }
  if (form === 'transcript') return { ...expectation, decidable: false, sample: true }
  return { ...expectation, decidable: reading.kind !== 'prose' }
}

const VERB =
  /^(?!all\b|each\b|every\b|both\b)(?:[^:]{0,60}?\s)?should (?:now |still |only )?(?<verb>be|return|show|print|output|say|display|equal|match|include|contain|list|report|respond with)\b:?\s*/is
const PARTLY = new Set(['include', 'contain', 'list', 'show'])

function withoutVerb(text: string): { rest: string; partly: boolean } {
  const match = VERB.exec(text)
  if (!match) return { rest: text, partly: false }
  return { rest: text.slice(match[0].length), partly: PARTLY.has(match.groups!.verb!.toLowerCase()) }
}

const ORDERED = /^\s*\d+[.)]\s+/
const BULLET = /^\s*[-*•]\s+/

/** Words about an output. Several lines are a sequence of states or a list, if each is a value by itself. */
function readWords(text: string): Reading {
  const { rest, partly } = withoutVerb(text)
  const lines = linesOf(rest)
  if (lines.length < 2) return readExpectedValue(rest, partly)
  const term = readTerm(rest)
  if (term) return term
  const ordered = lines.every((line) => ORDERED.test(line))
  const values = lines.map((line) => literalOf(line.replace(ordered ? ORDERED : BULLET, '')))
  if (values.some((value) => value === undefined)) return { kind: 'prose' }
  return { kind: ordered ? 'sequence' : 'list', values: values as string[] }
}

/** `State: OPEN` in code, or a line that is one literal; a note in parentheses behind it is left out. */
function literalOf(item: string): string | undefined {
  const code = /`([^`]+)`/.exec(item)?.[1]
  if (code !== undefined) return code
  const reading = readExpectedValue(item.replace(/\s*\([^()]*\)\s*$/, '').trim(), false)
  return reading.values?.length === 1 && reading.kind !== 'http-status' ? reading.values[0] : undefined
}

const VOLATILE = /[┌│└╔║╚─═]|\d{4}-\d\d-\d\d|\d\d:\d\d:\d\d|\b\d+\.\d+ ?(?:s|ms|seconds|minutes)\b/

/** A sample of the output itself: its lines, or only its shape where it holds what differs each time. */
function readOutput(text: string): Reading {
  const values = linesOf(text).map((line) => line.trim())
  if (values.length === 0) return { kind: 'prose' }
  if (values.some((line) => /(?:\.\.\.|…)/.test(line))) return { kind: 'wildcard', values: [text] }
  if (readTerm(text)?.kind === 'json' || VOLATILE.test(text)) return { kind: 'shape' }
  return { kind: values.length === 1 ? 'contains' : 'list', values }
}

const linesOf = (text: string) => text.split('\n').filter((line) => line.trim() !== '')
