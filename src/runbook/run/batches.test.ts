import { expect, test } from 'vitest'
import { readBatches, readFailureBudget } from './batches.ts'

const ten = Array.from({ length: 10 }, (_, index) => `t${index}`)
const sizes = (text: string | undefined, targets = ten) => {
  const reading = readBatches(text, targets)
  return reading.ok ? reading.batches.map((batch) => batch.length) : reading.reason
}

test.each([
  [undefined, [10]],
  ['1,25%,100%', [1, 3, 6]],
  ['4', [4, 4, 2]],
  ['1, 2', [1, 2, 2, 2, 2, 1]],
  ['100%', [10]],
  ['1%', [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]],
])('%s', (text, expected) => expect(sizes(text)).toEqual(expected))

test('every target is in one group, in order', () => {
  const reading = readBatches('3,20%', ten)
  expect(reading.ok && reading.batches.flat()).toEqual(ten)
  expect(sizes('1', [])).toEqual([])
})

test.each(['0', '', 'all', '120%', '1,,2', '-1'])('%j is refused', (text) =>
  expect(sizes(text)).toContain('is neither a number of targets nor a percentage'),
)

test.each([
  ['0', 0],
  ['2', 2],
  ['25%', 2],
  ['100%', 10],
  ['none', undefined],
])('budget %s', (text, expected) => expect(readFailureBudget(text, 10)).toBe(expected))
