import type { Expectation } from '../../book/page.ts'
import { decideJsonShape } from './decide-json.ts'
import { sampleOf } from './decide-text.ts'
import { type Json, parse } from './json-value.ts'
import { matchGroup } from './match-term.ts'
import { readPrintedTerm } from './printed-term.ts'
import { failed, passed, quoted, unverified, type Verdict } from './verdict.ts'

/**
 * Compares a sample with an output of which parts differ each time: JSON by keys and types, `{"status": "ok", ...}` as a
 * term whose other keys are open, and any other text by its lines with numbers, times and identifiers left out.
 */
export function decideShape(expectation: Expectation, text: string, volatile: readonly string[]): Verdict {
  const sample = expectation.text
  const json = parse(sample)
  if (json !== undefined && typeof json === 'object') return decideJsonShape(json, text, volatile)
  if (/^\s*\{\s*"/.test(sample)) return decideOpenJson(sample, text, volatile)
  return decideSkeleton(sample, text)
}

/** JSON with `...` in it is no JSON; what stands in front of the gap is. */
function decideOpenJson(sample: string, text: string, volatile: readonly string[]): Verdict {
  const mended = parse(sample.replace(/,?\s{0,200}(?:\.{3}|…)\s{0,200}(?=[}\]])/gu, ''))
  if (mended !== undefined) return decideOpenEqual(mended, text, volatile)
  const pattern = readPrintedTerm(sample)?.find((piece) => typeof piece === 'object')
  const seen = readPrintedTerm(text)?.find((piece) => typeof piece === 'object')
  if (!pattern || !seen) return unverified(`the sample ${quoted(sample)} cannot be compared`)
  return matchGroup(pattern, seen, { left: 100_000 })
    ? passed(`the output fits ${quoted(sample)}`)
    : failed(`expected ${quoted(sample)}, saw ${sampleOf(text)}`)
}

/** Keys that were written down have the value that was written down; others are open. */
function decideOpenEqual(expected: Json, text: string, volatile: readonly string[]): Verdict {
  return decideJsonShape(expected, text, volatile)
}

/** What differs between two outputs of one command: numbers, times, hexadecimal identifiers, widths of columns. */
const VOLATILE =
  /\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?|\d{1,2}:\d\d(?::\d\d)?|[0-9a-f]{8}(?:-[0-9a-f]{4,12}){3,4}|(?=[a-f]{0,64}\d)[0-9a-f]{7,64}(?![\p{L}\p{N}])|\d+(?:[.,]\d+)*/giu

/** A line with everything that varies replaced by one sign. */
export const skeletonOf = (line: string): string =>
  line
    .slice(0, 2000)
    .replace(VOLATILE, '#')
    .replace(/(?<=#)(?:[kmgt]i?b?|ms|s|m|h|d|%)(?![\p{L}\p{N}])/giu, '')
    .replace(/[─═━-]{2,}/g, '-')
    .replace(/\s+/g, ' ')
    .trim()

function decideSkeleton(sample: string, text: string): Verdict {
  const lines = text.split('\n').map(skeletonOf)
  const wanted = sample.split('\n').filter((line) => line.trim() !== '' && !/^\s*(?:\.\.\.|…)\s*$/u.test(line))
  if (wanted.length === 0) return unverified('the sample shows nothing that could be compared')
  let at = 0
  for (const line of wanted) {
    const skeleton = skeletonOf(line)
    const found = lines.indexOf(skeleton, at)
    if (found < 0) {
      // Names in samples are examples too; a person sees at once what a program cannot know.
      return unverified(`the output has no line like ${quoted(line.trim())}`)
    }
    at = found + 1
  }
  return passed(
    `${wanted.length === 1 ? 'the line' : `all ${wanted.length} lines`} of the sample came, numbers and times aside`,
  )
}
