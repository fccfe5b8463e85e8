import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { encodeChunk, type RecordedChunk, readChunks } from '../output-chunks.ts'
import { pin, pinned } from '../pinned/store.ts'
import { openOutputs, readOutput, readOutputFile, strayOutputs } from './store.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'opsbook-recorded-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const PART = { step: 's', command: 0, target: 't', attempt: 1 }
const joined = (chunks: readonly RecordedChunk[], stream: string) =>
  Buffer.concat(chunks.filter((chunk) => chunk.stream === stream).map(({ bytes }) => bytes)).toString('latin1')

async function record(pieces: readonly ['stdout' | 'stderr', string | Uint8Array][], pauseMs = 0) {
  const recorder = (await openOutputs(folder)).record()
  let atMs = 1000
  for (const [stream, bytes] of pieces) {
    atMs += 5
    await recorder.sink({ stream, atMs, bytes: Buffer.from(bytes as string) })
    if (pauseMs > 0) await delay(pauseMs)
  }
  return recorder.finish(PART)
}

test('short output is in the line, with its times, also when it is no text', async () => {
  const ref = await record([
    ['stdout', 'one\n'],
    ['stderr', Uint8Array.of(0xff, 0x0a)],
    ['stdout', 'é'],
  ])
  expect(ref).toEqual({
    ...{ type: 'output.ref', ...PART, bytes: { stdout: 6, stderr: 2 }, lines: { stdout: 2, stderr: 1 } },
    chunks: [
      [0, 'o', 'one\n'],
      [5, 'e', '/wo=', true],
      [10, 'o', 'é'],
    ],
  })
  expect(readdirSync(join(folder, 'output'))).toEqual([])
  expect(JSON.parse(JSON.stringify(await readOutput(folder, ref)))).toMatchObject({
    ok: true,
    chunks: [{ atMs: 0 }, { atMs: 5, stream: 'stderr' }, {}],
  })
  expect(await record([])).not.toHaveProperty('chunks')
})

test('long output, and that of a slow step, is in a file that proves itself', async () => {
  const pieces = Array.from(
    { length: 200 },
    (_, index) => [index % 3 ? 'stdout' : 'stderr', `${index} ${'x'.repeat(100)}\n`] as ['stdout', string],
  )
  const ref = await record(pieces)
  expect(ref.file?.name).toBe('0001.chunks')
  expect(statSync(join(folder, 'output', '0001.chunks')).mode & 0o777).toBe(0o600)
  const reading = await readOutput(folder, ref)
  expect(reading.ok).toBe(true)
  for (const stream of ['stdout', 'stderr']) {
    expect(joined(reading.chunks, stream)).toBe(
      pieces
        .filter(([one]) => one === stream)
        .map(([, text]) => text)
        .join(''),
    )
  }
  const slow = await record(
    [
      ['stdout', 'a'],
      ['stdout', 'b'],
    ],
    300,
  )
  expect(slow.file?.name).toBe('0002.chunks')
  expect(joined((await readOutput(folder, slow)).chunks, 'stdout')).toBe('ab')
  const path = join(folder, 'output', '0001.chunks')
  writeFileSync(path, readFileSync(path, 'latin1').replace('7 x', '8 x'), 'latin1')
  expect(await readOutput(folder, ref)).toMatchObject({
    ok: false,
    reason: expect.stringContaining('not what was recorded'),
  })
  rmSync(path)
  expect(await readOutput(folder, ref)).toMatchObject({ ok: false, reason: expect.stringContaining('missing') })
  expect(await strayOutputs(folder, new Set())).toEqual(['0002.chunks'])
  expect(await readOutputFile(folder, '../journal.ndjson')).toBeUndefined()
})

test('pieces that arrive while the file is being made keep their place', async () => {
  const recorder = (await openOutputs(folder)).record()
  for (let index = 0; index < 300; index++)
    void recorder.sink({ stream: 'stdout', atMs: index, bytes: Buffer.from(`${index},`.padEnd(40)) })
  const reading = await readOutput(folder, await recorder.finish(PART))
  expect(joined(reading.chunks, 'stdout').split(',').map(Number).slice(0, 300)).toEqual(
    Array.from({ length: 300 }, (_, index) => index),
  )
})

test('a file that a crash has cut off is read up to there', () => {
  const piece = fc.record({
    atMs: fc.nat(1e6),
    stream: fc.constantFrom('stdout' as const, 'stderr' as const),
    bytes: fc.uint8Array({ maxLength: 50 }),
  })
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), fc.nat(600), (pieces, cut) => {
      const data = Buffer.concat(pieces.map(encodeChunk))
      const text = (chunks: Iterable<RecordedChunk>) =>
        [...chunks].map((chunk) => [chunk.atMs, chunk.stream, Buffer.from(chunk.bytes).toString('latin1')])
      expect(text(readChunks(data))).toEqual(text(pieces))
      const torn = text(readChunks(data.subarray(0, cut)))
      expect(text(pieces).slice(0, torn.length)).toEqual(torn)
    }),
  )
})

test('pinned copies are found by their hash, and only whole', async () => {
  const name = await pin(folder, 'page')
  expect(await pin(folder, 'page')).toBe(name)
  expect((await pinned(folder, name))?.toString()).toBe('page')
  writeFileSync(join(folder, 'pinned', name), 'other')
  expect(await pinned(folder, name)).toBeUndefined()
  expect(await pinned(folder, '../../etc/passwd')).toBeUndefined()
  expect(readdirSync(join(folder, 'pinned'))).toEqual([name])
})
