import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { opsbook } from './run-opsbook.ts'

/** Commands of the server that are called with what is not there, in a folder with nothing in it. */
const call = async (...args: string[]) => {
  const folder = mkdtempSync(join(tmpdir(), 'opsbook-refused-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const env = { HOME: folder, XDG_CONFIG_HOME: folder, OPSBOOK_DATA: join(folder, 'data') }
  const { code, stderr } = await opsbook(args, { cwd: folder, env })
  return { code, stderr, madeData: existsSync(join(folder, 'data')) }
}

test.each<[string[], number, string]>([
  [['serve', 'nowhere'], 5, 'there is no file or folder'],
  [['serve', '.'], 5, 'there are no pages'],
  [['server', 'restore', 'nothing.gz'], 5, 'there is no file'],
  [['server'], 2, "missing required argument 'command'"],
  [['auth'], 2, "missing required argument 'command'"],
  [['audit', 'prove'], 2, 'opsbook audit has no command "prove"'],
  [['auth', 'setup', 'http://127.0.0.1:8080/setup'], 2, 'this is not the link'],
  [['integration', 'list', '--server', 'ftp://x'], 2, 'is not the address of a server'],
  [['incident', 'list', '--server', 'http://127.0.0.1:9'], 9, 'cannot be reached'],
  [['runner'], 4, 'this machine is no runner'],
  [['api', 'GET', 'incidents'], 2, 'begins with a slash'],
])('opsbook %s', async (args, code, words) => {
  const refused = await call(...args)
  expect(refused.stderr).toContain(words)
  expect(refused).toMatchObject({ code, madeData: false })
})

test.each([
  ...['serve', 'runner', 'server', 'auth', 'audit', 'integration', 'incident', 'alert', 'doctor', 'api'],
  ...['runner enroll', 'runner drain', 'integration add', 'integration disable', 'auth setup', 'auth login'],
  ...['audit anchor', 'server backup', 'server restore', 'server migrate', 'alert send'],
])('opsbook %s -h shows an example', async (command) => {
  const { code, stdout } = await opsbook([...command.split(' '), '-h'])
  expect(code).toBe(0)
  expect(stdout).toMatch(new RegExp(`Examples:\\n  opsbook ${command.split(' ')[0]}`))
  expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100)
})
