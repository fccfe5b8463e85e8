/** Folders that nobody would wish for: every file gets its finding, the rest is read, nothing hangs or crashes. */
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { opsbook } from './run-opsbook.ts'
import { writeBook } from './small-book.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})
const make = (files: Record<string, string | Uint8Array>) => {
  const folder = writeBook({ 'good.md': '# Good\n\nText.\n', ...files })
  folders.push(folder)
  return folder
}

interface Checked {
  pages: { file: string }[]
  findings: { rule: string; file: string; line: number; message: string; hint: string | null }[]
}

/** Checks a folder and returns what the reader itself reported; the good page must have been read in any case. */
async function check(cwd: string): Promise<{ pages: string[]; reported: string[]; findings: Checked['findings'] }> {
  const { code, stdout, stderr } = await opsbook(['check', '.', '--json'], { cwd })
  expect([0, 3]).toContain(code)
  expect(stderr).toBe('')
  const { pages, findings } = JSON.parse(stdout) as Checked
  const files = pages.map(({ file }) => file)
  expect(files).toContain('good.md')
  const own = findings.filter(({ rule }) => rule < 'RB100')
  for (const { hint } of own) expect(hint).not.toBeNull()
  return { pages: files, reported: own.map(({ rule, file }) => `${rule} ${file}`), findings: own }
}

