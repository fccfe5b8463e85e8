/** Bytes of a file → the text of a page, or why it is not text. */
import type { Span } from '../../kit/diagnostic.ts'
import type { UnreadableCode } from './unreadable.ts'

/** UTF-16 is read and its name kept: a page has to be written back as it was, and others do not take it for text. */
export type WideEncoding = 'UTF-16 (little endian)' | 'UTF-16 (big endian)'

export type Decoded =
  | { ok: true; text: string; wide?: WideEncoding }
  | { ok: false; code: UnreadableCode; fact: string; span?: Span }

const strict = new TextDecoder('utf-8', { fatal: true })

/**
 * Decodes UTF-8 strictly, and UTF-16 where a byte order mark says so; the mark is dropped. Nothing is guessed and nothing
 * replaced: a command must not gain or lose a character between the file and its reader.
 */
export function decodePage(bytes: Uint8Array): Decoded {
  if (isUtf32(bytes)) return { ok: false, code: 'RB001', fact: 'it is UTF-32' }
  const wide = wideEncoding(bytes)
  if (wide) return decodeWide(bytes, wide)
  const nul = bytes.indexOf(0)
  if (nul >= 0) return { ok: false, code: 'RB003', fact: `a NUL byte at offset ${nul}`, span: spanOf(bytes, nul) }
  try {
    return { ok: true, text: strict.decode(bytes) }
  } catch {
    const at = firstInvalidByte(bytes)
    const hex = (bytes[at] ?? 0).toString(16).padStart(2, '0').toUpperCase()
    return { ok: false, code: 'RB001', fact: `byte 0x${hex} at offset ${at}`, span: spanOf(bytes, at) }
  }
}

/** The bytes of a text in UTF-16, with the byte order mark that says so. */
export function encodeWide(text: string, wide: WideEncoding): Uint8Array {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le')
  return wide === 'UTF-16 (big endian)' ? bytes.swap16() : bytes
}

function isUtf32([first, second, third, fourth]: Uint8Array): boolean {
  const little = first === 0xff && second === 0xfe && third === 0 && fourth === 0
  return little || (first === 0 && second === 0 && third === 0xfe && fourth === 0xff)
}

function wideEncoding([first, second]: Uint8Array): WideEncoding | undefined {
  if (first === 0xff && second === 0xfe) return 'UTF-16 (little endian)'
  if (first === 0xfe && second === 0xff) return 'UTF-16 (big endian)'
  return undefined
}

function decodeWide(bytes: Uint8Array, wide: WideEncoding): Decoded {
  const whole = bytes.length % 2 === 0
  const body = Buffer.from(bytes.subarray(2, whole ? bytes.length : bytes.length - 1))
  const text = (wide === 'UTF-16 (big endian)' ? body.swap16() : body).toString('utf16le')
  const nul = text.indexOf('\0')
  if (nul >= 0) return { ok: false, code: 'RB003', fact: 'a NUL character', span: spanIn(text, nul) }
  const half = firstHalf(text)
  if (half >= 0) {
    return { ok: false, code: 'RB001', fact: `half a character in ${wide}`, span: spanIn(text, half) }
  }
  if (whole) return { ok: true, text, wide }
  return { ok: false, code: 'RB001', fact: `${wide} with half a character at its end`, span: spanIn(text, text.length) }
}

/** Index of the first surrogate without its other half, or -1. */
function firstHalf(text: string): number {
  return text.search(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/)
}

function spanIn(text: string, index: number): Span {
  const before = text.slice(0, index).split('\n')
  const [line, column] = [before.length, before[before.length - 1]!.length + 1]
  return { line, column, endLine: line, endColumn: column + 1 }
}

function spanOf(bytes: Uint8Array, offset: number): Span {
  let line = 1
  let lineStart = 0
  for (let index = bytes.indexOf(10); index >= 0 && index < offset; index = bytes.indexOf(10, index + 1)) {
    line += 1
    lineStart = index + 1
  }
  const column = offset - lineStart + 1
  return { line, column, endLine: line, endColumn: column + 1 }
}

/** Well-formed sequences after table 3-7 of the Unicode Standard. */
function firstInvalidByte(bytes: Uint8Array): number {
  let index = 0
  while (index < bytes.length) {
    const length = sequenceLength(bytes, index)
    if (length === 0) return index
    index += length
  }
  return Math.max(0, bytes.length - 1)
}

function sequenceLength(bytes: Uint8Array, index: number): number {
  const lead = bytes[index]!
  if (lead < 0x80) return 1
  if (lead < 0xc2 || lead > 0xf4) return 0
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
  const second = bytes[index + 1] ?? 0
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf
  if (second < low || second > high) return 0
  for (let next = 2; next < length; next++) {
    const byte = bytes[index + next] ?? 0
    if (byte < 0x80 || byte > 0xbf) return 0
  }
  return length
}
