import { expect, test } from 'vitest'
import { fillBlanks } from './fill-blanks.ts'

test.each([
  ['Impact: [who]', { '[who]': 'everybody' }, 'Impact: everybody'],
  ['[a] and [a] and [b]', { '[a]': '[b]', '[b]': 'x' }, '[b] and [b] and x'],
  ['Impact: [who]', { '[who]': ' ' }, 'Impact: [who]'],
  ['$& [a]', { '[a]': '$&' }, '$& $&'],
  ['', { '[a]': 'x' }, ''],
])('%j', (text, values, expected) => {
  expect(fillBlanks(text, values)).toBe(expected)
})
