import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson } from './canonical-json.ts'

test.each<[unknown, string]>([
  [{ b: 1, a: [true, null, 'x'] }, '{"a":[true,null,"x"],"b":1}'],
  [{ 10: 'ten', 9: 'nine', é: 1, z: 2 }, '{"10":"ten","9":"nine","z":2,"é":1}'],
  [{ gone: undefined, stays: 0 }, '{"stays":0}'],
  [[undefined], '[null]'],
  [-0, '0'],
  [1e21, '1e+21'],
  [new Date(0), '"1970-01-01T00:00:00.000Z"'],
  ['\u2028"\\\n', '"\u2028\\"\\\\\\n"'],
  [JSON.parse('{"__proto__":1,"constructor":2}'), '{"__proto__":1,"constructor":2}'],
  [{}, '{}'],
])('%j is %s', (value, text) => expect(canonicalJson(value)).toBe(text))

test.each([[Number.NaN], [Number.POSITIVE_INFINITY], [() => 1], [Symbol('x')], [undefined]])(
  '%s has no text',
  (value) => expect(() => canonicalJson(value)).toThrow('has no JSON'),
)

test('reading it gives the value, and writing that gives the same text, whatever the order of keys', () =>
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value)
      expect(canonicalJson(JSON.parse(text))).toBe(text)
      expect(canonicalJson(reversed(value))).toBe(text)
    }),
    { numRuns: 500 },
  ))

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, reversed(item)]),
  )
}
