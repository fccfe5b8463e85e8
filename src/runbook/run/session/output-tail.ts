/** The last bytes of a stream in bounded memory, and how much there was in all. */
import type { OutputSummary } from './session.ts'

export interface OutputTail {
  push(bytes: Uint8Array): void
  summary(): OutputSummary
}

const FIRST_SIZE = 1024

/** @param limit how many bytes are kept, at least 1 */
export function keepTail(limit: number): OutputTail {
  // A ring that grows by doubling: most steps print a line, and a thousand of them must not cost a thousand full rings.
  let ring = new Uint8Array(0)
  let total = 0
  let lines = 0
  let lastByte = 0x0a
  const grow = (wanted: number) => {
    const kept = inOrder(ring, total)
    ring = new Uint8Array(Math.min(limit, Math.max(FIRST_SIZE, 2 ** Math.ceil(Math.log2(wanted)))))
    // Until it has its full size the ring has never wrapped, so that what it holds lies at its beginning.
    ring.set(kept)
  }
  return {
    push(bytes) {
      if (bytes.length === 0) return
      lines += countLines(bytes)
      lastByte = bytes[bytes.length - 1]!
      if (ring.length < limit && total + bytes.length > ring.length) grow(Math.min(limit, total + bytes.length))
      const kept = bytes.length > ring.length ? bytes.subarray(bytes.length - ring.length) : bytes
      const at = (total + bytes.length - kept.length) % ring.length
      const first = kept.subarray(0, ring.length - at)
      ring.set(first, at)
      ring.set(kept.subarray(first.length), 0)
      total += bytes.length
    },
    summary: () => ({
      bytes: total,
      // A last line without a line feed is a line.
      lines: lines + (lastByte === 0x0a ? 0 : 1),
      tail: inOrder(ring, total),
      truncated: total > ring.length,
    }),
  }
}

function inOrder(ring: Uint8Array, total: number): Uint8Array {
  if (total <= ring.length) return ring.slice(0, total)
  const at = total % ring.length
  const all = new Uint8Array(ring.length)
  all.set(ring.subarray(at))
  all.set(ring.subarray(0, at), ring.length - at)
  return all
}

function countLines(bytes: Uint8Array): number {
  let count = 0
  for (let at = 0; at < bytes.length; at++) if (bytes[at] === 0x0a) count++
  return count
}
