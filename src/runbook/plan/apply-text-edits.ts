import type { TextEdit } from './shell-place.ts'

/** Applies edits that do not overlap; of several at one place those that insert come first, in the order given. */
export function applyTextEdits(text: string, edits: readonly TextEdit[]): string {
  const ordered = [...edits].sort((a, b) => a.start - b.start || a.end - b.end)
  let result = ''
  let from = 0
  for (const edit of ordered) {
    result += text.slice(from, edit.start) + edit.text
    from = Math.max(from, edit.end)
  }
  return result + text.slice(from)
}
