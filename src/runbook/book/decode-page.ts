/** Bytes of a file → the text of a page, or why it is not text. */
import type { Span } from '../../kit/diagnostic.ts'
import type { UnreadableCode } from './unreadable.ts'

export type Decoded = { ok: true; text: string } | { ok: false; code: UnreadableCode; fact: string; span?: Span }

const strict = new TextDecoder('utf-8', { fatal: true })

/**
 * Decodes UTF-8 strictly and drops a byte order mark. Nothing is guessed and nothing replaced: a command must not gain
 * or lose a character between the file and its reader.
 */
export function decodePage(bytes: Uint8Array): Decoded {
  const wide = wideEncoding(bytes)
  if (wide) return { ok: false, code: 'RB002', fact: wide }
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

function wideEncoding(bytes: Uint8Array): string | undefined {
  const [first, second, third, fourth] = bytes
  if (first === 0xff && second === 0xfe) return third === 0 && fourth === 0 ? 'UTF-32' : 'UTF-16 (little endian)'
  if (first === 0xfe && second === 0xff) return 'UTF-16 (big endian)'
  if (first === 0 && second === 0 && third === 0xfe && fourth === 0xff) return 'UTF-32'
  return undefined
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
