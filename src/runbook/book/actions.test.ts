import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type LoadOptions, loadBook } from './actions.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'opsbook-load-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))
const write = (file: string, content: string | Uint8Array = '# Page\n') => {
  mkdirSync(join(folder, file, '..'), { recursive: true })
  writeFileSync(join(folder, file), content)
}
const load = async (paths: string[] = ['.'], options: Partial<LoadOptions> = {}) => {
  const result = await loadBook(paths, { cwd: folder, ...options })
  if (!result.ok) return result.refusal
  const { repositories, unread } = result.value
  return {
    repositories: repositories.map(({ root, pages, artifacts }) => ({
      root,
      pages: pages.map(({ file }) => file),
      artifacts: artifacts.map(({ file }) => file),
    })),
    unread: unread.map(({ repository, diagnostic }) => `${diagnostic.rule} ${repository} ${diagnostic.file}`),
  }
}
const pagesOf = async (paths?: string[], options?: Partial<LoadOptions>) => {
  const book = await load(paths, options)
  return 'repositories' in book ? book.repositories.flatMap(({ pages }) => pages) : book
}

test('a folder without a repository is its own root', async () => {
  write('docs/a.md')
  write('docs/rules/alerts.yml', 'groups: []\n')
  expect(await load(['docs'])).toEqual({
    repositories: [{ root: 'docs', pages: ['a.md'], artifacts: ['rules/alerts.yml'] }],
    unread: [],
  })
})
test('without a repository the folder of opsbook.yaml is the root of what is below it', async () => {
  write('docs/ops/a.md')
  write('scripts/x.sh')
  expect(await load(['docs/ops'], { projectRoot: folder })).toMatchObject({
    repositories: [{ root: '.', pages: ['docs/ops/a.md'] }],
  })
})
test('the repository above the folder is the root of its pages', async () => {
  write('.git/HEAD')
  write('CODEOWNERS')
  write('docs/ops/a.md')
  write('other/b.md')
  expect(await load(['docs/ops'])).toEqual({
    repositories: [{ root: '.', pages: ['docs/ops/a.md'], artifacts: ['CODEOWNERS'] }],
    unread: [],
  })
})
test('checkouts inside a folder are repositories of their own', async () => {
  write('one/.git/HEAD')
  write('one/docs/a.md')
  write('two/_tree.txt', 'docs/b.md\nscripts/x.sh\n')
  write('two/docs/b.md')
  write('c.md')
  const book = await load()
  expect(book).toMatchObject({
    repositories: [
      { root: '.', pages: ['c.md'] },
      { root: 'one', pages: ['docs/a.md'] },
      { root: 'two', pages: ['docs/b.md'] },
    ],
  })
})
test('a root is written as the user would write it', async () => {
  write('repo/.git/HEAD')
  write('repo/docs/a.md')
  const roots = async (path: string, cwd: string) => {
    const book = await load([path], { cwd: join(folder, cwd) })
    return 'repositories' in book ? book.repositories.map(({ root }) => root) : book
  }
  expect(await roots('docs', 'repo')).toEqual(['.'])
  expect(await roots('.', 'repo/docs')).toEqual(['..'])
  expect(await roots(join(folder, 'repo/docs'), '.')).toEqual(['repo'])
})
test('a file that is named is read whatever its name', async () => {
  write('seed.txt')
  write('a.md')
  expect(await pagesOf(['seed.txt'])).toEqual(['seed.txt'])
  expect(await pagesOf(['seed.txt', '.'])).toEqual(['a.md', 'seed.txt'])
})
test('globs choose pages; a named file is read all the same', async () => {
  write('docs/a.md')
  write('docs/old/b.md')
  write('c.md')
  expect(await pagesOf(['.'], { include: ['docs/**'], exclude: ['**/old/**'] })).toEqual(['docs/a.md'])
  expect(await pagesOf(['docs/old/b.md'], { exclude: ['**/old/**'] })).toEqual(['b.md'])
})
test('what cannot be read is a finding each, and the rest is read', async () => {
  write('good.md')
  write('latin.md', Uint8Array.from([0x23, 0x20, 0xe9, 0x0a]))
  write('wide.md', Uint8Array.from([0xff, 0xfe, 0, 0, 0x23, 0, 0, 0]))
  write('zero.md', 'a\0b')
  write('huge.md', 'x'.repeat(5_000_001))
  write('odd.md/inner.md')
  symlinkSync('.', join(folder, 'loop'))
  expect(await load()).toEqual({
    repositories: [{ root: '.', pages: ['good.md', 'odd.md/inner.md'], artifacts: [] }],
    unread: [
      'RB007 . loop',
      'RB011 . odd.md',
      'RB004 . huge.md',
      'RB001 . latin.md',
      'RB001 . wide.md',
      'RB003 . zero.md',
    ],
  })
})
test('UTF-16 is read, and said to be what it is', async () => {
  write('wide.md', Buffer.from('\ufeff# Restart\r\n\r\nTODO\r\n', 'utf16le'))
  const book = await loadBook(['.'], { cwd: folder })
  const [page] = book.ok ? book.value.repositories[0]!.pages : []
  expect(page).toMatchObject({
    title: 'Restart',
    diagnostics: [{ rule: 'RB002', severity: 'warning', file: 'wide.md' }],
  })
  expect(page!.document.lines).toEqual(['# Restart', '', 'TODO', ''])
})
test('what is not there is refused', async () => {
  mkdirSync(join(folder, 'empty'))
  write('notes/a.txt')
  expect(await load(['nowhere'])).toEqual({ code: 'book/missing-folder', path: 'nowhere' })
  expect(await load(['notes/a.txt/b'])).toMatchObject({ code: 'book/missing-folder' })
  expect(await load(['empty'])).toEqual({ code: 'book/empty', path: 'empty' })
  expect(await load(['notes'])).toEqual({ code: 'book/empty', path: 'notes' })
})
test('a page that is named twice is read once', async () => {
  write('docs/a.md')
  expect(await pagesOf(['docs', 'docs/a.md', '.'])).toHaveLength(1)
})
