/** Byte patterns, arranged so that a position of a stream where none begins is passed over at once. */

export interface Patterns {
  /** 1 where a pattern begins with these two bytes. */
  pairs: Uint8Array
  /** Patterns by their first four bytes, in the order of their bytes. */
  byHead: ReadonlyMap<number, readonly Uint8Array[]>
  /** The beginnings of all patterns, of one, two and three bytes. */
  beginnings: ReadonlySet<number>
  empty: boolean
}

const HEAD = 4

/** @param all patterns of at least four bytes */
export function patternsOf(all: readonly Uint8Array[]): Patterns {
  const pairs = new Uint8Array(65_536)
  const beginnings = new Set<number>()
  const byHead = new Map<number, Uint8Array[]>()
  for (const pattern of all.toSorted((one, other) => Buffer.compare(one, other))) {
    pairs[(pattern[0]! << 8) | pattern[1]!] = 1
    for (const count of [1, 2, 3]) beginnings.add(beginning(pattern, 0, count))
    const head = headAt(pattern, 0)
    const known = byHead.get(head)
    if (!known) byHead.set(head, [pattern])
    else if (Buffer.compare(known.at(-1)!, pattern) !== 0) known.push(pattern)
  }
  return { pairs, beginnings, byHead, empty: all.length === 0 }
}

/** Only what follows the data can tell whether a pattern begins here. */
export const UNDECIDED = -1

export interface Piece {
  data: Uint8Array
  /** Nothing follows. */
  last: boolean
}

/**
 * Where the longest pattern that begins at a place ends; 0 when none does; `UNDECIDED` when the data end inside of one.
 * The time grows with the length of what agrees and the logarithm of the number of patterns.
 */
export function matchAt(patterns: Patterns, { data, last }: Piece, at: number): number {
  if (data.length - at < HEAD) return !last && beginsOne(patterns, data, at) ? UNDECIDED : 0
  const list = patterns.byHead.get(headAt(data, at))
  if (!list) return 0
  let low = 0
  let high = list.length
  let found = 0
  // The patterns from `low` to `high` agree with the data for `depth` bytes; one of just this length comes first.
  for (let depth = HEAD; ; depth++) {
    if (list[low]!.length === depth) {
      found = at + depth
      low++
    }
    if (low >= high) return found
    if (at + depth === data.length) return last ? found : UNDECIDED
    const byte = data[at + depth]!
    low = firstNotBelow(list, { low, high, depth }, byte)
    high = firstNotBelow(list, { low, high, depth }, byte + 1)
    if (low >= high) return found
  }
}

interface Range {
  low: number
  high: number
  depth: number
}

/** The first pattern of the range whose byte at this depth is not smaller. */
function firstNotBelow(list: readonly Uint8Array[], { low, high, depth }: Range, byte: number): number {
  let from = low
  let to = high
  while (from < to) {
    const middle = (from + to) >> 1
    if (list[middle]![depth]! < byte) from = middle + 1
    else to = middle
  }
  return from
}

/** True when some pattern begins with all that is left of the data, at most three bytes. */
const beginsOne = ({ beginnings }: Patterns, data: Uint8Array, at: number): boolean =>
  beginnings.has(beginning(data, at, data.length - at))

const headAt = (bytes: Uint8Array, at: number) =>
  (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!

function beginning(bytes: Uint8Array, at: number, count: number): number {
  let value = count
  for (let index = 0; index < count; index++) value = value * 256 + bytes[at + index]!
  return value
}
