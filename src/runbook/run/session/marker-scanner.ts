/** Finds a marker in a stream of bytes that arrives in pieces, without holding back what can be shown at once. */

const MARK = 0x1e

export interface Scanned {
  /** What is certainly not part of the marker; views of the bytes that were pushed. */
  before: readonly Uint8Array[]
  /** What followed the marker, once it was found. */
  after?: Uint8Array
}

export interface MarkerScanner {
  push(bytes: Uint8Array): Scanned
  /** What was held back and turned out to be no marker. */
  end(): Uint8Array
}

/**
 * @param token what follows the byte 0x1E in the marker; it must not contain this byte, so that a marker can only begin where
 *   the byte stands
 */
export function scanForMarker(token: string): MarkerScanner {
  const marker = Buffer.from(`\x1e${token}`, 'latin1')
  let held: Buffer = Buffer.alloc(0)
  return {
    push(bytes) {
      const fresh = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      const before: Uint8Array[] = []
      let data = fresh
      if (held.length > 0) {
        // Only as much of the new bytes as can end the marker is joined with what was held: no copy of large pieces.
        const joined = Buffer.concat([held, fresh.subarray(0, marker.length - held.length)])
        if (joined.equals(marker)) {
          const after = fresh.subarray(marker.length - held.length)
          held = Buffer.alloc(0)
          return { before, after }
        }
        if (marker.subarray(0, joined.length).equals(joined)) {
          held = joined
          return { before }
        }
        before.push(held)
        held = Buffer.alloc(0)
        data = fresh
      }
      const at = data.indexOf(marker)
      if (at >= 0) return { before: withBytes(before, data.subarray(0, at)), after: data.subarray(at + marker.length) }
      const keep = heldBack(data, marker)
      held = Buffer.from(data.subarray(data.length - keep))
      return { before: withBytes(before, data.subarray(0, data.length - keep)) }
    },
    end() {
      const rest = held
      held = Buffer.alloc(0)
      return rest
    },
  }
}

/** How many bytes at the end may be the beginning of the marker. */
function heldBack(data: Buffer, marker: Buffer): number {
  const from = Math.max(0, data.length - marker.length + 1)
  const at = data.lastIndexOf(MARK)
  if (at < from) return 0
  return marker.subarray(0, data.length - at).equals(data.subarray(at)) ? data.length - at : 0
}

const withBytes = (list: Uint8Array[], bytes: Buffer): Uint8Array[] => (bytes.length > 0 ? [...list, bytes] : list)
