/** Secrets planted in a whole run, printed in pieces and in other notations: none is in any file, stream or export. */
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { opsbook } from './run-opsbook.ts'

const COUNT = process.env.OPSBOOK_TEST_FULL === '1' ? 2000 : 240
const folder = mkdtempSync(join(tmpdir(), 'opsbook-secrets-'))
const env = { OPSBOOK_RUNS: join(folder, 'runs') }

/** Looks random, is the same each time, and has signs that other notations write differently. */
const secrets = Array.from(
  { length: COUNT },
  (_, index) => `${createHash('sha256').update(String(index)).digest('base64').slice(0, 14)}+/"${index}`,
)
const notations = (secret: string) => [
  secret,
  Buffer.from(secret).toString('base64'),
  encodeURIComponent(secret),
  JSON.stringify(secret).slice(1, -1),
]

/** Cuts each secret at another place, so that it reaches us in two pieces; every third is encoded as well. */
const lines = secrets.map((_, index) => {
  const cut = 1 + (index % 12)
  const pieces = `v="<s${index}_token>"; printf %s "\${v:0:${cut}}"; printf '%s\\n' "\${v:${cut}}"`
  return index % 3 === 0 ? `${pieces}; printf %s "$v" | base64 -w0 >&2; echo >&2` : pieces
})
const steps = Array.from({ length: Math.ceil(COUNT / 40) }, (_, index) => {
  const own = lines.slice(index * 40, index * 40 + 40)
  return `# ${index + 1}. Print ${index + 1}\n${own.join('\n')}`
})

beforeAll(() => {
  mkdirSync(join(folder, 'secrets'))
  for (const [index, secret] of secrets.entries()) writeFileSync(join(folder, 'secrets', String(index)), secret)
  const page = `# Secrets\n\n## Print All\n\n\`\`\`bash {.readonly}\n${steps.join('\n\n')}\n\`\`\`\n`
  writeFileSync(join(folder, 'page.md'), page)
})
afterAll(() => rmSync(folder, { recursive: true }))

function leaks(text: string): string[] {
  return secrets.filter((secret) => notations(secret).some((form) => text.includes(form)))
}

test('of all planted secrets none reaches a record, a screen or an export', async () => {
  const given = secrets.flatMap((_, index) => [
    '--secret',
    `s${index}_token=file:${join(folder, 'secrets', String(index))}`,
  ])
  const run = await opsbook(['run', '--auto', '--trust', '--format', 'ndjson', ...given, 'page.md#print-all'], {
    cwd: folder,
    env,
    timeoutMs: 300_000,
  })
  expect({ code: run.code, stderr: run.stderr }).toEqual({ code: 0, stderr: '' })
  expect(run.stdout.split('[redacted]').length).toBeGreaterThan(COUNT)
  expect(leaks(run.stdout)).toEqual([])
  for (const args of [
    ['view', 'last'],
    ['view', 'last', '--json'],
    ['logs', 'last'],
    ['export', 'last', '--format', 'md'],
  ]) {
    const { code, stdout } = await opsbook(['runs', ...args], { cwd: folder, env })
    expect({ args, code, leaks: leaks(stdout) }).toEqual({ args, code: 0, leaks: [] })
    expect(stdout.length).toBeGreaterThan(200)
  }
  const files = readdirSync(env.OPSBOOK_RUNS, { recursive: true, withFileTypes: true }).filter((each) => each.isFile())
  expect(files.length).toBeGreaterThan(3)
  for (const { parentPath, name } of files) expect(leaks(readFileSync(join(parentPath, name), 'latin1'))).toEqual([])
}, 600_000)
