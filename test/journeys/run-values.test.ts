/** Values somebody at a terminal is asked for, and those that are never asked for. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { atTerminal, hasTerminal } from './at-terminal.ts'
import { opsbook } from './run-opsbook.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'opsbook-values-'))
  writeFileSync(join(folder, 'page.md'), '# S\n\n## Note It\n\n```bash\necho "<who>: <what>" > note\n```\n')
  writeFileSync(join(folder, 'secret.md'), '# S\n\n## Log In\n\n```bash\nlogin --password "<db_password>"\n```\n')
})
afterEach(() => rmSync(folder, { recursive: true }))
const setting = () => ({ cwd: folder, env: { OPSBOOK_RUNS: join(folder, 'runs'), NO_COLOR: '1' } })

test.skipIf(!hasTerminal)('what a page leaves open is asked for, and stays a value', async () => {
  const { code, screen } = await atTerminal(
    ['run', '--trust', 'page.md#note-it'],
    (since) => {
      if (since.endsWith('who = ')) return 'ana'
      return since.endsWith('what = ') ? '$(touch evil)' : 'y'
    },
    setting(),
  )
  expect(code, screen).toBe(0)
  expect(readFileSync(join(folder, 'note'), 'utf8')).toBe('ana: $(touch evil)\n')
  expect(() => readFileSync(join(folder, 'evil'))).toThrow()
})

test('where nobody can be asked, what is missing is named', async () => {
  const { code, stderr } = await opsbook(['run', '--auto', '--trust', 'page.md#note-it'], setting())
  expect(code).toBe(2)
  expect(stderr).toContain('--param who=VALUE')
  expect(stderr).toContain('<what> has no value')
})

test('values may come from the environment, secrets by reference', async () => {
  const env = {
    ...setting().env,
    OPSBOOK_PARAM_WHO: 'ana',
    OPSBOOK_PARAM_WHAT: 'b "c"',
    OPSBOOK_PARAM_DB_PASSWORD: 'hunter2-hunter2',
  }
  const { code, stdout } = await opsbook(['plan', '--json', 'page.md#note-it'], { cwd: folder, env })
  expect(code).toBe(0)
  const values = JSON.parse(stdout).parameters.map(({ name, value, origin }: Record<string, string>) => [
    name,
    value,
    origin,
  ])
  expect(values).toEqual([
    ['what', 'b "c"', 'env'],
    ['who', 'ana', 'env'],
  ])
  const secret = await opsbook(['plan', '--json', 'secret.md#log-in'], { cwd: folder, env })
  expect(secret.stdout).toContain('"env:OPSBOOK_PARAM_DB_PASSWORD"')
  expect(secret.stdout).not.toContain('hunter2')
})

test('a secret is neither asked for nor taken from a command line', async () => {
  const typed = await opsbook(['run', '--auto', '--param', 'db_password=x', 'secret.md#log-in'], setting())
  expect({ code: typed.code, told: typed.stderr.includes('--secret db_password=env:NAME') }).toEqual({
    code: 2,
    told: true,
  })
  if (!hasTerminal) return
  const { code, screen } = await atTerminal(['run', 'secret.md#log-in'], [], setting())
  expect(code, screen).toBe(2)
  expect(screen).not.toContain('db_password = ')
})
