import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { httpExecutor } from './actions.ts'

interface Seen {
  method: string
  url: string
  headers: Record<string, unknown>
  body: string
}

let server: Server
let base = ''
let seen: Seen[] = []

const PAGES: Readonly<Record<string, (request: IncomingMessage, response: ServerResponse) => void>> = {
  '/healthz': (_, response) => response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"status":"ok"}\n'),
  '/down': (_, response) => response.writeHead(503, 'Service Unavailable').end('no leader\n'),
  '/moved': (_, response) => response.writeHead(302, { Location: '/healthz' }).end(),
  '/loop': (_, response) => response.writeHead(302, { Location: '/loop' }).end(),
  '/away': (_, response) =>
    response.writeHead(302, { Location: `http://localhost:${base.split(':')[2]}/healthz` }).end(),
  '/long': (_, response) => response.writeHead(200).end('x'.repeat(2 * 1024 * 1024)),
  '/never': () => undefined,
  '/cut': (_, response) => {
    response.writeHead(200, { 'Content-Length': '100' })
    response.write('half', () => response.destroy())
  },
}

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = ''
    request.on('data', (piece) => {
      body += piece
    })
    request.on('end', () => {
      seen.push({ method: request.method!, url: request.url!, headers: request.headers, body })
      const page = PAGES[request.url!.split('?')[0]!]
      if (page) page(request, response)
      else response.writeHead(201).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})
beforeEach(() => {
  seen = []
})

async function send(
  text: string,
  more: {
    variables?: Record<string, string>
    timeoutMs?: number
    redirects?: number
    target?: string
    signal?: AbortSignal
  } = {},
) {
  const out = { stdout: '', stderr: '' }
  const {
    variables = {},
    timeoutMs = 5000,
    redirects = 0,
    target = 'local',
    signal = new AbortController().signal,
  } = more
  const end = await httpExecutor({ redirects, isHere: (name) => name === 'local' })({
    ...{ text: text.replaceAll('BASE', base), variables, timeoutMs, target, signal },
    print: (stream, words) => {
      out[stream] += words
    },
  })
  return { end, ...out }
}

const finished = (status: number) => ({ kind: 'finished', status })

test('an answer is printed as curl -i does, and only what the page says is sent', async () => {
  const { end, stdout, stderr } = await send('GET BASE/healthz')
  expect(end).toEqual(finished(0))
  expect(stdout).toMatch(/^HTTP\/1\.1 200 OK\nContent-Type: application\/json\n[\s\S]*\n\n\{"status":"ok"\}\n$/)
  expect(stderr).toBe('')
  expect(Object.keys(seen[0]!.headers).sort()).toEqual(['connection', 'host'])
})

test('headers and body arrive as written; the length is counted, not believed', async () => {
  const text =
    'POST BASE/items HTTP/1.1\nContent-Type: text/plain\nX-Tag: a: b\nContent-Length: 3\nX-Tag: c\n\nfirst line\nzweite Zeile: ä'
  expect((await send(text)).end).toEqual(finished(0))
  expect(seen[0]).toMatchObject({
    method: 'POST',
    body: 'first line\nzweite Zeile: ä',
    headers: { 'content-type': 'text/plain', 'x-tag': 'a: b, c', 'content-length': '27' },
  })
})

test('a path with a Host header is an address', async () => {
  const { end } = await send(`GET /healthz?x=1 HTTP/1.1\nHost: ${base.slice('http://'.length)}`)
  expect(end).toEqual(finished(0))
  expect(seen[0]!.url).toBe('/healthz?x=1')
})

test('an answer that tells of a failure fails as curl --fail does', async () => {
  const { end, stdout } = await send('GET BASE/down')
  expect(end).toEqual(finished(22))
  expect(stdout).toMatch(/^HTTP\/1\.1 503 Service Unavailable\n[\s\S]*no leader\n$/)
})

