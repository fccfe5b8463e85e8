import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSession, type Session } from './actions.ts'
import { inheritedEnvironment } from './environment.ts'
import type { StepRequest } from './session.ts'
import { localTransport, type Transport } from './transport.ts'

const FULL = process.env.OPSBOOK_TEST_FULL === '1'
const SEED = 20_260_101

/** Everything that has ever made a value act: each would leave a file called `canary`. */
const KNOWN = [
  ...[
    '$(touch canary)',
    '`touch canary`',
    '; touch canary',
    '| touch canary',
    '&& touch canary',
    '\ntouch canary\n',
    "'; touch canary; '",
  ],
  ...[
    '"; touch canary; "',
    '$((a[$(touch canary)]))',
    'a[$(touch canary)]',
    '${x:-$(touch canary)}',
    '${x@P}',
    '> canary',
    '>canary',
  ],
  ...[
    '<(touch canary)',
    '*',
    '?',
    '[a-z]*',
    '~',
    '~root',
    '{a,b}',
    '!!',
    '!touch',
    '\\',
    '\\\\',
    '\\n',
    '\\0101',
    '%s%n',
    '%b',
    '-n',
    '-e',
    '--',
  ],
  ...[
    '--upload-pack=touch canary',
    '-oProxyCommand=touch canary',
    '',
    ' ',
    '  lead and trail  ',
    '\t',
    '\n',
    '\n\n',
    '\r\n',
    '\r',
    '\x1b[2J',
  ],
  ...[
    '\x01',
    '\x1e',
    '\x1d',
    '\x1d\x01',
    '\x1e0123456789abcdef',
    '\x7f',
    'é',
    '“quotes”',
    '＄（touch canary）',
    '\u2028',
    '\u202e',
    '😀',
    "it's",
  ],
  ...[
    '$',
    '$$',
    '$IFS',
    '#',
    '# x',
    'a=b',
    '=',
    '() { :; }; touch canary',
    '__import__("os").system("touch canary")',
    "');import os;os.system('touch canary')#",
  ],
  ...["\\'", '\\"', "$'\\n'", 'EOF', 'EOF\ntouch canary\nEOF', '<<EOF', '0', '00', 'NaN', 'null', 'x'.repeat(100_000)],
] as const
const BROKEN_UTF8 = [
  [0xff],
  [0xc3],
  [0xe2, 0x82],
  [0x61, 0x80, 0x62],
  [0xf0, 0x9f],
  [0xed, 0xa0, 0x80],
  [0xc0, 0xaf],
  [0xfe, 0x0a, 0xff],
]

const pieces = fc.array(
  fc.constantFrom(...KNOWN.filter((value) => value.length < 100), 'a', '$(touch canary)', '\n', "'", '"', '`', '\\'),
  { maxLength: 5 },
)
const bytes = fc.uint8Array({ minLength: 1, maxLength: 40 }).map((all) => all.map((byte) => byte || 1))
const value = fc.oneof(
  pieces.map((parts) => parts.join('')),
  bytes,
  fc.string({ unit: 'binary', maxLength: 20 }).map((text) => text.replaceAll('\0', '')),
)

/** One way for a value to be used: the step, and what it must print. */
const POSITIONS: Readonly<Record<string, (value: string | Uint8Array) => Partial<StepRequest>>> = {
  'bash, quoted': (V) => ({ text: 'printf %s "$V"', env: { V } }),
  'bash, argument of a program': (V) => ({ text: '/usr/bin/env printf %s "$V"', env: { V } }),
  'bash, here-document': (V) => ({ text: 'cat <<E | head -c -1\n$V\nE', env: { V } }),
  'bash, secret in the environment': (V) => ({
    text: 'LC_ALL=C grep -az ^V= /proc/self/environ | tail -c +3 | head -c -1',
    secretEnv: { V },
  }),
  'sh, quoted': (V) => ({ language: 'sh', text: 'printf %s "$V"', env: { V } }),
  python: (V) => ({
    language: 'python',
    text: 'import os, sys\nsys.stdout.buffer.write(os.environb[b"V"])',
    env: { V },
  }),
  'argument of an interpreter': (V) => ({
    language: 'x',
    text: '',
    interpreter: { argv: ['/usr/bin/printf', '%s', asText(V)], reads: 'stdin' },
  }),
}
const RUNS: Readonly<Record<string, number>> = { python: FULL ? 400 : 10, 'sh, quoted': FULL ? 1000 : 60 }

