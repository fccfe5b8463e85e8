/** Takes away what `script` writes around the record of a terminal: a line before it and one after. */
import type { ByteFilter } from '../session.ts'

const HEAD = /^Script started on [^\n]*\n/
const FOOT = /\r?\nScript done on [^\n]*\n?$/
/** The lines hold a date, a terminal's name and our own constant command. */
const LONGEST = 1024

export function recordedBytes(): ByteFilter {
  let held: Buffer = Buffer.alloc(0)
  let begun = false
  return {
    push(bytes) {
      held = Buffer.concat([held, bytes])
      if (!begun && held.length < LONGEST) return new Uint8Array(0)
      if (!begun) held = without(held, HEAD)
      begun = true
      const sure = held.subarray(0, Math.max(0, held.length - LONGEST))
      held = held.subarray(sure.length)
      return sure
    },
    end() {
      const rest = without(begun ? held : without(held, HEAD), FOOT)
      held = Buffer.alloc(0)
      return rest
    },
  }
}

/** Latin-1 has one character a byte, so that nothing but the line changes. */
const without = (bytes: Buffer, line: RegExp) => Buffer.from(bytes.toString('latin1').replace(line, ''), 'latin1')
