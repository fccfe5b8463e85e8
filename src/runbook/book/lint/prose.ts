import type { Span } from '../../../kit/diagnostic.ts'
import type { Document, Inline } from '../document.ts'

/**
 * The source of running text with everything blanked that is not prose: code, comments, HTML tags and the targets of
 * links. Offsets stay the same, so that what is found in it can be found in the file.
 */
export function proseOf(inline: Inline): string {
  const { raw } = inline
  if (!/[`<(\]]/.test(raw)) return raw
  return raw
    .replace(/(`+)(?!`)[\s\S]{1,2000}?(?<!`)\1(?!`)/g, blank)
    .replace(/<!--[\s\S]{0,4000}?(?:-->|$)/g, blank)
    .replace(/<\/?[a-z][^<>\n]{0,300}>/gi, blank)
    .replace(/\]\([^()\n]{0,500}(?:\([^()\n]{0,200}\)[^()\n]{0,200})?\)/g, (match) => `]${blank(match.slice(1))}`)
    .replace(/\bhttps?:\/\/[^\s<>)\]]{1,500}/g, blank)
}

const blank = (text: string) => text.replace(/[^\n]/g, ' ')

/** The place in the file of a piece of an inline's source. */
export function spanInInline(document: Document, inline: Inline, offset: number, length: number): Span {
  const before = inline.raw.slice(0, offset)
  const lineIndex = before.split('\n').length - 1
  const line = inline.line + lineIndex
  const start = offset - (before.lastIndexOf('\n') + 1)
  const rawLine = inline.raw.split('\n')[lineIndex] ?? ''
  const source = document.lines[line - 1] ?? ''
  const base = lineIndex === 0 ? inline.column - 1 : Math.max(0, source.indexOf(rawLine.trimEnd()))
  const column = base + start + 1
  return { line, column, endLine: line, endColumn: Math.min(column + length, source.length + 1) }
}
