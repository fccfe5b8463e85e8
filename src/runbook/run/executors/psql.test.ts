import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startPostgres } from '../../../../test/postgres-server.ts'
import { openSession, type Session } from '../session/actions.ts'
import { inheritedEnvironment } from '../session/environment.ts'
import { localTransport } from '../session/transport.ts'
import { psqlText } from './psql-text.ts'

test('values stand before the statements, each only where it is read', () =>
  expect(psqlText("SELECT :'A';", { A: "x'y", OTHER: 'z', 'bad name': 'A' })).toBe(
    "\\set A `printf '%s\\n' \"$A\"`\nSELECT :'A';",
  ))

const server = startPostgres('psql.test.ts')
const folder = mkdtempSync(join(tmpdir(), 'opsbook-psql-'))
let session: Session | undefined

beforeAll(async () => {
  const environment = { ...inheritedEnvironment(process.env), HOME: folder }
  const opened = await openSession({ transport: localTransport(), environment, cwd: folder })
  if (!opened.ok) throw new Error(JSON.stringify(opened.refusal))
  session = opened.value
})
afterAll(async () => {
  await session?.close({ everything: true })
  server?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const PIECES = [
  "'",
  '"',
  '`',
  '\\',
  '\n',
  '$(touch canary)',
  '`touch canary`',
  ':V',
  ":'V'",
  ';',
  '--',
  '/*',
  '$$',
  "E'",
  '%s',
  ' ',
  'ä€𝄞',
  '\t',
  '\r',
  '',
]
const VALUES = [
  ...PIECES,
  ...PIECES.flatMap((a) => PIECES.slice(0, 12).map((b) => `${a}x${b}`)),
  "'; DROP TABLE canary; --",
  '\n\\! touch canary\n',
  '\\! touch canary',
  'x\n\n',
  '-c select 1',
  'a'.repeat(50_000),
]

test.runIf(server)(
  'a value is the same to the byte in a statement, whatever it holds',
  async () => {
    const interpreter = {
      argv: [
        'env',
        `PGHOST=${server?.folder}`,
        'PGDATABASE=postgres',
        'PGUSER=postgres',
        'psql',
        '-X',
        '-At',
        '--set=ON_ERROR_STOP=1',
        '--file=-',
      ],
      reads: 'stdin',
    } as const
    const run = async (text: string, variables: Record<string, string>) => {
      const step = { id: 's', language: 'sql', text: psqlText(text, variables), env: variables, interpreter }
      const { stdout, stderr, end } = await session!.run(step, () => undefined)
      return { out: Buffer.from(stdout.tail).toString(), err: Buffer.from(stderr.tail).toString(), end }
    }
    await run('CREATE TABLE canary (name text);', {})
    // Several values a call: a start of psql takes longer than all the rest.
    for (let at = 0; at < VALUES.length; at += 20) {
      const some = VALUES.slice(at, at + 20)
      const names = some.map((_, index) => `VALUE_${index}_END`)
      const text = names.map((name) => `SELECT encode(convert_to(:'${name}', 'UTF8'), 'hex');`).join('\n')
      const { out, err, end } = await run(text, Object.fromEntries(some.map((value, index) => [names[index]!, value])))
      expect({ err, end }).toEqual({ err: '', end: { kind: 'finished', status: 0 } })
      const seen = out
        .replace(/\n$/, '')
        .split('\n')
        .map((hex) => Buffer.from(hex, 'hex').toString())
      expect(seen).toEqual(some)
    }
    expect((await run('SELECT count(*) FROM canary;', {})).out).toBe('0\n')
    expect(await run('SELECT 1;\nSELECT nothing;\nSELECT 2;', {})).toMatchObject({ out: '1\n', end: { status: 3 } })
    for (const place of [folder, server!.folder, join(server!.folder, 'data')])
      expect(readdirSync(place).filter((name) => name.includes('canary'))).toEqual([])
  },
  120_000,
)
