import { expect, test } from 'vitest'
import { readBatches, readFailureBudget } from './batches.ts'

const names = (count: number) => Array.from({ length: count }, (_, index) => `t${index + 1}`)
const sizes = (text: string | undefined, count: number) => {
  const reading = readBatches(text, names(count))
  if (!reading.ok) return reading.reason
  expect(reading.batches.flat()).toEqual(names(count))
  return reading.batches.map(({ length }) => length).join(' ')
}

test('how targets are cut into groups', () => {
  for (const [text, count, expected] of [
    [undefined, 3, '3'],
    ['1,25%,100%', 20, '1 5 14'],
    ['1,25%,100%', 1, '1'],
    ['1,25%,100%', 2, '1 1'],
    ['2', 5, '2 2 1'],
    [' 1 , 2 ', 6, '1 2 2 1'],
    ['10%', 3, '1 1 1'],
    ['33%', 10, '4 4 2'],
    ['100%', 4, '4'],
    ['50', 4, '4'],
    ['1', 0, ''],
  ] as const)
    expect(sizes(text, count), `${text} of ${count}`).toBe(expected)
})

test('what is no size is named', () => {
  for (const text of ['0', '0%', '101%', '-1', 'all', '1,,2', '', '1.5', '50 %', '1;2'])
    expect(sizes(text, 4), text).toMatch(/is neither a number of targets nor a percentage$/)
})

test('how many may fail', () => {
  for (const [text, targets, expected] of [
    ['0', 5, 0],
    ['2', 5, 2],
    ['10%', 5, 0],
    ['20%', 5, 1],
    ['50%', 5, 2],
    ['100%', 5, 5],
    ['900%', 5, 5],
    [' 3 ', 5, 3],
    ['', 5, undefined],
    ['-1', 5, undefined],
    ['a', 5, undefined],
    ['1.5', 5, undefined],
  ] as const)
    expect(readFailureBudget(text, targets), text).toBe(expected)
})
