/** Many processes send alerts to a server that is down, while it comes up, and while some of them are killed. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { opsbook } from './run-opsbook.ts'

const folder = mkdtempSync(join(tmpdir(), 'alert-send-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const received: { key: string; id: string }[] = []
const listen = (port: number) =>
  new Promise<Server>((done) => {
    const server = createServer((request, response) => {
      let text = ''
      request.setEncoding('utf8').on('data', (piece) => {
        text += piece
      })
      request.on('end', () => {
        received.push({ key: JSON.parse(text).key, id: String(request.headers['idempotency-key']) })
        response.setHeader('connection', 'close').end('{}')
      })
    })
    server.listen(port, '127.0.0.1', () => done(server))
  })
const close = (server: Server) => new Promise((done) => server.close(done))

test('every alert that was spooled arrives, each under one identifier', async () => {
  const first = await listen(0)
  const { port } = first.address() as AddressInfo
  await close(first)
  const env = {
    OPSBOOK_SPOOL: join(folder, 'spool'),
    OPSBOOK_SERVER: `http://127.0.0.1:${port}`,
    OPSBOOK_INTAKE_KEY: 'key',
  }
  const send = (key: string) => opsbook(['alert', 'send', 'x', '--key', key, '--timeout', '20s'], { env })
  const down = await Promise.all(['a', 'b', 'c', 'd'].map(send))
  expect(down.map(({ code }) => code)).toEqual([9, 9, 9, 9])

  const server = await listen(port)
  // Killed at once: its alert may or may not have reached the disk, and its lock must not outlive it.
  const killed = opsbook(['alert', 'send', '--flush'], {
    env,
    started: (kill) => setTimeout(() => kill('SIGKILL'), 250),
  })
  const up = await Promise.all([killed, ...['e', 'f', 'g', 'h'].map(send)])
  expect(up.slice(1).map(({ code, stderr }) => ({ code, stderr }))).toEqual(Array(4).fill({ code: 0, stderr: '' }))
  expect(await opsbook(['alert', 'send', '--flush'], { env })).toMatchObject({ code: 0 })
  await close(server)

  expect([...new Set(received.map(({ key }) => key))].sort()).toEqual([...'abcdefgh'])
  expect(new Set(received.map(({ id }) => id)).size).toBe(8)
  expect(readdirSync(env.OPSBOOK_SPOOL).filter((name) => name.endsWith('.json'))).toEqual([])
})
