import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Fix } from '../../../kit/diagnostic.ts'
import { applyFixes, compatibleFixes } from './apply-edits.ts'

const edit = (line: number, column: number, endLine: number, endColumn: number, text: string) => ({
  span: { line, column, endLine, endColumn },
  text,
})
const fix = (...edits: Fix['edits'][number][]): Fix => ({ title: 'mend', safe: true, edits })
const mend = (text: string, ...fixes: Fix[]) =>
  applyFixes(
    text,
    compatibleFixes(
      text,
      fixes.map((one) => ({ fix: one })),
    ).map((chosen) => chosen.fix),
  )
const check = (text: string, fixes: Fix[], expected: string) => expect(mend(text, ...fixes)).toBe(expected)

test('replaces, inserts and removes', () => {
  check('one\ntwo\n', [fix(edit(2, 1, 2, 4, 'deux'))], 'one\ndeux\n')
  check('one\ntwo\n', [fix(edit(2, 1, 2, 1, 'and '))], 'one\nand two\n')
  check('one\ntwo\n', [fix(edit(1, 1, 2, 1, ''))], 'two\n')
})
test('edits of one fix are applied together, last line included', () =>
  check('a\nb', [fix(edit(2, 2, 2, 2, '!'), edit(1, 2, 1, 2, '?'))], 'a?\nb!'))
test('of two fixes for the same place the first wins', () =>
  check('abc\n', [fix(edit(1, 1, 1, 3, 'x')), fix(edit(1, 2, 1, 4, 'y'))], 'xc\n'))
test('a fix that overlaps in one edit is left out whole', () =>
  check('abc\ndef\n', [fix(edit(1, 1, 1, 2, 'x')), fix(edit(1, 1, 1, 3, 'y'), edit(2, 1, 2, 2, 'z'))], 'xbc\ndef\n'))
test('the same edit asked for twice is made once', () =>
  check('``` text\n', [fix(edit(1, 4, 1, 9, '')), fix(edit(1, 4, 1, 9, ''))], '```\n'))
test('columns beyond the line mean its end, before the carriage return', () =>
  check('a\r\nb\r\n', [fix(edit(1, 9, 1, 9, '!'))], 'a!\r\nb\r\n'))
test('inserted lines end as the page does', () =>
  check('a\r\nb\r\n', [fix(edit(2, 1, 2, 1, 'x\n'))], 'a\r\nx\r\nb\r\n'))
test('the end of the text is the line after the last', () => check('a\n', [fix(edit(3, 1, 3, 1, 'b\n'))], 'a\nb\n'))
test('a place that does not exist is no fix', () => check('a\n', [fix(edit(9, 1, 9, 1, 'b'))], 'a\n'))
test('whatever the edits, text outside of them is untouched', () =>
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('a', 'b', '\n', '\r\n')),
      fc.array(fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }))),
      (parts, places) => {
        const text = parts.join('')
        const fixes = places.map(([line, column]) => fix(edit(line, column, line, column, '#')))
        expect(mend(text, ...fixes).replaceAll('#', '')).toBe(text)
      },
    ),
  ))