const asText = (value: string | Uint8Array) => (typeof value === 'string' ? value : Buffer.from(value).toString('utf8'))
const asBytes = (value: string | Uint8Array) =>
  Buffer.from(typeof value === 'string' ? Buffer.from(value, 'utf8') : value)

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'opsbook-hostile-'))
  // Something for globs to find.
  for (const name of ['a', 'b', 'x y']) writeFileSync(join(folder, name), '')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const FRAMED: Transport = { target: 'framed', argv: ['bash', '--noprofile', '--norc'], channels: 'framed' }

async function exact(session: Session, position: string, value: string | Uint8Array): Promise<void> {
  const printed: Uint8Array[] = []
  const request = { id: 's', language: 'bash', text: '', snapshot: 'never' as const, ...POSITIONS[position]!(value) }
  const outcome = await session.run(request, ({ stream, bytes }) => {
    if (stream === 'stdout') printed.push(bytes)
  })
  const wanted = position.startsWith('argument of') ? Buffer.from(asText(value)) : asBytes(value)
  const got = Buffer.concat(printed)
  if (!got.equals(wanted) || outcome.end.kind !== 'finished') {
    throw new Error(
      `${position}: ${JSON.stringify(wanted.toString('latin1'))} arrived as ${JSON.stringify(got.toString('latin1'))}; ${JSON.stringify(outcome.end)}`,
    )
  }
}

for (const transport of [localTransport(), FRAMED]) {
  for (const locale of transport.channels === 'framed' && !FULL ? ['C.UTF-8'] : ['C.UTF-8', 'C']) {
    test(`${transport.target}, ${locale}: values arrive exact and never act`, async () => {
      const environment = { ...inheritedEnvironment(process.env), LC_ALL: locale }
      const opened = await openSession({ transport, environment, cwd: folder })
      if (!opened.ok) throw new Error(JSON.stringify(opened.refusal))
      let cases = 0
      for (const position of Object.keys(POSITIONS)) {
        // One configuration meets all known values, the others a part of them.
        const share = FULL || (transport.channels === 'descriptors' && locale === 'C.UTF-8') ? 1 : 0.3
        const most = Math.round((RUNS[position] ?? (FULL ? 1000 : 110)) * share)
        const known = [...KNOWN, ...BROKEN_UTF8.map((list) => Uint8Array.from(list))]
        const random = fc.sample(value, { numRuns: Math.max(0, most - known.length), seed: SEED })
        for (const one of [...known, ...random].slice(0, most)) {
          await exact(opened.value, position, one)
          cases++
        }
      }
      await opened.value.close({ everything: true })
      expect(cases).toBeGreaterThanOrEqual(FULL ? 5000 : 150)
      expect(readdirSync(folder).toSorted()).toEqual(['a', 'b', 'x y'])
    }, 300_000)
  }
}

test('NUL is refused before anything runs, wherever it stands', async () => {
  const opened = await openSession({
    transport: localTransport(),
    environment: inheritedEnvironment(process.env),
    cwd: folder,
  })
  if (!opened.ok) throw new Error(JSON.stringify(opened.refusal))
  const base: StepRequest = { id: 's', language: 'bash', text: 'touch canary' }
  const cases: Partial<StepRequest>[] = [
    { text: 'touch canary\0' },
    { id: 'a\0' },
    { cwd: '.\0' },
    { env: { V: 'a\0b' } },
    { secretEnv: { V: Uint8Array.of(1, 0) } },
    { interpreter: { argv: ['touch', 'canary\0'], reads: 'stdin' } },
  ]
  for (const one of cases) {
    const { end } = await opened.value.run({ ...base, ...one }, () => undefined)
    expect(end, JSON.stringify(one)).toMatchObject({ kind: 'refused', refusal: { code: 'session/nul-byte' } })
  }
  await opened.value.close()
  expect(readdirSync(folder)).not.toContain('canary')
})
