/** `opsbook test` and `opsbook record` as a user and a CI system start them. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { opsbook } from './run-opsbook.ts'
import { writeBook } from './small-book.ts'

const PAGE = `---
test: {mode: run}
---
# Queue

## Count the Orders

\`\`\`console
$ printf 'order 1\\norder 2\\n' > queue.txt
$ wc -l < queue.txt
2
$ echo "took $((1 + 1)) s"
took [..] s
\`\`\`
`
const OTHER = `# Broker

## Restart the Broker

\`\`\`bash
# 1. Restart it
systemctl restart broker
# 2. See that it is back
brokerctl status
# Expected: ready
\`\`\`
`

let book = ''
let home = ''
beforeEach(() => {
  book = writeBook({ 'docs/queue.md': PAGE, 'docs/broker.md': OTHER })
  home = mkdtempSync(join(tmpdir(), 'opsbook-home-'))
})
afterEach(() => {
  rmSync(book, { recursive: true, force: true })
  rmSync(home, { recursive: true, force: true })
})

const run = (...args: string[]) => opsbook(args, { cwd: book, env: { HOME: home } })
const edit = (from: string, to: string) => {
  const path = join(book, 'docs/queue.md')
  writeFileSync(path, readFileSync(path, 'utf8').replace(from, to))
}
const page = () => readFileSync(join(book, 'docs/queue.md'), 'utf8')

test('green, then red with the line in an annotation; nothing is left, not even in the home folder', async () => {
  const left = () => readdirSync(tmpdir()).filter((name) => name.startsWith('opsbook-test-'))
  const before = left()
  const green = await run('test', 'docs')
  expect(green).toMatchObject({ code: 0, stderr: '' })
  expect(green.stdout).toContain('1 page not tested')
  expect(await run('test', '--format', 'github', 'docs')).toMatchObject({ code: 0, stdout: '' })
  edit('\n2\n', '\n3\n')
  const line = page().split('\n').indexOf('3') + 1
  const red = await run('test', '--format', 'github', 'docs')
  expect(red.code).toBe(3)
  expect(red.stdout).toBe(
    `::error file=docs/queue.md,line=${line},title=opsbook test%3A Count the Orders::line 1 of the output was not expected: "2"%0A- 3%0A+ 2\n`,
  )
  expect(left().filter((name) => !before.includes(name))).toEqual([])
  expect(readdirSync(home)).toEqual([])
})

test('pages that do not ask are named as not tested, and --all goes through them with stand-ins', async () => {
  const asked = JSON.parse((await run('test', '--json', 'docs')).stdout)
  expect(asked.counts).toMatchObject({ pages: 2, notTested: 1, procedures: { passed: 1, 'stood-in': 0 } })
  const { stdout, code } = await run('test', '--all', '--json', 'docs')
  expect(code).toBe(0)
  const all = JSON.parse(stdout)
  expect(all.counts).toMatchObject({ notTested: 0, procedures: { passed: 1, 'stood-in': 1 }, steps: { 'stood-in': 2 } })
  expect(all.pages[0].procedures[0].standIns).toEqual([
    { program: 'systemctl', times: 1, calls: [['restart', 'broker']] },
    { program: 'brokerctl', times: 1, calls: [['status']] },
  ])
})

test('JUnit, TAP and Markdown tell the same story, and none counts what proves nothing as passed', async () => {
  edit('\n2\n', '\n3\n')
  const [junit, tap, md] = await Promise.all(
    ['junit', 'tap', 'md'].map((format) => run('test', '--all', '--format', format, 'docs')),
  )
  expect([junit!.code, tap!.code, md!.code]).toEqual([3, 3, 3])
  expect(junit!.stdout).toMatch(/<testsuites name="opsbook test" tests="\d+" failures="1" errors="0" skipped="[23]">/)
  expect(tap!.stdout).toMatch(/^TAP version 13\n1\.\.\d+\n/)
  expect(tap!.stdout).toContain('not ok')
  expect(tap!.stdout.match(/# SKIP/g)?.length).toBeGreaterThanOrEqual(2)
  expect(md!.stdout).toContain('docs/queue.md:11')
})

test('a mistake in the declaration, a page that cannot be planned and a missing fixture are red', async () => {
  edit('{mode: run}', '{mode: fast}')
  expect(await run('test', 'docs/queue.md')).toMatchObject({ code: 3, stdout: expect.stringContaining('none of run') })
  edit('{mode: fast}', '{mode: run, fixtures: [gone.txt]}')
  expect((await run('test', 'docs/queue.md')).stdout).toContain('gone.txt does not exist')
})

test('evidence is written, read by check, and grows stale with the page', async () => {
  const file = '.opsbook/verified.json'
  expect(await run('test', '--write-evidence', file, '--all', '--now', '2026-03-01', '.')).toMatchObject({ code: 0 })
  const evidence = JSON.parse(readFileSync(join(book, file), 'utf8'))
  expect(Object.keys(evidence.pages)).toEqual(['docs/queue.md'])
  expect(evidence.pages['docs/queue.md']).toMatchObject({ date: '2026-03-01T00:00:00.000Z', failed: 0, standIns: 0 })
  const check = async (now: string) => {
    const { stdout } = await run('check', '--rule', 'RB404', '--json', '--now', now, '.')
    return JSON.parse(stdout).findings.map(({ message }: { message: string }) => message)
  }
  expect(await check('2026-03-10')).toEqual([])
  expect(await check('2026-09-10')).toEqual([expect.stringContaining('193 days ago')])
  edit('# Queue', '# The Queue')
  expect(await check('2026-03-10')).toEqual(['The page changed since it was tested on 2026-03-01'])
  writeFileSync(join(book, 'notes.json'), '{"mine": 1}')
  expect(await run('test', '--write-evidence', 'notes.json', 'docs')).toMatchObject({ code: 1 })
  expect(readFileSync(join(book, 'notes.json'), 'utf8')).toBe('{"mine": 1}')
})

test('settings name pages to be tested and documents that run for real', async () => {
  writeFileSync(join(book, 'opsbook.yaml'), 'test:\n  include: [docs/broker.md]\n  documents: [tests/*.t]\n')
  const documents = { 'usage.t': '  $ uname > name && test -s name && echo known\n  known\n', 'other.md': '# x\n' }
  const folder = join(book, 'tests')
  const { mkdirSync } = await import('node:fs')
  mkdirSync(folder)
  for (const [name, text] of Object.entries(documents)) writeFileSync(join(folder, name), text)
  const { pages } = JSON.parse((await run('test', '--json')).stdout)
  const of = (name: string) => pages.find(({ file }: { file: string }) => file === name)
  expect(of('docs/broker.md').procedures).toMatchObject([{ mode: 'fake', status: 'stood-in' }])
  expect(of('tests/usage.t').procedures).toMatchObject([{ mode: 'run', status: 'passed' }])
  expect(of('tests/other.md').notTested).toBe('nothing asks for it')
})

test('record shows the difference, writes on request only, and a second time changes nothing', async () => {
  edit('\n2\n', '\n3\n')
  const before = page()
  const shown = await run('record', 'docs/queue.md')
  expect(shown).toMatchObject({ code: 0, stderr: expect.stringContaining('--write') })
  expect(shown.stdout).toContain('-3\n+2\n')
  expect(page()).toBe(before)
  expect(await run('record', '--write', 'docs/queue.md')).toMatchObject({ code: 0, stderr: '' })
  expect(page()).toBe(PAGE)
  const again = await run('record', '--write', '--json', 'docs/queue.md')
  expect(JSON.parse(again.stdout)).toMatchObject({ written: false, changes: [], diff: '' })
  expect(page()).toBe(PAGE)
})

test('record writes nothing over a page that changed while its commands ran', async () => {
  edit('\n2\n', '\n3\n')
  edit('$ wc -l', `$ echo more >> ${join(book, 'docs/queue.md')}; wc -l`)
  const outcome = await run('record', '--write', 'docs/queue.md')
  expect(outcome).toMatchObject({ code: 5, stderr: expect.stringContaining('was changed') })
  expect(page()).toContain('\n3\n')
})

test('record takes nothing from stand-ins', async () => {
  const path = join(book, 'docs/broker.md')
  writeFileSync(
    path,
    '# Broker\n\n## Look at the Broker\n\n```console\n$ brokerctl status\nready\n$ echo here\nthere\n```\n',
  )
  const { stdout } = await run('record', '--json', 'docs/broker.md')
  const { changes, kept } = JSON.parse(stdout)
  expect(changes).toEqual([])
  expect(kept).toMatchObject([{ reason: 'the command was not really carried out' }, {}])
})

test('record --here needs somebody to ask', async () => {
  expect(await run('record', '--here', 'docs/queue.md#count-the-orders')).toMatchObject({ code: 2 })
})

test('an interrupt ends what runs and takes its folder along', async () => {
  edit('$ wc -l', '$ sleep 300\n$ wc -l')
  const left = () => readdirSync(tmpdir()).filter((name) => name.startsWith('opsbook-test-'))
  const before = left()
  const outcome = await opsbook(['test', 'docs/queue.md'], {
    ...{ cwd: book, env: { HOME: home } },
    started: (kill) => void setTimeout(() => kill('SIGINT'), 2500),
  })
  expect(outcome.code).toBe(130)
  expect(left().filter((name) => !before.includes(name))).toEqual([])
  expect(existsSync(join(home, '.local'))).toBe(false)
})
