/** Edits of fixes, applied to the text they were made for. */
import type { Edit, Fix, Span } from '../../../kit/diagnostic.ts'

/** Where each line of a text begins, as offsets; line 1 is the first entry. */
export function lineStarts(text: string): number[] {
  const starts = [0]
  for (let index = text.indexOf('\n'); index >= 0; index = text.indexOf('\n', index + 1)) starts.push(index + 1)
  return starts
}

interface Range {
  from: number
  to: number
  text: string
}

/** Fixes that can be applied together: each whole or not at all, earlier places first, no two touching the same text. */
export function compatibleFixes<T extends { fix: Fix }>(text: string, candidates: readonly T[]): T[] {
  const starts = lineStarts(text)
  const taken: Range[] = []
  const located = candidates.flatMap((candidate) => {
    const ranges = candidate.fix.edits.map((edit) => rangeOf(edit, starts, text))
    return ranges.length > 0 && ranges.every((range) => range !== undefined) ? [{ candidate, ranges }] : []
  })
  located.sort((a, b) => a.ranges[0]!.from - b.ranges[0]!.from)
  const chosen: T[] = []
  for (const { candidate, ranges } of located) {
    const known = new Set(taken.map(keyOf))
    const repeated = ranges.every((range) => known.has(keyOf(range)))
    const free = ranges.every((range) => taken.every((other) => !overlaps(range, other)))
    if (free) taken.push(...ranges)
    // Two findings may ask for the very same edit; applying it once mends both.
    if (free || repeated) chosen.push(candidate)
  }
  return chosen
}

/** The text after the edits of compatible fixes. New lines end as the page's own lines do. */
export function applyFixes(text: string, fixes: readonly Fix[]): string {
  const starts = lineStarts(text)
  const windows = /\r\n/.test(text)
  const ranges = new Map<string, Range>()
  for (const edit of fixes.flatMap(({ edits }) => edits)) {
    const range = rangeOf(edit, starts, text)
    if (range) ranges.set(keyOf(range), range)
  }
  let result = ''
  let position = 0
  for (const range of [...ranges.values()].sort((a, b) => a.from - b.from || a.to - b.to)) {
    const inserted = windows ? range.text.replace(/\r?\n/g, '\r\n') : range.text
    result += text.slice(position, range.from) + inserted
    position = range.to
  }
  return result + text.slice(position)
}

const keyOf = ({ from, to, text }: Range) => `${from}:${to}:${text}`

/** Two insertions at one place count as overlapping: their order would be arbitrary. */
const overlaps = (a: Range, b: Range) => (a.from < b.to && b.from < a.to) || a.from === b.from

function rangeOf({ span, text }: Edit, starts: readonly number[], page: string): Range | undefined {
  const from = offsetOf(span.line, span.column, starts, page)
  const to = offsetOf(span.endLine, span.endColumn, starts, page)
  return from === undefined || to === undefined || to < from ? undefined : { from, to, text }
}

/** Columns beyond the end of a line mean its end; the line after the last one means the end of the text. */
function offsetOf(
  line: Span['line'],
  column: Span['column'],
  starts: readonly number[],
  text: string,
): number | undefined {
  if (line === starts.length + 1 && column === 1) return text.length
  const start = starts[line - 1]
  if (start === undefined || column < 1) return undefined
  const next = starts[line] ?? text.length + 1
  const end = text[next - 2] === '\r' ? next - 2 : next - 1
  return Math.min(start + column - 1, end)
}