test('redirections are followed only as often as the settings say, and never into this machine under another name', async () => {
  expect(await send('GET BASE/moved')).toMatchObject({ end: finished(0), stdout: expect.stringContaining('302 Found') })
  expect(seen.map(({ url }) => url)).toEqual(['/moved'])
  const followed = await send('GET BASE/moved', { redirects: 2 })
  expect(followed.stdout).toMatch(/302 Found[\s\S]*200 OK[\s\S]*"ok"/)
  expect(await send('GET BASE/loop', { redirects: 2 })).toMatchObject({ end: finished(47) })
  expect((await send('POST BASE/moved', { redirects: 2 })).end).toEqual(finished(0))
  seen = []
  await send('GET BASE/away\nAuthorization: Bearer abc\nAccept: text/plain', { redirects: 1 })
  expect(seen.map(({ headers: { authorization, accept } }) => [authorization, accept])).toEqual([
    ['Bearer abc', 'text/plain'],
    [undefined, 'text/plain'],
  ])
})

test('values fill their places and nothing else', async () => {
  const variables = { OPSBOOK_PARAM_ITEM: 'a/b?c=1', OPSBOOK_PARAM_HOST: base.slice('http://'.length) }
  const text =
    'POST http://${OPSBOOK_PARAM_HOST}/items/${OPSBOOK_PARAM_ITEM}\nX-Item: ${OPSBOOK_PARAM_ITEM}\n\n{"${OTHER}": "${OPSBOOK_PARAM_ITEM}"}'
  expect((await send(text, { variables })).end).toEqual(finished(0))
  expect(seen[0]).toMatchObject({
    url: '/items/a/b?c=1',
    body: '{"${OTHER}": "a/b?c=1"}',
    headers: { 'x-item': 'a/b?c=1' },
  })
})

test('a value cannot lead to another host or path, nor add a header', async () => {
  const cases: [string, string][] = [
    ['GET http://${V}/x', 'good@evil.example'],
    ['GET http://${V}/x', 'evil.example/a'],
    ['GET http://api.${V}.example/x', 'a/..'],
    ['GET BASE/items/${V}', '../admin'],
    ['GET BASE/items/${V}', 'a/%2E%2e/admin'],
    ['GET BASE/items\nX-Tag: ${V}', 'a\r\nX-Admin: 1'],
    ['DELETE ftp://${V}/x', 'host'],
    ['GET BASE/x\nno header', 'a'],
    ['just words', 'a'],
  ]
  expect((await send('GET BASE/x\nX-Price: 5 €')).end).toEqual(finished(7))
  for (const [text, V] of cases) expect((await send(text, { variables: { V } })).end, text).toEqual(finished(3))
  expect(seen).toEqual([])
})

test('an answer that is too long is cut, and what reads has not succeeded', async () => {
  const { end, stdout, stderr } = await send('GET BASE/long')
  expect(end).toEqual(finished(63))
  expect(stdout.length).toBeLessThan(1024 * 1024 + 1000)
  expect(stderr).toContain('was cut')
  expect((await send('POST BASE/long')).end).toEqual(finished(0))
})

test('what may have changed something is not known to have failed when no answer comes', async () => {
  expect((await send('GET BASE/never', { timeoutMs: 150 })).end).toMatchObject({
    kind: 'timed-out',
    processes: 'all-gone',
  })
  expect((await send('POST BASE/never', { timeoutMs: 150 })).end).toMatchObject({
    kind: 'timed-out',
    processes: 'unknown',
  })
  expect((await send('GET BASE/cut')).end).toEqual(finished(7))
  expect((await send('DELETE BASE/cut')).end.kind).toBe('lost')
  const refused = await send('POST http://127.0.0.1:1/x')
  expect(refused).toMatchObject({ end: finished(7), stderr: expect.stringContaining('ECONNREFUSED') })
  const stop = new AbortController()
  setTimeout(() => stop.abort(), 50)
  expect((await send('GET BASE/never', { signal: stop.signal })).end).toMatchObject({
    kind: 'cancelled',
    processes: 'all-gone',
  })
})

test('this machine is not asked in the place of another one', async () => {
  for (const host of [base, base.replace('127.0.0.1', 'localhost'), 'http://[::1]:1', 'http://127.1:1'])
    expect((await send(`GET ${host}/healthz`, { target: 'web-1' })).end, host).toEqual(finished(3))
  expect(seen).toEqual([])
})
