import { expect, test } from 'vitest'
import { readExpectation } from '../../book/parse/expectation.ts'
import { diffExpectation } from './diff-expectation.ts'

const diff = (text: string, stdout: string, form: 'comment' | 'block' | 'transcript' = 'block') =>
  diffExpectation(readExpectation(text, 1, form), { stdout, stderr: '' })

test('lines that changed, with their neighbours', () =>
  expect(diff('a\nb\nc\nd\ne', 'a\nb\nX\nd\ne\n')).toEqual(['  b', '- c', '+ X', '  d']))
test('wildcards count as the same', () =>
  expect(diff('since ...\nup', 'since Monday\ndown')).toEqual(['  since Monday', '- up', '+ down']))
test('a single value shows both sides', () =>
  expect(diff('> 0.99', '0.97\n', 'comment')).toEqual(['- > 0.99', '+ 0.97']))
test('nothing was printed', () => expect(diff('pong', '', 'comment')).toEqual(['- pong']))
test('control characters are escaped', () => expect(diff('a', 'b\u0007', 'comment')).toEqual(['- a', '+ "b\\u0007"']))
test('it stays short', () => {
  const lines = diff('a', 'x\n'.repeat(5000), 'transcript')
  expect(lines.length).toBe(13)
  expect(lines.at(-1)).toMatch(/^ {2}… \d+ more lines$/)
})
