import { expect, test } from 'vitest'
import { codesOf, keyOf, labelledParts, outlineOf, textOf } from './outline.ts'
import { readDocument } from './read-document.ts'

const read = (markdown: string) => readDocument('page.md', markdown)

test('names are compared without numbers, signs, parentheses and colons', () => {
  expect(keyOf('📊 2.1 Success Criteria (all):')).toBe('success criteria')
  expect(keyOf('A. No candidates')).toBe('no candidates')
  expect(keyOf('1. Stop it')).toBe('stop it')
  expect(keyOf('RTO')).toBe('rto')
  expect(keyOf('E-Mail')).toBe('e-mail')
})

test('a label owns what follows it up to the next label', () => {
  const page = read('# A\n\n**One**: first\n\n- item\n\n**Two** (Linux):\n\ntext\n\n```bash\nls\n```\n')
  const parts = labelledParts(page.sections[0]!.blocks)
  expect(
    parts.map(({ key, qualifier, value, blocks }) => [key, qualifier, value, blocks.map(({ kind }) => kind)]),
  ).toEqual([
    ['one', undefined, 'first', ['list']],
    ['two', 'Linux', '', ['paragraph', 'fence']],
  ])
})

test('tables, lists and fences are found inside lists and quotes, each once', () => {
  const page = read('# A\n\n> | x | y |\n> |---|---|\n> | 1 | 2 |\n\n- item\n  - nested\n\n  ```bash\n  ls\n  ```\n')
  const { tables, lists, fences } = outlineOf(page)
  expect([tables.length, lists.length, fences.length]).toEqual([1, 1, 1])
  expect(tables[0]!.section.title).toBe('A')
  expect(outlineOf(page)).toBe(outlineOf(page))
})

test('words and codes of blocks', () => {
  const { blocks } = read(
    'Say `x`.\n\n- one\n  - two\n\n```bash\n# comment\nls -l\n```\n\n```bash\n# only words\n```\n',
  ).root
  expect(textOf(blocks)).toBe('Say x.; one; two; ls -l; only words')
  expect(codesOf(blocks)).toEqual(['x', 'ls -l'])
})
