import { expect, test } from 'vitest'
import type { Diagnostic } from '../../kit/diagnostic.ts'
import type { Book } from '../book/book.ts'
import { readPage } from '../book/parse/read-page.ts'
import { checkReport, joinRoot } from './check-report.ts'

const book = (text: string, root = '.'): Book => ({
  root: '.',
  repositories: [
    {
      root,
      files: new Set(['a.md']),
      folders: new Set(),
      complete: true,
      artifacts: [{ file: 'x.yml', text: 'groups:\n- name: n\n' }],
      pages: [readPage('a.md', text)],
    },
  ],
  unread: [],
})
const diagnostic = (line: number, part: Partial<Diagnostic> = {}): Diagnostic => ({
  rule: 'RB407',
  severity: 'error',
  file: 'a.md',
  span: { line, column: 1, endLine: line, endColumn: 5 },
  message: 'unfinished',
  ...part,
})
const fingerprints = (text: string, ...lines: number[]) =>
  checkReport(book(text), [{ repository: '.', findings: lines.map((line) => diagnostic(line)) }]).findings.map(
    (one) => one.fingerprint,
  )

test('paths are joined to the root of their repository', () => {
  expect(joinRoot('.', 'a.md')).toBe('a.md')
  expect(joinRoot('../other', 'docs/a.md')).toBe('../other/docs/a.md')
  expect(joinRoot('/', 'a.md')).toBe('/a.md')
})
test('a finding keeps its fingerprint when lines are put above it', () =>
  expect(fingerprints('# T\n\nTODO x\n', 3)).toEqual(fingerprints('# T\n\nmore\n\nTODO  x\n', 5)))
test('the same line twice gives two fingerprints', () => {
  const [first, second] = fingerprints('TODO x\n\nTODO x\n', 1, 3)
  expect(first).not.toBe(second)
})
test('a finding about several lines changes its fingerprint with any of them', () => {
  const of = (subject: string) =>
    checkReport(book('rm -rf \\\n  a\n'), [{ repository: '.', findings: [diagnostic(1, { subject })] }]).findings[0]!
      .fingerprint
  expect(of('rm -rf \\\n  a')).toBe(of('rm -rf \\\n    a'))
  expect(of('rm -rf \\\n  a')).not.toBe(of('rm -rf \\\n  a b'))
})
test('the line a finding is about comes with it, from pages and from other files', () => {
  const { findings } = checkReport(book('# T\n\nTODO x\n'), [
    { repository: '.', findings: [diagnostic(3), diagnostic(2, { file: 'x.yml' })] },
  ])
  expect(findings.map(({ file, source }) => [file, source])).toEqual([
    ['a.md', 'TODO x'],
    ['x.yml', '- name: n'],
  ])
})
test('findings are in order whatever order they came in', () => {
  const lines = (found: Diagnostic[]) =>
    checkReport(book('a\nb\nc\n'), [{ repository: '.', findings: found }]).findings.map(({ line }) => line)
  expect(lines([diagnostic(3), diagnostic(1), diagnostic(2)])).toEqual([1, 2, 3])
})
