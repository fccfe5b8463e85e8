import { expect, test } from 'vitest'
import { boundWords, durationWords } from './time-words.ts'

const check = (seconds: number, expected: string) => expect(durationWords(seconds)).toBe(expected)

test('the units people say', () => {
  check(0.25, '250 ms')
  check(30, '30 s')
  check(60, '1 min')
  check(90, '90 s')
  check(900, '15 min')
  check(9_000, '2 h 30 min')
  check(86_400, '1 d')
  check(7_199, '2 h')
  check(86_399, '1 d')
  check(3_599, '59 min 59 s')
})
test('a bound is a limit or a range', () => {
  expect(boundWords({ minSeconds: 30, maxSeconds: 30 })).toBe('up to 30 s')
  expect(boundWords({ minSeconds: 300, maxSeconds: 600 })).toBe('5 min to 10 min')
})
