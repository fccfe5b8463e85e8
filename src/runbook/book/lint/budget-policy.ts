import type { Page } from '../page.ts'
import { itemTexts, labelledParts, outlineOf } from '../parse/outline.ts'
import type { LineFinding } from './line-findings.ts'

/** Limits that a policy attaches actions to: `(< 10%)`, `(> 50%)`, `(10-50%)`. */
interface Band {
  low: number
  high: number
  line: number
  text: string
}

const BAND =
  /\(\s*(?:(<=?|≤|>=?|≥)\s*(\d{1,3}(?:\.\d+)?)\s?%|(\d{1,3}(?:\.\d+)?)\s?%?\s*(?:-|–|to)\s*(\d{1,3}(?:\.\d+)?)\s?%)[^()]*\)/

/** A policy on the error budget that says what to do below one share and above another, and nothing in between. */
export function* gapFindings({ document }: Page): Iterable<LineFinding> {
  for (const section of outlineOf(document).sections) {
    if (!/budget/i.test(section.title) && !section.children.some(({ title }) => /budget/i.test(title))) continue
    const titles = [
      ...section.children.map(({ title, line }) => ({ text: title, line })),
      ...labelledParts(section.blocks).map(({ name, qualifier, line }) => ({
        text: qualifier ? `${name} (${qualifier})` : name,
        line,
      })),
      ...section.blocks.flatMap((block) =>
        block.kind === 'list' ? itemTexts([block]).map((text) => ({ text, line: block.line })) : [],
      ),
    ]
    const bands = titles
      .flatMap(({ text, line }) => bandOf(text, line) ?? [])
      .sort((a, b) => a.low - b.low || a.high - b.high)
    if (bands.length < 2) continue
    let covered = bands[0]!
    for (const band of bands.slice(1)) {
      if (band.low > covered.high) {
        yield {
          line: covered.line,
          message: `The policy says what to do up to ${covered.high} % and from ${band.low} % (line ${band.line}), but nothing for what lies between`,
          hint: 'Move one of the limits, or add a stage in between',
        }
        break
      }
      if (band.high > covered.high) covered = band
    }
  }
}

function bandOf(text: string, line: number): Band | undefined {
  const match = BAND.exec(text)
  if (!match) return undefined
  const [, sign, limit, from, to] = match
  if (from !== undefined) return { low: Number(from), high: Number(to), line, text }
  const value = Number(limit)
  return sign!.startsWith('<') || sign === '≤'
    ? { low: Number.NEGATIVE_INFINITY, high: value, line, text }
    : { low: value, high: Number.POSITIVE_INFINITY, line, text }
}
