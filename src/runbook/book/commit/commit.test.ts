import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { headCommit } from './actions.ts'

const hash = 'a'.repeat(40)
let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'opsbook-commit-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const write = (files: Record<string, string>) => {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(root, name, '..'), { recursive: true })
    writeFileSync(join(root, name), text)
  }
}
const check = (files: Record<string, string>, expected: string | undefined) => {
  write(files)
  expect(headCommit(root)).toBe(expected)
}

test('no checkout has no commit', () => check({}, undefined))
test('a detached head is the commit', () => check({ '.git/HEAD': `${hash}\n` }, hash))
test('a branch', () => check({ '.git/HEAD': 'ref: refs/heads/main\n', '.git/refs/heads/main': `${hash}\n` }, hash))
test('a packed branch', () =>
  check({ '.git/HEAD': 'ref: refs/heads/main\n', '.git/packed-refs': `# pack\n${hash} refs/heads/main\n` }, hash))
test('a linked worktree', () =>
  check(
    {
      '.git': 'gitdir: ./main/.git/worktrees/w\n',
      'main/.git/worktrees/w/HEAD': 'ref: refs/heads/w\n',
      'main/.git/worktrees/w/commondir': '../..\n',
      'main/.git/refs/heads/w': `${hash}\n`,
    },
    hash,
  ))
test('a branch without a commit yet', () => check({ '.git/HEAD': 'ref: refs/heads/main\n' }, undefined))
test('a name that leaves the folder is not followed', () =>
  check({ '.git/HEAD': 'ref: refs/../../../etc/passwd\n' }, undefined))
