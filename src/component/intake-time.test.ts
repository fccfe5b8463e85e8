import { expect, test } from 'vitest'
import { isZeroTime, readTime } from './intake-time.ts'

const check = (text: string, expected: string | undefined) => expect(readTime(text)?.toISOString()).toBe(expected)

test('RFC 3339', () => {
  check('2030-01-02T03:04:05Z', '2030-01-02T03:04:05.000Z')
  check('2030-01-02T03:04:05.123456789+02:00', '2030-01-02T01:04:05.123Z')
  check('2030-01-01T00:30:00-01:30', '2030-01-01T02:00:00.000Z')
  check('2030-01-01t00:00:00z', '2030-01-01T00:00:00.000Z')
  check('2028-02-29T00:00:00Z', '2028-02-29T00:00:00.000Z')
})
test('what libraries let through', () => {
  check('2030-01-02 03:04:05', '2030-01-02T03:04:05.000Z')
  check('2030-01-02T03:04Z', '2030-01-02T03:04:00.000Z')
  check('2030-01-02T03:04:05+0200', '2030-01-02T01:04:05.000Z')
})
test('no times', () => {
  for (const text of [
    '',
    'yesterday',
    '2030-01-02',
    '2030-02-30T00:00:00Z',
    '2030-13-01T00:00:00Z',
    '2030-01-01T24:00:00Z',
  ])
    check(text, undefined)
})
test('the zero of Go', () => {
  expect(['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'].map((text) => isZeroTime(readTime(text)!))).toEqual([
    true,
    true,
  ])
  expect(isZeroTime(readTime('1970-01-01T00:00:00Z')!)).toBe(false)
})
