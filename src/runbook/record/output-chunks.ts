/** Recorded output as bytes: for each piece a line `<milliseconds> <o|e> <length>`, the piece as it came, and a line feed. */
import type { InlineChunk } from './events.ts'

export interface RecordedChunk {
  /** Since the first piece of the step. */
  atMs: number
  stream: 'stdout' | 'stderr'
  bytes: Uint8Array
}

/** A piece as it is stored in a file. */
export function encodeChunk({ atMs, stream, bytes }: RecordedChunk): Uint8Array {
  const head = `${atMs} ${stream === 'stdout' ? 'o' : 'e'} ${bytes.length}\n`
  return Buffer.concat([Buffer.from(head, 'latin1'), bytes, LINE_FEED])
}

const LINE_FEED = Uint8Array.of(0x0a)
const HEAD = /^(\d{1,15}) ([oe]) (\d{1,12})$/
/** Longer than any head. */
const HEAD_LIMIT = 40

/** Reads the pieces one after the other, up to the first that a crash has cut off. Never throws. */
export function* readChunks(data: Uint8Array): Generator<RecordedChunk> {
  for (let at = 0; at < data.length; ) {
    const end = data.subarray(at, at + HEAD_LIMIT).indexOf(0x0a)
    const head = HEAD.exec(Buffer.from(data.subarray(at, at + Math.max(0, end))).toString('latin1'))
    const from = at + end + 1
    const to = from + Number(head?.[3])
    if (end < 0 || !head || data[to] !== 0x0a) return
    yield { atMs: Number(head[1]), stream: head[2] === 'o' ? 'stdout' : 'stderr', bytes: data.subarray(from, to) }
    at = to + 1
  }
}

/** A piece as it is stored inside of a line of the journal. */
export function inlineChunk({ atMs, stream, bytes }: RecordedChunk): InlineChunk {
  const letter = stream === 'stdout' ? 'o' : 'e'
  const text = Buffer.from(bytes).toString('utf8')
  return Buffer.from(text, 'utf8').equals(bytes)
    ? [atMs, letter, text]
    : [atMs, letter, Buffer.from(bytes).toString('base64'), true]
}

export const outlineChunk = ([atMs, letter, text, base64]: InlineChunk): RecordedChunk => ({
  atMs,
  stream: letter === 'o' ? 'stdout' : 'stderr',
  bytes: Buffer.from(text, base64 ? 'base64' : 'utf8'),
})
