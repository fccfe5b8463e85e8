import { expect, test } from 'vitest'
import { cutTo, displayWidth, wrapTo } from './display-width.ts'

const check = (text: string, expected: number) => expect(displayWidth(text)).toBe(expected)

test('columns of what a terminal shows', () => {
  check('plain', 5)
  check('é', 1)
  check('e\u0301', 1)
  check('日本', 4)
  check('✗ │ →', 5)
  check('🔥', 2)
})
test('a cut keeps within its columns', () => {
  expect(cutTo('disaster-recovery.md', 10)).toBe('disaster-…')
  expect(cutTo('日本日本', 5)).toBe('日本…')
  expect(cutTo('short', 10)).toBe('short')
})
test('wrapping breaks at spaces, and long words where it must', () => {
  expect(wrapTo('the quick brown fox', 10)).toEqual(['the quick', 'brown fox'])
  expect(wrapTo('x'.repeat(20), 8)).toEqual(['xxxxxxxx', 'xxxxxxxx', 'xxxx'])
  expect(wrapTo('', 10)).toEqual([''])
})
