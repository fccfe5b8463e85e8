import { expect, test } from 'vitest'
import { prometheusDuration, readPrometheusDuration } from './prometheus-duration.ts'

test.each([
  ['30s', 30_000],
  ['5m', 300_000],
  ['1h30m', 5_400_000],
  ['1d', 86_400_000],
  ['2w', 1_209_600_000],
  ['1y', 31_536_000_000],
  ['1m500ms', 60_500],
  ['0', 0],
  ['0s', 0],
])('%s', (text, expected) => expect(readPrometheusDuration(text)).toBe(expected))

test.each(['', '5', '5 m', '-5m', '1.5h', '30m1h', '1M', 'm', '999y', `${'1'.repeat(70)}s`])('"%s" is none', (text) =>
  expect(readPrometheusDuration(text)).toBeUndefined(),
)

test.each([
  [0, '0s'],
  [90_000, '1m30s'],
  [4 * 3_600_000, '4h'],
  [30 * 86_400_000, '30d'],
  [14 * 86_400_000, '2w'],
  [1, '1ms'],
])('%d ms is written %s', (milliseconds, expected) => {
  expect(prometheusDuration(milliseconds)).toBe(expected)
  expect(readPrometheusDuration(expected)).toBe(milliseconds)
})
