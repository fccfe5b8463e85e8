const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** How much room a text takes where it goes; never less than its number of characters. */
export type Measure = (text: string) => number

export const utf16Units: Measure = (text) => text.length
export const utf8Bytes: Measure = (text) => new TextEncoder().encode(text).length

const ELLIPSIS = '…'

/**
 * The text, or as much of its beginning as fits with an ellipsis behind it, without half of what a reader sees as one character. Empty when not even
 * the ellipsis fits. Takes time linear in `max`, whatever the length of the text.
 */
export function cutMessage(text: string, max: number, measure: Measure = utf16Units, ellipsis = ELLIPSIS): string {
  const head = text.slice(0, 2 * Math.max(max, 0) + 64)
  const room = max - measure(ellipsis)
  let [size, end] = [0, 0]
  for (const piece of pieces(head, max)) {
    size += measure(piece)
    if (size > max) return room < 0 ? '' : head.slice(0, end).trimEnd() + ellipsis
    if (size <= room) end += piece.length
  }
  return text.length === head.length ? text : head.slice(0, end).trimEnd() + ellipsis
}

/** Graphemes; one that is larger than all the room (a letter under a thousand accents) comes in its characters. */
function* pieces(text: string, max: number): Iterable<string> {
  for (const { segment } of graphemes.segment(text)) {
    if (segment.length <= Math.min(max, 64)) yield segment
    else yield* segment
  }
}

/** As many lines as fit, the last one cut. */
export function cutLines(lines: readonly string[], max: number, measure: Measure = utf16Units): string {
  let taken = ''
  for (const line of lines) {
    const longer = taken === '' ? line : `${taken}\n${line}`
    if (measure(longer) <= max) {
      taken = longer
      continue
    }
    const rest = cutMessage(line, max - measure(taken) - 1, measure)
    return rest === '' || taken === '' ? taken || cutMessage(line, max, measure) : `${taken}\n${rest}`
  }
  return taken
}
