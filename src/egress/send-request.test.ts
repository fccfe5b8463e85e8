import { spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer as createTls } from 'node:tls'
import { expect, onTestFinished, test } from 'vitest'
import { EgressRefusal } from './egress-refusal.ts'
import { type EgressRequest, sendRequest } from './send-request.ts'

/** A receiver on this machine that counts who comes. */
async function receiver(listener: RequestListener = (_, answer) => void answer.end('ok')) {
  const seen: string[] = []
  let connections = 0
  const server = createServer((request, answer) => {
    seen.push(`${request.method} ${request.headers.host} ${request.url}`)
    listener(request, answer)
  })
  server.on('connection', () => {
    connections += 1
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { port, seen, connections: () => connections }
}

const send = (url: string, more: Partial<EgressRequest> = {}) =>
  sendRequest({ method: 'POST', url, writtenBy: 'entered', allow: [], limitMs: 5_000, ...more })

test('the settings may name a receiver of the own network, and the name of the host is kept', async () => {
  const { port, seen } = await receiver((request, answer) => {
    request.pipe(answer.writeHead(201, { 'x-seen': 'yes' }))
  })
  const answer = await send(`http://hooks.example:${port}/a?b=c`, {
    ...{ writtenBy: 'settings', body: 'grüße', resolve: async () => ['127.0.0.1'] },
  })
  expect(answer).toMatchObject({ status: 201, text: 'grüße', headers: { 'x-seen': 'yes' } })
  expect(seen).toEqual([`POST hooks.example:${port} /a?b=c`])
})

test('no way to write this machine leads there', async () => {
  const { port, connections } = await receiver()
  const hosts = [
    ...[
      '127.0.0.1',
      '127.1',
      '127.0.1',
      '2130706433',
      '0x7f000001',
      '0x7f.0.0.1',
      '0177.0.0.1',
      '017700000001',
      '0',
      '0.0.0.0',
    ],
    ...[
      'localhost',
      'LOCALHOST',
      'localhost.',
      '127.0.0.1.',
      '[::1]',
      '[::]',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
      '[0:0:0:0:0:0:0:1]',
    ],
    ...[
      '[::127.0.0.1]',
      '[64:ff9b::7f00:1]',
      '[2002:7f00:1::]',
      '１２７.０.０.１',
      '①②⑦.0.0.1',
      '127。0。0。1',
      '%31%32%37.0.0.1',
    ],
    ...[
      '169.254.169.254',
      '2852039166',
      '0xa9fea9fe',
      '0251.0376.0251.0376',
      '[::ffff:a9fe:a9fe]',
      '[fe80::1]',
      '10.0.0.1',
      '192.168.0.1',
    ],
  ]
  for (const host of hosts)
    await expect(send(`http://${host}:${port}/`), host).rejects.toThrow(
      /private|metadata|one machine|link-local|no address|ENOTFOUND/,
    )
  expect(connections()).toBe(0)
})

test.each([
  'file:///etc/passwd',
  'gopher://example.org/',
  'ftp://example.org/',
  'http://user:secret@example.org/',
  'javascript:alert(1)',
  '//example.org',
  '',
])('%s is no address for us', (url) => expect(send(url)).rejects.toBeInstanceOf(EgressRefusal))

test('a name that changes its answer is asked once, and one bad address among good ones is enough', async () => {
  const { port, connections } = await receiver()
  for (let round = 0; round < 200; round += 1) {
    let asked = 0
    // Good for whoever checks, ours for whoever connects.
    const resolve = async () => [asked++ === 0 ? '203.0.113.7' : '127.0.0.1']
    await expect(send(`http://rebind.example:${port}/`, { resolve })).rejects.toBeInstanceOf(EgressRefusal)
    expect(asked).toBe(1)
  }
  const mixed = async () => ['93.184.215.14', '127.0.0.1']
  await expect(send(`http://mixed.example:${port}/`, { resolve: mixed })).rejects.toThrow(/private network/)
  await expect(send(`http://none.example:${port}/`, { resolve: async () => [] })).rejects.toThrow(/no address/)
  expect(connections()).toBe(0)
})

test('a redirect is an answer and leads nowhere', async () => {
  const inner = await receiver()
  const outer = await receiver((_, answer) => {
    answer.writeHead(307, { location: `http://127.0.0.1:${inner.port}/` }).end()
  })
  expect(await send(`http://127.0.0.1:${outer.port}/`, { writtenBy: 'settings' })).toMatchObject({ status: 307 })
  expect(inner.connections()).toBe(0)
})

test('time and size have limits', async () => {
  const silent = await receiver(() => undefined)
  await expect(send(`http://127.0.0.1:${silent.port}/`, { writtenBy: 'settings', limitMs: 300 })).rejects.toThrow(
    /in time/,
  )
  const dripping = await receiver((_, answer) => {
    const timer = setInterval(() => answer.write('x'), 50)
    answer.once('close', () => clearInterval(timer))
  })
  await expect(send(`http://127.0.0.1:${dripping.port}/`, { writtenBy: 'settings', limitMs: 400 })).rejects.toThrow()
  const endless = await receiver((_, answer) => {
    const pour = () => {
      while (!answer.destroyed && answer.write('y'.repeat(65_536)));
      if (!answer.destroyed) answer.once('drain', pour)
    }
    pour()
  })
  expect((await send(`http://127.0.0.1:${endless.port}/`, { writtenBy: 'settings' })).text).toHaveLength(65_536)
})

test('whoever must not speak any more is stopped when the connection stands, before the first byte', async () => {
  const { port, seen, connections } = await receiver()
  const beforeHandOver = async () => {
    throw new Error('not ours any more')
  }
  await expect(send(`http://127.0.0.1:${port}/`, { writtenBy: 'settings', beforeHandOver })).rejects.toThrow('not ours')
  expect(seen).toEqual([])
  expect(connections()).toBeLessThanOrEqual(1)
})

const hasOpenssl = spawnSync('openssl', ['version']).status === 0

test.skipIf(!hasOpenssl)('a certificate nobody vouches for is refused, and nothing is said to its owner', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'opsbook-egress-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const args = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=hooks.example', '-days', '2']
  expect(spawnSync('openssl', [...args, '-keyout', key, '-out', cert]).status).toBe(0)
  let heard = ''
  const server = createTls({ key: await readFile(key), cert: await readFile(cert) }, (socket) => {
    socket.on('data', (data) => {
      heard += data
    })
    socket.on('error', () => undefined)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const sent = send(`https://hooks.example:${port}/`, { writtenBy: 'settings', resolve: async () => ['127.0.0.1'] })
  await expect(sent).rejects.toMatchObject({ code: expect.stringMatching(/CERT|SIGNED/) })
  expect(heard).toBe('')
})
