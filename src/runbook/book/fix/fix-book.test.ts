import { expect, test } from 'vitest'
import type { Diagnostic } from '../../../kit/diagnostic.ts'
import type { Book } from '../book.ts'
import { readPage } from '../parse/read-page.ts'
import { fixBook, type Lint } from './fix-book.ts'

const bookOf = (text: string): Book => ({
  root: '.',
  repositories: [
    { root: '.', files: new Set(), folders: new Set(), complete: true, artifacts: [], pages: [readPage('a.md', text)] },
  ],
  unread: [],
})
/** A rule that replaces the first `from` of every line. */
const replacing =
  (from: string, to: string, safe = true): Lint =>
  (book) => [
    {
      repository: '.',
      findings: book.repositories[0]!.pages[0]!.document.lines.flatMap((line, index): Diagnostic[] => {
        const column = line.indexOf(from) + 1
        const span = { line: index + 1, column, endLine: index + 1, endColumn: column + from.length }
        return column === 0
          ? []
          : [
              {
                rule: 'RB999',
                severity: 'warning',
                file: 'a.md',
                span,
                message: 'x',
                fix: { title: 'replace', safe, edits: [{ span, text: to }] },
              },
            ]
      }),
    },
  ]
const check = (text: string, lint: Lint, expected: string) => {
  const fixed = fixBook(bookOf(text), lint)
  expect(fixed.book.repositories[0]!.pages[0]!.document.text).toBe(expected)
  return fixed
}

test('fixes are repeated until there is nothing left', () => {
  const { pages } = check('aa\n', replacing('a', 'b'), 'bb\n')
  expect(pages[0]).toMatchObject({ file: 'a.md', before: 'aa\n', after: 'bb\n' })
  expect(pages[0]!.fixes).toHaveLength(2)
})
test('the result is stable', () => {
  const { book } = fixBook(bookOf('aa\n'), replacing('a', 'b'))
  expect(fixBook(book, replacing('a', 'b')).pages).toEqual([])
})
test('a fix that is not safe is never applied', () =>
  expect(check('a\n', replacing('a', 'b', false), 'a\n').pages).toEqual([]))
test('a fix that changes nothing does not go on for ever', () => check('a\n', replacing('a', 'a'), 'a\n'))
test('two rules that undo each other end', () => {
  const both: Lint = (book) => [...replacing('a', 'b')(book), ...replacing('b', 'a')(book)]
  expect(fixBook(bookOf('a\n'), both).pages).toEqual([])
})
