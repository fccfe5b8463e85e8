import { expect, test } from 'vitest'
import { readCodeowners, readFolderOwners } from './owners.ts'

const CODEOWNERS = `# who looks after what
*.md            @docs
/ops/           @ops @sre   # all below
ops/secret.md   security@shop.zone
docs/my\\ page.md @writer

[Database][2] @dba
/db/*.md
^[Optional]
notes
`

const check = (path: string, owners: readonly string[]) => expect(readCodeowners(CODEOWNERS).of(path)).toEqual(owners)

test('the last match wins', () => {
  check('README.md', ['@docs'])
  check('a/b/c.md', ['@docs'])
  check('ops/restart.md', ['@ops', '@sre'])
  check('ops/deep/er/restart.md', ['@ops', '@sre'])
  check('ops/secret.md', ['security@shop.zone'])
})

test('escaped spaces, anchored folders, defaults of a section', () => {
  check('docs/my page.md', ['@writer'])
  check('other/ops/restart.txt', [])
  check('db/restore.md', ['@dba'])
  check('notes', [])
})

test('nothing in it, nobody named, patterns that do not parse', () => {
  expect(readCodeowners('').of('a.md')).toEqual([])
  expect(readCodeowners('docs/').of('docs/a.md')).toEqual([])
  expect(readCodeowners('[ @a\n*.md @b').of('a.md')).toEqual(['@b'])
})

test('owners of a folder', () => {
  const text = 'filters:\n  ".*": {}\napprovers:\n  - anna\n  - ben # lead\nreviewers: [carla]\nlabels:\n  - docs\n'
  expect(readFolderOwners('docs/OWNERS', text).of('docs/a/b.md')).toEqual(['anna', 'ben', 'carla'])
  expect(readFolderOwners('docs/OWNERS', text).of('README.md')).toEqual([])
  expect(readFolderOwners('OWNERS', text).of('README.md')).toEqual(['anna', 'ben', 'carla'])
})
