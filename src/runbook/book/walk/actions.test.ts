import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { walkPages } from './actions.ts'

let folder = ''
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'opsbook-walk-')))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const write = (...files: string[]) => {
  for (const file of files) {
    mkdirSync(join(folder, file, '..'), { recursive: true })
    writeFileSync(join(folder, file), '# Page\n')
  }
}
const walk = async (skipped: (path: string) => boolean = () => false) => {
  const { pages, problems } = await walkPages(folder, { boundary: folder, wanted: () => true, skipped })
  return {
    pages: pages.map((path) => relative(folder, path)),
    problems: problems.map(({ path, code }) => `${code} ${relative(folder, path)}`),
  }
}

test('pages are found by their names, sorted, in every folder but those that hold no work of the team', async () => {
  write('b.md', 'a/c.markdown', 'a/x.html.md.erb', 'z.mdx', 'notes.txt', '.git/d.md', 'node_modules/e/f.md', '.ai/g.md')
  expect(await walk()).toEqual({
    pages: ['.ai/g.md', 'a/c.markdown', 'a/x.html.md.erb', 'b.md', 'z.mdx'],
    problems: [],
  })
})
test('names with spaces, line feeds and other scripts are names', async () => {
  write('two words.md', 'line\nfeed.md', '日本.md')
  expect((await walk()).pages).toEqual(['line\nfeed.md', 'two words.md', '日本.md'])
})
test('a name that is not UTF-8 is reported, with its bytes, and the rest is read', async () => {
  write('a.md')
  writeFileSync(Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.from([0xe9]), Buffer.from('.md')]), '# x\n')
  const { problems, pages } = await walkPages(folder, { boundary: folder, wanted: () => true, skipped: () => false })
  expect(pages).toHaveLength(1)
  expect(problems).toMatchObject([{ code: 'RB010', fact: 'caf\\xe9.md' }])
})
test('a folder named like a page is entered and reported', async () => {
  write('odd.md/inner.md')
  expect(await walk()).toEqual({ pages: ['odd.md/inner.md'], problems: ['RB011 odd.md'] })
})
test('a named pipe is not opened', async () => {
  execFileSync('mkfifo', [join(folder, 'pipe.md')])
  expect(await walk()).toEqual({ pages: [], problems: ['RB006 pipe.md'] })
})
test('a page behind a link is read once, under its own name', async () => {
  write('real.md', 'docs/inner.md')
  symlinkSync('real.md', join(folder, 'alias.md'))
  symlinkSync('docs', join(folder, 'also'))
  expect(await walk()).toEqual({ pages: ['docs/inner.md', 'real.md'], problems: [] })
})
test('loops, broken links and links out of the repository are reported', async () => {
  write('docs/a.md')
  symlinkSync('..', join(folder, 'docs/up'))
  symlinkSync('self.md', join(folder, 'self.md'))
  symlinkSync('nowhere.md', join(folder, 'broken.md'))
  symlinkSync('/etc', join(folder, 'etc'))
  symlinkSync('/etc/hostname', join(folder, 'host.md'))
  const { pages, problems } = await walk()
  expect(pages).toEqual(['docs/a.md'])
  expect(problems).toEqual(['RB009 broken.md', 'RB007 docs/up', 'RB008 etc', 'RB008 host.md', 'RB007 self.md'])
})
test('a link out of the named folder but within the repository is followed', async () => {
  write('README.md', 'docs/a.md')
  symlinkSync('../README.md', join(folder, 'docs/index.md'))
  const { pages } = await walkPages(join(folder, 'docs'), {
    boundary: folder,
    wanted: () => true,
    skipped: () => false,
  })
  expect(pages.map((path) => relative(folder, path))).toEqual(['docs/a.md', 'docs/index.md'])
})
test('what is left out is not even entered', async () => {
  write('a.md', 'old/b.md')
  expect((await walk((path) => path.endsWith('/old'))).pages).toEqual(['a.md'])
})
