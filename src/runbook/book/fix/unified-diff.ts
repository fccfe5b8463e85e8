/** The difference of two texts in the unified format that `patch` and `git apply` read. */

const CONTEXT = 3

interface Change {
  sign: ' ' | '-' | '+'
  text: string
}

/** A diff with its two file lines; empty text when nothing changed. */
export function unifiedDiff(file: string, before: string, after: string): string {
  if (before === after) return ''
  const changes = changesBetween(splitLines(before), splitLines(after))
  const hunks = hunksOf(changes).map((hunk) => hunkText(hunk, changes))
  return `--- a/${file}\n+++ b/${file}\n${hunks.join('')}`
}

/** Lines with their line ends, so that a missing last line end is a difference like any other. */
const splitLines = (text: string) => text.match(/[^\n]*\n|[^\n]+$/g) ?? []

/**
 * Fixes change few lines of a page: the common head and tail are taken off first, and the middle is compared by the
 * longest common subsequence, or replaced as a whole where it is too long for that.
 */
function changesBetween(before: string[], after: string[]): Change[] {
  let head = 0
  while (head < before.length && head < after.length && before[head] === after[head]) head++
  let tail = 0
  const most = Math.min(before.length, after.length) - head
  while (tail < most && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++
  const same = (text: string): Change => ({ sign: ' ', text })
  const middle = compareMiddle(before.slice(head, before.length - tail), after.slice(head, after.length - tail))
  return [...before.slice(0, head).map(same), ...middle, ...before.slice(before.length - tail).map(same)]
}

const MAX_CELLS = 4_000_000

function compareMiddle(before: string[], after: string[]): Change[] {
  if (before.length * after.length > MAX_CELLS) {
    return [
      ...before.map((text): Change => ({ sign: '-', text })),
      ...after.map((text): Change => ({ sign: '+', text })),
    ]
  }
  const width = after.length + 1
  const longest = new Uint32Array((before.length + 1) * width)
  for (let row = before.length - 1; row >= 0; row--) {
    for (let column = after.length - 1; column >= 0; column--) {
      const at = row * width + column
      longest[at] =
        before[row] === after[column] ? longest[at + width + 1]! + 1 : Math.max(longest[at + width]!, longest[at + 1]!)
    }
  }
  const changes: Change[] = []
  let row = 0
  let column = 0
  while (row < before.length || column < after.length) {
    const at = row * width + column
    const removes = column >= after.length || (row < before.length && longest[at + width]! >= longest[at + 1]!)
    if (row < before.length && column < after.length && before[row] === after[column]) {
      changes.push({ sign: ' ', text: before[row]! })
      row++
      column++
    } else if (removes) changes.push({ sign: '-', text: before[row++]! })
    else changes.push({ sign: '+', text: after[column++]! })
  }
  return changes
}

/** Stretches of changes with three lines around them, as [from, to) of the list of changes. */
function hunksOf(changes: readonly Change[]): [number, number][] {
  const hunks: [number, number][] = []
  for (const [index, { sign }] of changes.entries()) {
    if (sign === ' ') continue
    const from = Math.max(0, index - CONTEXT)
    const to = Math.min(changes.length, index + CONTEXT + 1)
    const last = hunks.at(-1)
    if (last && from <= last[1]) last[1] = to
    else hunks.push([from, to])
  }
  return hunks
}

function hunkText([from, to]: readonly [number, number], changes: readonly Change[]): string {
  const lines = (sign: '-' | '+', part: readonly Change[]) =>
    part.filter((change) => change.sign === ' ' || change.sign === sign).length
  const start = changes.slice(0, from)
  const body = changes.slice(from, to)
  const range = (sign: '-' | '+') => {
    const count = lines(sign, body)
    const first = lines(sign, start) + (count === 0 ? 0 : 1)
    return count === 1 ? `${first}` : `${first},${count}`
  }
  const text = body.map(
    (change) =>
      change.sign + (change.text.endsWith('\n') ? change.text : `${change.text}\n\\ No newline at end of file\n`),
  )
  return `@@ -${range('-')} +${range('+')} @@\n${text.join('')}`
}
