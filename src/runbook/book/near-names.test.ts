import { expect, test } from 'vitest'
import { editDistance, nearNames } from './near-names.ts'

const commands = ['check', 'fmt', 'list', 'view', 'search', 'explain']
const check = (typed: string, expected: string[]) => expect(nearNames(typed, commands)).toEqual(expected)

test('a swapped pair of letters is one slip', () => check('chekc', ['check']))
test('a missing letter', () => check('serch', ['search']))
test('something else entirely suggests nothing', () => check('deploy', []))
test('short names allow one edit only', () => {
  check('fm', ['fmt'])
  check('xyz', [])
})
test('case does not count', () => check('CHECK', ['check']))
test('the start of a longer name finds it', () =>
  expect(nearNames('disaster', ['disaster-recovery.md', 'monitoring.md'])).toEqual(['disaster-recovery.md']))
test('distance counts each kind of slip once', () => {
  expect(editDistance('', 'abc')).toBe(3)
  expect(editDistance('kitten', 'sitting')).toBe(3)
  expect(editDistance('ab', 'ba')).toBe(1)
})
