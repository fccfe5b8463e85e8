import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { listTree, readArtifacts, rootFinder } from './actions.ts'
import { isArtifactName, looksLikeArtifact, mayBeArtifact } from './artifact.ts'
import { foldersOf, readTreeListing } from './tree-listing.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'opsbook-tree-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))
const write = (file: string, text = '') => {
  mkdirSync(join(folder, file, '..'), { recursive: true })
  writeFileSync(join(folder, file), text)
}

test('a listing keeps paths inside the repository only', () =>
  expect(readTreeListing('a.md\r\n./b/c.sh\n\n/etc/passwd\n../up\nd/../../x\n')).toEqual(['a.md', 'b/c.sh']))
test('folders follow from files', () =>
  expect([...foldersOf(['a/b/c.md', 'a/d.md', 'e.md'])].sort()).toEqual(['a', 'a/b']))
test('the root is the nearest folder upwards with .git or _tree.txt', () => {
  write('.git/HEAD')
  write('inner/_tree.txt')
  write('inner/docs/a.md')
  write('docs/b.md')
  const find = rootFinder()
  expect(find(join(folder, 'inner/docs'))).toBe(join(folder, 'inner'))
  expect(find(join(folder, 'docs'))).toBe(folder)
})
test('the tree is the listing together with what is on disk', async () => {
  write('_tree.txt', 'scripts/gone.sh\ndocs/a.md\n')
  write('docs/a.md')
  write('docs/new.md')
  write('node_modules/x/y.js')
  const tree = await listTree(folder)
  expect([...tree.files].sort()).toEqual(['_tree.txt', 'docs/a.md', 'docs/new.md', 'scripts/gone.sh'])
  expect([...tree.folders].sort()).toEqual(['docs', 'scripts'])
  expect(tree.complete).toBe(true)
})
test('which files rules understand', () => {
  for (const file of [
    'prometheus/slo_rules.yml',
    'docker-compose.yml',
    'compose.yaml',
    'x/backup.timer',
    'CODEOWNERS',
    '.github/CODEOWNERS',
  ]) {
    expect(isArtifactName(file)).toBe(true)
  }
  for (const file of ['docs/a.md', 'values.yaml', 'CHANGELOG.md', 'src/alert.ts'])
    expect(isArtifactName(file)).toBe(false)
  expect(mayBeArtifact('values.yaml')).toBe(true)
  expect(looksLikeArtifact('groups:\n  - rules:\n      - alert: Down\n')).toBe(true)
  expect(looksLikeArtifact('image: nginx\n')).toBe(false)
})
test('artifacts are read, large ones are not, and that is said', async () => {
  write('rules/a.yml', 'groups: []\n')
  write('rules/big.yml', `# ${'x'.repeat(1_100_000)}\n`)
  write('other.yaml', '- alert: Down\n')
  write('values.yaml', 'a: 1\n')
  const { onDisk } = await listTree(folder)
  const { artifacts, leftOut } = await readArtifacts(folder, onDisk, () => false)
  expect(artifacts.map(({ file }) => file)).toEqual(['other.yaml', 'rules/a.yml'])
  expect(leftOut.map(({ file }) => file)).toEqual(['rules/big.yml'])
})
