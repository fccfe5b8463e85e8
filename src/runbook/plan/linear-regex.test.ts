import { expect, test } from 'vitest'
import { linearRegex } from './linear-regex.ts'

const check = (pattern: string, text: string, expected: boolean | undefined) =>
  expect(linearRegex(pattern, text)).toBe(expected)

test('the whole text has to fit', () => {
  check('[a-z]+', 'orders', true)
  check('[a-z]+', 'orders-1', false)
})
test('what RE2 does not know is no valid pattern', () => {
  check('(?=a)a', 'a', undefined)
  check('(', 'a', undefined)
})
test('a pattern that takes others exponential time is answered', () => check('(a+)+$', `${'a'.repeat(5000)}!`, false))
