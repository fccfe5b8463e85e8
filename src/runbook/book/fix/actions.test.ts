import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { replacePage } from './actions.ts'

let folder = ''
let page = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'opsbook-fix-'))
  page = join(folder, 'a.md')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('the page is replaced, its mode stays, nothing else is left behind', async () => {
  writeFileSync(page, 'old\n')
  chmodSync(page, 0o640)
  expect(await replacePage(page, 'old\n', 'new\n')).toEqual({ ok: true })
  expect(readFileSync(page, 'utf8')).toBe('new\n')
  expect(statSync(page).mode & 0o777).toBe(0o640)
  expect(readdirSync(folder)).toEqual(['a.md'])
})
test('a page that changed meanwhile is left alone', async () => {
  writeFileSync(page, 'someone else\n')
  expect(await replacePage(page, 'old\n', 'new\n')).toMatchObject({
    ok: false,
    reason: expect.stringContaining('changed'),
  })
  expect(readFileSync(page, 'utf8')).toBe('someone else\n')
})
test('a byte order mark stays', async () => {
  writeFileSync(page, '\ufeffold\n')
  await replacePage(page, 'old\n', 'new\n')
  expect(readFileSync(page, 'utf8')).toBe('\ufeffnew\n')
})
test('UTF-16 stays UTF-16', async () => {
  writeFileSync(page, Buffer.from('\ufeffold\n', 'utf16le'))
  await replacePage(page, 'old\n', 'new \u2713\n')
  expect(readFileSync(page, 'utf16le')).toBe('\ufeffnew \u2713\n')
  writeFileSync(page, Buffer.from('\ufeffold\n', 'utf16le').swap16())
  await replacePage(page, 'old\n', 'new\n')
  expect(readFileSync(page).swap16().toString('utf16le')).toBe('\ufeffnew\n')
})
test('a link stays a link', async () => {
  writeFileSync(join(folder, 'real.md'), 'old\n')
  symlinkSync('real.md', page)
  await replacePage(page, 'old\n', 'new\n')
  expect(readFileSync(join(folder, 'real.md'), 'utf8')).toBe('new\n')
  expect(readdirSync(folder).sort()).toEqual(['a.md', 'real.md'])
})
test('a page that is gone is not made again', async () =>
  expect(await replacePage(page, 'old\n', 'new\n')).toMatchObject({ ok: false }))
