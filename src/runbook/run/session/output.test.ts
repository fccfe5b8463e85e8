import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { openSession, type Session, type SessionOptions } from './actions.ts'
import { inheritedEnvironment } from './environment.ts'
import type { OutputChunk, Sink } from './session.ts'
import { localTransport, type Transport } from './transport.ts'

const FULL = process.env.OPSBOOK_TEST_FULL === '1'
const MEGABYTE = 1024 * 1024
let session: Session | undefined
let folder = ''
afterEach(async () => {
  await session?.close({ everything: true })
  session = undefined
  rmSync(folder, { recursive: true, force: true })
})

async function open(options: Partial<SessionOptions> = {}): Promise<Session> {
  folder = mkdtempSync(join(tmpdir(), 'opsbook-output-'))
  const opened = await openSession({
    ...{ transport: localTransport(), environment: inheritedEnvironment(process.env), cwd: folder, graceMs: 300 },
    ...options,
  })
  if (!opened.ok) throw new Error(JSON.stringify(opened.refusal))
  session = opened.value
  return session
}

const run = (session: Session, text: string, sink: Sink) => session.run({ id: 's', language: 'bash', text }, sink)

/** Counts and watches memory. */
function meter() {
  const before = process.memoryUsage().rss
  const seen = { bytes: 0, peak: 0 }
  const sink = ({ bytes }: OutputChunk) => {
    seen.bytes += bytes.length
    if (seen.bytes % 64 < 8) seen.peak = Math.max(seen.peak, process.memoryUsage().rss - before)
  }
  return { sink, seen }
}

const FRAMED: Transport = { target: 'framed', argv: ['bash', '--noprofile', '--norc'], channels: 'framed' }
const size = FULL ? 1024 : 50
for (const [what, text] of [
  ['one endless line', `head -c ${size}M /dev/zero | tr '\\0' x`],
  ['binary', `yes $'\\36\\377\\303' | head -c ${size}M`],
  ['lines', `yes 'a line as programs write them, neither long nor short' | head -c ${size}M`],
] as const) {
  test(`${size} MB, ${what}: all of it arrives, memory stays flat`, async () => {
    const session = await open()
    const { sink, seen } = meter()
    const outcome = await run(session, text, sink)
    expect(outcome.end).toEqual({ kind: 'finished', status: 0 })
    expect(seen.bytes).toBe(size * MEGABYTE)
    expect(outcome.stdout).toMatchObject({ bytes: seen.bytes, truncated: true })
    expect(outcome.stdout.tail).toHaveLength(256 * 1024)
    expect(seen.peak).toBeLessThan(100 * MEGABYTE)
  }, 120_000)
}

test('a slow sink slows the step down and fills no memory', async () => {
  const session = await open()
  let pending = 0
  let most = 0
  let bytes = 0
  const outcome = await run(session, `head -c ${4 * MEGABYTE} /dev/zero`, async (chunk) => {
    most = Math.max(most, ++pending)
    await delay(2)
    pending--
    bytes += chunk.bytes.length
  })
  expect(outcome.end.kind).toBe('finished')
  expect({ bytes, most, pending }).toEqual({ bytes: 4 * MEGABYTE, most: 1, pending: 0 })
})

test('a sink that fails is reported, and the step goes on to its end', async () => {
  const session = await open()
  const full = new Error('no space left')
  const outcome = await run(session, 'echo a; echo b >proof', () => Promise.reject(full))
  expect(outcome).toMatchObject({ end: { kind: 'finished', status: 0 }, sinkFailure: full, stdout: { bytes: 2 } })
  expect(readFileSync(join(folder, 'proof'), 'utf8')).toBe('b\n')
})

for (const transport of [localTransport(), FRAMED]) {
  test(`${transport.target}: bytes arrive as they are, also those of our own protocol and broken UTF-8`, async () => {
    const session = await open({ transport })
    const bytes: Buffer[] = []
    const every = "printf '%b' \"$(for i in {0..255};do printf '\\\\0%03o' $i;done)\""
    await run(
      session,
      `for n in {1..300};do ${every};done; set; printf '\\36'; printf '\\36abc' >&2`,
      ({ stream, bytes: chunk }) => {
        if (stream === 'stdout') bytes.push(Buffer.from(chunk))
      },
    )
    const all = Buffer.concat(bytes)
    const row = Buffer.from(Uint8Array.from({ length: 256 }, (_, index) => index))
    expect(all.subarray(0, 300 * 256).equals(Buffer.concat(Array.from({ length: 300 }, () => row)))).toBe(true)
    expect(all.at(-1)).toBe(0x1e)
  })

  test(`${transport.target}: what is written without a line feed is seen while the step runs`, async () => {
    const session = await open({ transport })
    const seen: [string, number][] = []
    const began = performance.now()
    await run(session, "printf 'Name? '; sleep 0.3; printf '\\36'; sleep 0.3; echo x", ({ bytes }) => {
      seen.push([Buffer.from(bytes).toString(), performance.now() - began])
    })
    expect(seen[0]![0]).toBe('Name? ')
    expect(seen[0]![1]).toBeLessThan(250)
    expect(seen.map(([text]) => text).join('')).toBe('Name? \x1ex\n')
  })

  test(`${transport.target}: a noisy background job garbles no record`, async () => {
    const session = await open({ transport })
    await run(
      session,
      'noise() { while :; do echo "noise $RANDOM"; echo other >&2; done; }; big=$(head -c 20000 /dev/zero | tr "\\0" y)\nnoise &\nsleep 0.05',
      () => undefined,
    )
    for (let round = 0; round < 20; round++) {
      const outcome = await session.run(
        { id: 's', language: 'bash', text: `n=${round}; (exit ${round})`, snapshot: 'always' },
        () => undefined,
      )
      expect(outcome.end).toEqual({ kind: 'finished', status: round })
      expect(outcome.snapshot!.variables.find(({ name }) => name === 'n')!.declaration).toBe(`declare -- n="${round}"`)
    }
    await run(session, 'kill %1', () => undefined)
  })
}

test('a million lines a second', async () => {
  const session = await open()
  const count = FULL ? 5_000_000 : 1_000_000
  const outcome = await run(session, `yes | head -n ${count}`, () => undefined)
  expect(outcome.stdout.lines).toBe(count)
  expect(count / outcome.durationMs).toBeGreaterThan(1000)
})