test('encodings, binaries and NUL', async () => {
  const { reported, pages, findings } = await check(
    make({
      'latin.md': Uint8Array.from([...Buffer.from('# Title\n\ncaf'), 0xe9, 0x0a]),
      'wide.md': Buffer.from('\ufeff# Title\n', 'utf16le'),
      'picture.md': Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d]),
      'nul.md': '# Title\n\nbefore\0after\n',
      'marked.md': '\ufeff# Title\n',
    }),
  )
  expect(reported.sort()).toEqual(['RB001 latin.md', 'RB002 wide.md', 'RB003 nul.md', 'RB003 picture.md'])
  expect(pages).toEqual(['good.md', 'marked.md', 'wide.md'])
  expect(findings.find(({ file }) => file === 'latin.md')).toMatchObject({ line: 3 })
})
test('a page of fifty megabytes is refused at once', async () => {
  const folder = make({ 'huge.md': '' })
  truncateSync(join(folder, 'huge.md'), 50_000_000)
  expect((await check(folder)).reported).toEqual(['RB004 huge.md'])
})
test('pipes, folders and links', async () => {
  const folder = make({ 'odd.md/inner.md': '# Inner\n', 'docs/a.md': '# A\n' })
  execFileSync('mkfifo', [join(folder, 'pipe.md')])
  symlinkSync('..', join(folder, 'docs/up'))
  symlinkSync('self.md', join(folder, 'self.md'))
  symlinkSync('/etc/hostname', join(folder, 'host.md'))
  symlinkSync('/etc', join(folder, 'etc'))
  symlinkSync('nowhere.md', join(folder, 'broken.md'))
  symlinkSync('good.md', join(folder, 'alias.md'))
  const { reported, pages } = await check(folder)
  expect(reported.sort()).toEqual([
    'RB006 pipe.md',
    'RB007 docs/up',
    'RB007 self.md',
    'RB008 etc',
    'RB008 host.md',
    'RB009 broken.md',
    'RB011 odd.md',
  ])
  expect(pages).toEqual(['docs/a.md', 'good.md', 'odd.md/inner.md'])
})
test('names that break terminals and formats', async () => {
  const folder = make({ 'two words.md': '# A\n', 'line\nfeed.md': '# B\n', '\u001b]0;title\u0007.md': '# C\n' })
  writeFileSync(Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.from([0xe9]), Buffer.from('.md')]), '# D\n')
  const { reported, pages } = await check(folder)
  expect(reported).toHaveLength(1)
  expect(reported[0]).toMatch(/^RB010 /)
  expect(pages).toHaveLength(4)
  for (const format of ['table', 'plain', 'github', 'junit', 'md']) {
    const { stdout } = await opsbook(['check', '.', '--format', format], { cwd: folder })
    expect(stdout).not.toMatch(/[\u001b\u0007]/)
  }
})
test('an unreadable file and folder (where the user is not root)', async () => {
  const folder = make({ 'secret.md': '# S\n', 'closed/a.md': '# A\n' })
  chmodSync(join(folder, 'secret.md'), 0)
  chmodSync(join(folder, 'closed'), 0)
  const { reported } = await check(folder)
  chmodSync(join(folder, 'closed'), 0o755)
  const everythingIsReadable = process.getuid?.() === 0
  expect(reported).toEqual(everythingIsReadable ? [] : ['RB005 closed', 'RB005 secret.md'])
})
test('ten thousand levels of nesting, in quotes, lists and brackets', async () => {
  const levels = 10_000
  const { pages } = await check(
    make({
      'quotes.md': `${'>'.repeat(levels)} deep\n`,
      'lists.md': Array.from({ length: 500 }, (_, level) => `${'  '.repeat(level)}- ${level}`).join('\n'),
      'brackets.md': `${'['.repeat(levels)}x${']'.repeat(levels)}\n`,
      'stars.md': `${'*'.repeat(levels)}x${'*'.repeat(levels)} ${'`'.repeat(levels)}\n`,
      'fence.md': `\`\`\`bash\necho ${'$('.repeat(levels)}x${')'.repeat(levels)}\n\`\`\`\n`,
    }),
  )
  expect(pages).toHaveLength(6)
})
test('aliases in front matter that explode', async () => {
  const levels = Array.from({ length: 12 }, (_, n) => `a${n + 1}: &a${n + 1} [${Array(10).fill(`*a${n}`).join(', ')}]`)
  const { pages } = await check(make({ 'bomb.md': `---\na0: &a0 [x]\n${levels.join('\n')}\n---\n\n# Bomb\n` }))
  expect(pages).toEqual(['bomb.md', 'good.md'])
})
test('a missing folder, an empty folder, a folder without pages', async () => {
  const folder = make({ 'notes/a.txt': 'x' })
  mkdirSync(join(folder, 'empty'))
  for (const [path, code] of [
    ['nowhere', 'book/missing-folder'],
    ['empty', 'book/empty'],
    ['notes', 'book/empty'],
  ] as const) {
    const outcome = await opsbook(['check', path, '--json'], { cwd: folder })
    expect(outcome).toMatchObject({ code: 5, stdout: '' })
    expect(JSON.parse(outcome.stderr)).toMatchObject({ code, hint: expect.any(String) })
  }
})
test('a file that is no page, named outright', async () => {
  const folder = make({ 'image.png': Uint8Array.from([0x89, 0, 1]) })
  const named = await opsbook(['check', 'image.png', '--json'], { cwd: folder })
  expect(named.code).toBe(3)
  expect(JSON.parse(named.stdout).findings).toMatchObject([{ rule: 'RB003', file: 'image.png' }])
  const viewed = await opsbook(['view', 'image.png'], { cwd: folder })
  expect(viewed).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('RB003') })
})
test('text of a page cannot speak to the terminal through any command', async () => {
  const folder = make({
    'evil.md':
      '# \u001b]52;c;aGk=\u0007Title\n\n## Restart \u202ereversed\n\n**When**: \u009b31m now\n\n```bash\n# 1. Do \u001b[2J it\necho "\u001b[31m"\n# Expected: \u001b[0m\n```\n',
  })
  for (const args of [
    ['check', '.', '-v'],
    ['view', 'evil.md', '--all'],
    ['list', '.'],
    ['search', '.', 'restart'],
    ['explain', 'evil.md:9'],
    ['fmt', '--diff', '.'],
    ['baseline', '.'],
    ['view', 'evil.md', '--json'],
    ['view', 'evil.md', '--format', 'md'],
  ]) {
    const { stdout, stderr } = await opsbook(args, { cwd: folder })
    expect([args, (stdout + stderr).match(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/g)]).toEqual([
      args,
      null,
    ])
  }
})
