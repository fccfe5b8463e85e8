/** Folders and machines that mean no good, against the real command line: what a run must not do because of them. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { atTerminal, hasTerminal } from './at-terminal.ts'
import { bin, opsbook } from './run-opsbook.ts'
import { writeBook } from './small-book.ts'

let book = ''
afterEach(() => rmSync(book, { recursive: true, force: true }))

function begin(files: Readonly<Record<string, string>>) {
  book = writeBook(files)
  const env = { HOME: join(book, 'home'), OPSBOOK_RUNS: join(book, 'runs') }
  mkdirSync(env.HOME)
  return {
    env: { PATH: process.env.PATH ?? '', ...env },
    call: (...args: string[]) => opsbook(args, { cwd: book, env }),
    type: (args: string[], ...answers: (readonly [string | RegExp, string])[]) =>
      atTerminal(args, answers, { cwd: book, env }),
    has: (name: string) => existsSync(join(book, name)),
  }
}

const fenced = (...lines: string[]) => `# Ops\n\n## Tidy\n\n\`\`\`bash\n${lines.join('\n')}\n\`\`\`\n`

/** A namespace of users, in which anybody is whom they like. */
const AS_NOBODY = ['-r', '--map-user=65534']
const renames = spawnSync('unshare', [...AS_NOBODY, 'true']).status === 0

test.skipIf(!renames)('nobody approves their own run under another name', async () => {
  const { call, env } = begin({
    'ops.md': `---\npolicy: {two_person: true}\n---\n\n${fenced('touch two')}`,
    'opsbook.yaml': 'run: {policy: {unattendedChanges: true}}\n',
  })
  expect((await call('run', '--yes-changes', '--trust', 'ops.md#tidy')).code).toBe(6)
  const words = [process.execPath, bin, 'runs', 'approve', 'last']
  const { status, stderr } = spawnSync('unshare', [...AS_NOBODY, ...words], { cwd: book, env, encoding: 'utf8' })
  expect(stderr).toContain('wants somebody else')
  expect(status).toBe(4)
})

test.skipIf(!hasTerminal)('a policy that asks nobody is told before anybody trusts it', async () => {
  const { call, type, has } = begin({
    'ops.md': fenced('# 1. Look', 'ls', '# 2. Remove', 'rm -f victim'),
    'opsbook.yaml': 'run: {policy: {autoRun: [read-only, changing, destructive]}}\n',
    victim: '',
  })
  const unseen = await call('run', '--auto', 'ops.md#tidy')
  expect(unseen.code).toBe(6)
  expect(unseen.stderr.replace(/\s+/g, ' ')).toContain('lets 1 step change something without a question, with --auto')
  const { screen } = await type(['run', 'ops.md#tidy'], ['Trust these', 'y'], ['Carry out this plan', 'n'])
  expect(screen).toMatch(/DESTROYS +Remove \(without a question\)/)
  expect(has('victim')).toBe(true)
})
