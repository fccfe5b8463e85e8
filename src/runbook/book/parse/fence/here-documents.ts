const OPENS = /(?<!<)<<(?!<)(-?)[ \t]*\\?(['"]?)([A-Za-z_][\w.-]*)\2/g

/**
 * Tells which lines stand inside a here-document, its closing line included: what looks like a prompt there is text of
 * the document. A document that nothing closes is none: in a session each of its lines has a prompt of its own. The
 * closing word may be indented, as it is where a page indents the whole block; whether a shell agrees is for its parser.
 */
export function linesInDocuments(lines: readonly string[]): readonly boolean[] {
  const inside = lines.map(() => false)
  if (!lines.some((line) => line.includes('<<'))) return inside
  const closers = closingLines(lines)
  for (let at = 0; at < lines.length; at++) {
    let last = at
    for (const [, , , word = ''] of (lines[at] ?? '').matchAll(OPENS)) {
      const left = closers.get(word) ?? []
      while (left.length > 0 && (left.at(-1) as number) <= last) left.pop()
      last = left.at(-1) ?? last
    }
    for (let index = at + 1; index <= last; index++) inside[index] = true
    at = last
  }
  return inside
}

/** Lines that are one word, by that word, the last line first. */
function closingLines(lines: readonly string[]): Map<string, number[]> {
  const found = new Map<string, number[]>()
  for (let index = lines.length - 1; index >= 0; index--) {
    const word = (lines[index] ?? '').trim()
    if (!/^[A-Za-z_][\w.-]*$/.test(word)) continue
    const places = found.get(word)
    if (places) places.push(index)
    else found.set(word, [index])
  }
  return found
}
