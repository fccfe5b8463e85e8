import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fingerprint, hash } from './fingerprint.ts'
import { compareNames } from './label-order.ts'

// Observed in the webhooks of Alertmanager 0.25.0 for these label sets.
test.each([
  [{ alertname: 'C' }, 'd2beefc389d73779'],
  [{ alertname: 'B', a: 'b"q\\z' }, '3d9b7967f7123196'],
  [{ svc: 'xx', q: 'a"b\n', b: '2', alertname: 'A' }, 'cce178289505e883'],
])('%o', (labels, expected) => expect(fingerprint(labels)).toBe(expected))

test('nothing has the offset basis of FNV-1a', () => expect(fingerprint({})).toBe('cbf29ce484222325'))
test('the place of the border between name and value counts', () =>
  expect(fingerprint({ a: 'bc' })).not.toBe(fingerprint({ ab: 'c' })))
test('names are ordered by their bytes, not by UTF-16 units', () => {
  expect(['\u{1f525}', '\uff5e', 'z'].sort(compareNames)).toEqual(['z', '\uff5e', '\u{1f525}'])
  expect(['a\u{1f525}', 'a'].sort(compareNames)).toEqual(['a', 'a\u{1f525}'])
})

test('it is the hash that arithmetic with big integers gives', () => {
  const slow = (texts: readonly string[]) => {
    let value = 0xcbf29ce484222325n
    for (const byte of texts.flatMap((text) => [...new TextEncoder().encode(text), 0xff]))
      value = ((value ^ BigInt(byte)) * 0x100000001b3n) & 0xffff_ffff_ffff_ffffn
    return value.toString(16).padStart(16, '0')
  }
  fc.assert(fc.property(fc.array(fc.string({ unit: 'grapheme' })), (texts) => hash(texts) === slow(texts)))
})
