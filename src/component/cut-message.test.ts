import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cutLines, cutMessage, utf8Bytes, utf16Units } from './cut-message.ts'
import { messageLine } from './message-line.ts'

test.each([
  ['short', 5, 'short'],
  ['longer than that', 7, 'longer…'],
  ['longer than that', 8, 'longer…'],
  ['longer', 1, '…'],
  ['longer', 0, ''],
  ['👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 12, '👩‍👩‍👧‍👦…'],
  ['👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 11, '…'],
  [`e${'\u0301'.repeat(99)}`, 4, 'e\u0301\u0301…'],
])('%s in %i', (text, max, expected) => expect(cutMessage(text, max)).toBe(expected))

test('lines', () => {
  expect(cutLines(['one', 'two', 'three'], 13)).toBe('one\ntwo\nthree')
  expect(cutLines(['one', 'two', 'three'], 12)).toBe('one\ntwo\nthr…')
  expect(cutLines(['one', 'two', 'three'], 8)).toBe('one\ntwo')
  expect(cutLines(['one and more', 'two'], 6)).toBe('one a…')
})

const texts = fc.string({ unit: 'binary', maxLength: 200 })
test('never longer than allowed, a beginning, whole when it fits', () =>
  fc.assert(
    fc.property(texts, fc.nat(120), fc.constantFrom(utf16Units, utf8Bytes), (text, max, measure) => {
      const cut = cutMessage(text, max, measure)
      if (measure(text) <= max) expect(cut).toBe(text)
      else {
        expect(measure(cut)).toBeLessThanOrEqual(max)
        expect(text.startsWith(cut.slice(0, -1))).toBe(true)
        expect(cut === '' || cut.endsWith('…')).toBe(true)
      }
    }),
    { numRuns: 2_000 },
  ))

test('a megabyte takes no longer than a page', () => {
  const started = performance.now()
  for (const unit of ['a', '\u0301', '👩‍👩‍👧‍👦', '\ud83d', '\n']) cutMessage(messageLine(unit.repeat(1_000_000)), 300)
  expect(performance.now() - started).toBeLessThan(5_000)
})
