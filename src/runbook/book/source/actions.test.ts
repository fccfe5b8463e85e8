import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { failureOf, readSource } from './actions.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'opsbook-source-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const check = async (name: string, expected: object, maxBytes = 1_000) =>
  expect(await readSource(join(folder, name), maxBytes)).toMatchObject(expected)

test('a file is read whole', async () => {
  writeFileSync(join(folder, 'a'), 'text')
  await check('a', { ok: true, bytes: new TextEncoder().encode('text') })
})
test('an empty file is empty', async () => {
  writeFileSync(join(folder, 'a'), '')
  await check('a', { ok: true, bytes: new Uint8Array() })
})
test('exactly the limit is read, one byte more is not', async () => {
  writeFileSync(join(folder, 'a'), 'x'.repeat(1_000))
  await check('a', { ok: true })
  writeFileSync(join(folder, 'a'), 'x'.repeat(1_001))
  await check('a', { ok: false, code: 'RB004' })
})
test('fifty megabytes are refused without being read', async () => {
  writeFileSync(join(folder, 'a'), '')
  truncateSync(join(folder, 'a'), 50_000_000)
  const before = process.memoryUsage().arrayBuffers
  await check('a', { ok: false, code: 'RB004', fact: '50 MB, at most 5 MB' }, 5_000_000)
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(5_000_000)
})
test('a pipe without a writer does not block', async () => {
  execFileSync('mkfifo', [join(folder, 'pipe')])
  await check('pipe', { ok: false, code: 'RB006', fact: 'a named pipe' })
})
test('a folder, a socket, a device', async () => {
  await check('.', { ok: false, code: 'RB006' })
  const server = createServer().listen(join(folder, 'socket'))
  await new Promise((resolve) => server.once('listening', resolve))
  await check('socket', { ok: false, code: 'RB006' })
  server.close()
  expect(await readSource('/dev/zero', 1_000)).toMatchObject({ ok: false, code: 'RB006', fact: 'a device' })
})
test('a file that is gone', () => check('nowhere', { ok: false, code: 'RB012', fact: 'ENOENT' }))
test('a refusal of the system is told by its code, whoever runs this', () => {
  const error = (code: string) => Object.assign(new Error(code), { code })
  expect(failureOf(error('EACCES')).code).toBe('RB005')
  expect(failureOf(error('EPERM')).code).toBe('RB005')
  expect(failureOf(error('ELOOP')).code).toBe('RB007')
  expect(() => failureOf(new TypeError('a bug'))).toThrow('a bug')
})
