/** The command against a small server on loopback that dies and comes back. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { main } from '../main.ts'
import { flushSpool } from './flush.ts'
import { spoolAlert } from './store.ts'

const KEY = 'secret-key-of-the-integration'
let spool = ''
let received: { body: Record<string, unknown>; key: string | undefined; id: string | undefined }[] = []
let answers: number[] = []
let server: Server | undefined
let port = 0

beforeEach(async () => {
  spool = join(mkdtempSync(join(tmpdir(), 'spool-')), 'waiting')
  received = []
  answers = []
  await comeUp(0)
})
afterEach(async () => {
  await goDown()
  rmSync(join(spool, '..'), { recursive: true, force: true })
})

async function comeUp(at = port): Promise<void> {
  server = createServer((request, response) => {
    let text = ''
    request.setEncoding('utf8').on('data', (piece) => {
      text += piece
    })
    request.on('end', () => {
      const status = answers.shift() ?? 200
      if (status === 200)
        received.push({
          body: JSON.parse(text),
          key: request.headers.authorization,
          id: request.headers['idempotency-key'] as string | undefined,
        })
      response.writeHead(status, {
        connection: 'close',
        ...(status === 302 ? { location: 'http://127.0.0.1:9/' } : {}),
      })
      response.end(
        JSON.stringify(status === 200 ? { stored: [{ outcome: 'opened' }] } : { message: 'no \u001b[2J thanks' }),
      )
    })
  })
  await new Promise<void>((done) => server!.listen(at, '127.0.0.1', done))
  port = (server.address() as AddressInfo).port
}
const goDown = () => new Promise<void>((done) => (server ? server.close(() => done()) : done()))

async function run(...args: string[]) {
  const out = { code: 0, stdout: '', stderr: '' }
  out.code = await main(['alert', 'send', ...args], {
    cwd: tmpdir(),
    env: { OPSBOOK_SPOOL: spool, OPSBOOK_SERVER: `http://127.0.0.1:${port}`, OPSBOOK_INTAKE_KEY: KEY, LANG: 'C.UTF-8' },
    stdout: { write: (text: string) => (out.stdout += text) },
    stderr: { write: (text: string) => (out.stderr += text) },
  })
  return out
}
const waiting = () => readdirSync(spool).filter((name) => name.endsWith('.json'))
const summaries = () => received.map(({ body }) => body.summary)

test('delivered', async () => {
  const sent = await run(
    'disk full',
    '--key',
    'disk-a',
    '--severity',
    'critical',
    '--label',
    'host=a=b',
    '--now',
    '2030-01-01T00:00:00Z',
  )
  expect(sent).toEqual({ code: 0, stdout: '✓ delivered (opened)\n', stderr: '' })
  expect(received).toMatchObject([
    {
      body: {
        ...{ summary: 'disk full', key: 'disk-a', severity: 'critical', labels: { host: 'a=b' }, action: 'trigger' },
        startsAt: '2030-01-01T00:00:00.000Z',
      },
      key: `Bearer ${KEY}`,
    },
  ])
  expect(waiting()).toEqual([])
})

test('the server is down, and comes back: nothing is lost, oldest first', async () => {
  await goDown()
  const first = await run('disk full', '--key', 'disk-a')
  expect(first).toMatchObject({ code: 9, stdout: '' })
  expect(first.stderr).toContain('spooled: 1 alert waits in')
  expect(first.stderr).toContain('ECONNREFUSED')
  expect((await run('--resolve', '--key', 'disk-a')).stderr).toContain('2 alerts wait')
  await comeUp()
  const third = await run('third')
  expect(third).toMatchObject({ code: 0, stdout: '✓ delivered (opened), and 2 that waited\n' })
  expect(received.map(({ body }) => [body.action, body.key ?? body.summary])).toEqual([
    ['trigger', 'disk-a'],
    ['resolve', 'disk-a'],
    ['trigger', 'third'],
  ])
  expect(new Set(received.map(({ id }) => id)).size).toBe(3)
})

test('--flush sends what waits', async () => {
  await goDown()
  await run('a')
  expect((await run('--flush')).code).toBe(9)
  await comeUp()
  expect(await run('--flush')).toEqual({ code: 0, stdout: '✓ 1 delivered, 0 waiting\n', stderr: '' })
  expect(summaries()).toEqual(['a'])
  expect((await run('--flush')).stdout).toBe('✓ 0 delivered, 0 waiting\n')
})

test('what the server cannot take now waits, and holds back what is behind it', async () => {
  answers = [503]
  expect((await run('a')).code).toBe(9)
  answers = [429]
  expect((await run('b')).stderr).toContain('2 alerts wait')
  answers = [302]
  expect((await run('c')).code).toBe(9)
  expect(received).toEqual([])
  expect((await run('--flush')).code).toBe(0)
  expect(summaries()).toEqual(['a', 'b', 'c'])
})

test('what the server will never take is laid aside and holds nothing back', async () => {
  answers = [503]
  await run('bad')
  answers = [400]
  const next = await run('good')
  expect(next.code).toBe(1)
  expect(next.stderr).toContain('laid aside')
  expect(next.stderr).not.toContain('\u001b[2J')
  expect(summaries()).toEqual(['good'])
  expect(readdirSync(spool).filter((name) => name.endsWith('.refused'))).toHaveLength(1)
  answers = [400]
  expect(await run('bad too')).toMatchObject({ code: 1, stdout: '' })
})

test('a key that is not valid: the alert waits for the right one', async () => {
  answers = [401]
  const sent = await run('a')
  expect(sent.code).toBe(4)
  expect(sent.stderr).toContain('the key of the integration is not valid')
  expect((await run('--flush')).code).toBe(0)
  expect(summaries()).toEqual(['a'])
})

test('files are whole, for nobody else, and without the key', async () => {
  await goDown()
  const before = process.umask(0)
  await run('a').finally(() => process.umask(before))
  const [name] = waiting()
  expect(statSync(spool).mode & 0o777).toBe(0o700)
  expect(statSync(join(spool, name!)).mode & 0o777).toBe(0o600)
  expect(readFileSync(join(spool, name!), 'utf8')).not.toContain(KEY)
})

const destination = { server: 'http://a', keyFrom: 'environment' }
const at = (second: number) => new Date(Date.UTC(2030, 0, 1, 0, 0, second))
const put = (summary: string, second: number, to = destination) =>
  spoolAlert(spool, { version: 1, to, alert: { summary } }, at(second))

test('two processes at once deliver each alert once, in order', async () => {
  for (let index = 0; index < 10; index++) await put(`${index}`, index)
  const seen: unknown[] = []
  const flush = () =>
    flushSpool({
      ...{ folder: spool, destination, timeoutMs: 10_000 },
      deliver: async ({ alert }) => {
        await new Promise((done) => setTimeout(done, 5))
        seen.push(alert.summary)
        return { kind: 'delivered' }
      },
    })
  await Promise.all([flush(), flush(), flush()])
  expect(seen).toEqual(Array.from({ length: 10 }, (_, index) => `${index}`))
})

test('a clock that is set back does not let a resolve overtake its trigger', async () => {
  await put('first', 100)
  await put('second', 1)
  const seen: unknown[] = []
  const deliver = async ({ alert }: { alert: Record<string, unknown> }) => {
    seen.push(alert.summary)
    return { kind: 'delivered' } as const
  }
  await flushSpool({ folder: spool, destination, timeoutMs: 1000, deliver })
  expect(seen).toEqual(['first', 'second'])
})

test('alerts for another server or another key stay', async () => {
  await put('other', 1, { ...destination, server: 'http://b' })
  await put('mine', 2)
  const flushed = await flushSpool({
    ...{ folder: spool, destination, timeoutMs: 1000, deliver: async () => ({ kind: 'delivered' }) as const },
  })
  expect(flushed).toMatchObject({ waiting: 0, delivered: [{}] })
  expect(waiting()).toHaveLength(1)
})

test('a file that is none of ours is laid aside', async () => {
  await put('good', 2)
  writeFileSync(join(spool, `${'0'.repeat(15)}-${'0'.repeat(12)}.json`), '{"version":1')
  const flushed = await flushSpool({
    ...{ folder: spool, destination, timeoutMs: 1000, deliver: async () => ({ kind: 'delivered' }) as const },
  })
  expect([flushed.delivered.length, flushed.refused.length]).toEqual([1, 1])
})

const fill = (text: string) => {
  mkdirSync(spool, { recursive: true })
  for (let index = 0; index < 1000; index++)
    writeFileSync(join(spool, `${String(index).padStart(15, '0')}-${'a'.repeat(12)}.json`), text)
}

test('the spool is bounded, and an alert that finds no room is sent all the same', async () => {
  expect(await spoolAlert(spool, { version: 1, to: destination, alert: { a: 'x'.repeat(70_000) } }, at(1))).toEqual({
    ...{ ok: false, why: 'too-large' },
  })
  fill(JSON.stringify({ version: 1, to: destination, alert: {} }))
  expect(await put('one more', 1)).toEqual({ ok: false, why: 'full' })
  expect(await run('no room')).toMatchObject({ code: 0, stderr: expect.stringContaining('the spool is full') })
  expect(summaries()).toEqual(['no room'])
  await goDown()
  const lost = await run('no room')
  expect(lost.code).toBe(9)
  expect(lost.stderr).toContain('NOT delivered')
})

test('a full spool is emptied before a new alert is given up on', async () => {
  const to = { server: `http://127.0.0.1:${port}`, keyFrom: 'environment' }
  fill(JSON.stringify({ version: 1, to, alert: { summary: 'old' } }))
  expect(await run('new', '--timeout', '1m')).toMatchObject({ code: 0, stderr: '' })
  expect([received.length, summaries().at(-1)]).toEqual([1001, 'new'])
}, 60_000)

test('a spool that cannot be written loses nothing while the server is there', async () => {
  writeFileSync(spool, 'a file, no folder')
  const sent = await run('a')
  expect(sent).toMatchObject({ code: 0, stderr: expect.stringContaining('cannot be written') })
  expect(summaries()).toEqual(['a'])
})

test('usage', async () => {
  const code = async (...args: string[]) => (await run(...args)).code
  expect(await code()).toBe(2)
  expect(await code('--resolve')).toBe(2)
  expect(await code('a', '--severity', 'bad')).toBe(2)
  expect(await code('a', '--label', 'x')).toBe(2)
  expect(await code('a', '--resolve', '--acknowledge')).toBe(2)
  expect(await code('a', '--flush')).toBe(2)
  expect(await code('a', '--server', 'ftp://x')).toBe(2)
  expect(await code('a', '--timeout', 'long')).toBe(2)
  expect(await code('a', '--key-file', '/nowhere/key')).toBe(2)
  expect(received).toEqual([])
})
