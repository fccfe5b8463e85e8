import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { sealOf, secretKey } from './seal.ts'

const seal = sealOf(randomBytes(32))

test('what is sealed is opened with the same key, for the same purpose, unchanged', () => {
  const sealed = seal.close('tökén', 'integration')
  expect(sealed).not.toContain('tökén')
  expect(seal.open(sealed, 'integration')).toBe('tökén')
  expect(seal.close('tökén', 'integration')).not.toBe(sealed)
  expect(() => seal.open(sealed, 'channel')).toThrow()
  expect(() => seal.open(`${sealed.slice(0, -2)}xx`, 'integration')).toThrow()
  expect(() => sealOf(randomBytes(32)).open(sealed, 'integration')).toThrow()
})

test('the key is made once, for nobody else to read, and a bad one is refused', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'opsbook-key-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'key')
  const first = await secretKey({}, path)
  expect(await secretKey({}, path)).toEqual(first)
  expect(statSync(path).mode & 0o777).toBe(0o600)
  writeFileSync(path, 'short')
  await expect(secretKey({}, path)).rejects.toMatchObject({ problem: { code: 'database/secret-key' } })
  await expect(secretKey({}, undefined)).rejects.toMatchObject({ problem: { code: 'database/secret-key' } })
})
