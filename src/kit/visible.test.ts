import { expect, test } from 'vitest'
import { ascii, visible, visibleLines } from './visible.ts'

const check = (text: string, expected: string) => expect(visible(text)).toBe(expected)

test('plain text and emoji stay as they are', () => check('café 👩‍🚀 日本', 'café 👩‍🚀 日本'))
test('a colour sequence is shown', () => check('\u001b[31mred', '\\x1b[31mred'))
test('a clipboard sequence is shown', () => check('\u001b]52;c;aGk=\u0007', '\\x1b]52;c;aGk=\\x07'))
test('the one-byte forms of C1 are shown', () => check('\u009b31m', '\\x9b31m'))
test('bidirectional overrides are shown', () => check('a\u202eb\u2066c', 'a\\u{202e}b\\u{2066}c'))
test('invisible spaces and tags are shown', () => check('a\u200bb\u{e0041}', 'a\\u{200b}b\\u{e0041}'))
test('half a pair is shown, a whole one is not', () => check('\ud83d \u{1f600}', '\\u{d83d} \u{1f600}'))
test('line feeds are shown on a line and kept between lines', () => {
  check('a\nb', 'a\\nb')
  expect(visibleLines('a\r\n\tb\rc')).toBe('a\n    b\\rc')
})
test('ASCII keeps the meaning where it can', () => expect(ascii('≥ 5 → “x” é')).toBe('>= 5 -> "x" \\u{e9}'))
