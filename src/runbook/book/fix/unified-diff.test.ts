import { expect, test } from 'vitest'
import { unifiedDiff } from './unified-diff.ts'

const check = (before: string, after: string, ...expected: string[]) =>
  expect(unifiedDiff('a.md', before, after)).toBe(
    expected.length === 0 ? '' : `--- a/a.md\n+++ b/a.md\n${expected.join('\n')}\n`,
  )

test('nothing changed, nothing said', () => check('a\n', 'a\n'))
test('a changed line with what stands around it', () =>
  check(
    '1\n2\n3\n4\n5\n6\n7\n8\n9\n',
    '1\n2\n3\n4\nfive\n6\n7\n8\n9\n',
    '@@ -2,7 +2,7 @@',
    ' 2',
    ' 3',
    ' 4',
    '-5',
    '+five',
    ' 6',
    ' 7',
    ' 8',
  ))
test('an inserted and a removed line', () => {
  check('a\n', 'a\nb\n', '@@ -1 +1,2 @@', ' a', '+b')
  check('a\nb\n', 'b\n', '@@ -1,2 +1 @@', '-a', ' b')
})
test('a missing last line end', () => check('a', 'a\n', '@@ -1 +1 @@', '-a', '\\ No newline at end of file', '+a'))
test('places far from each other are hunks of their own', () => {
  const lines = Array.from({ length: 30 }, (_, n) => `${n}\n`)
  const after = lines.with(2, 'x\n').with(25, 'y\n').join('')
  expect(unifiedDiff('a.md', lines.join(''), after).match(/^@@/gm)).toHaveLength(2)
})
