import type { LabelSet } from '../../kit/label-set.ts'
import { compareNames } from './label-order.ts'

const encoder = new TextEncoder()
/** Ends a name and a value: no UTF-8 text contains this byte, so `{a="bc"}` and `{ab="c"}` differ. */
const END = 0xff

/**
 * The identity of a set of labels: FNV-1a with 64 bits over `name 0xFF value 0xFF`, sorted by name, as 16 hex digits.
 * The contract is Alertmanager's (`fingerprint` in its API v2 and webhook v4), so both sides name an alert alike.
 */
export function fingerprint(labels: LabelSet): string {
  const names = Object.keys(labels).sort(compareNames)
  return hash(names.flatMap((name) => [name, labels[name]!]))
}

/** The same hash over texts in the given order; for identities of our own that are no label set. */
export function hash(texts: readonly string[]): string {
  // Two halves of 32 bits: the prime is 2^40 + 0x1b3, so every product stays below 2^53 and no bigint is needed.
  let high = 0xcbf29ce4
  let low = 0x84222325
  const eat = (byte: number) => {
    low = (low ^ byte) >>> 0
    const product = low * 0x1b3
    high = (high * 0x1b3 + Math.floor(product / 0x1_0000_0000) + ((low << 8) >>> 0)) % 0x1_0000_0000
    low = product % 0x1_0000_0000
  }
  for (const text of texts) {
    for (const byte of encoder.encode(text)) eat(byte)
    eat(END)
  }
  return hex(high) + hex(low)
}

const hex = (half: number) => half.toString(16).padStart(8, '0')
