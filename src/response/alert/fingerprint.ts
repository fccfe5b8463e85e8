import type { LabelSet } from '../../kit/label-set.ts'
import { sortedNames } from './label-order.ts'

const encoder = new TextEncoder()
/** Ends a name and a value: no UTF-8 text contains this byte, so `{a="bc"}` and `{ab="c"}` differ. */
const END = 0xff
const PRIME = 0x1b3
/** A character is a byte: nothing to encode. */
const PLAIN = /^[\0-\x7f]*$/

/**
 * The identity of a set of labels: FNV-1a with 64 bits over `name 0xFF value 0xFF`, sorted by name, as 16 hex digits.
 * The contract is Alertmanager's (`fingerprint` in its API v2 and webhook v4), so both sides name an alert alike.
 */
export function fingerprint(labels: LabelSet): string {
  return hash(sortedNames(labels).flatMap((name) => [name, labels[name]!]))
}

/** The same hash over texts in the given order; for identities of our own that are no label set. */
export function hash(texts: readonly string[]): string {
  // Four parts of 16 bits, lowest first: all products stay small integers, several times faster than one big integer.
  let [a, b, c, d] = [0x2325, 0x8422, 0x9ce4, 0xcbf2]
  for (const text of texts) {
    const bytes = PLAIN.test(text) ? undefined : encoder.encode(text)
    const length = bytes?.length ?? text.length
    for (let at = 0; at <= length; at++) {
      a ^= at === length ? END : (bytes?.[at] ?? text.charCodeAt(at))
      // The prime is 2^40 + 0x1b3: the first term moves a part up by two places and eight bits.
      const [lowest, low] = [a * PRIME, b * PRIME + ((a * PRIME) >>> 16)]
      const high = c * PRIME + (a << 8) + (low >>> 16)
      d = (d * PRIME + (b << 8) + (high >>> 16)) & 0xffff
      a = lowest & 0xffff
      b = low & 0xffff
      c = high & 0xffff
    }
  }
  return hex(d) + hex(c) + hex(b) + hex(a)
}

const hex = (part: number) => part.toString(16).padStart(4, '0')
