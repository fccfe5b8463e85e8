/** The whole server as `opsbook serve` puts it together, on a database of this test alone, and ways to talk to it below the level of a browser. */
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, type IncomingHttpHeaders, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { liveBook, readOpenBook } from '../../src/app/live-book.ts'
import { openLog } from '../../src/app/log.ts'
import { serve } from '../../src/app/serve/serve.ts'
import type { Database } from '../../src/db/database.ts'
import { sealOf } from '../../src/db/seal.ts'
import type { Route } from '../../src/kit/route.ts'
import { testDatabase } from '../test-database.ts'

const PAGE = `# Queue

## Look

1. Count what waits:

   \`\`\`bash
   cat queue.txt
   \`\`\`
`

export interface Sent {
  readonly headers?: Readonly<Record<string, string | string[]>>
  /** Sent as it is; an object is sent as JSON. */
  readonly body?: string | Uint8Array | object
  /** How long to wait for the whole answer; an event stream is left after its first piece. */
  readonly waitMs?: number
}

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: what comes back is what the tests are about.
  readonly json: any
}

export interface WholeServer {
  readonly url: string
  readonly host: string
  readonly db: Database
  readonly routes: readonly Route[]
  /** Lines the server has logged. */
  readonly logged: string[]
  /** Sends exactly this path: nothing is normalised on the way. */
  readonly send: (method: string, path: string, sent?: Sent) => Promise<Answer>
}

/** Starts it; stopped when the test ends. */
export async function wholeServer(settings = ''): Promise<WholeServer> {
  const folder = mkdtempSync(join(tmpdir(), 'opsbook-security-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, 'docs'))
  writeFileSync(join(folder, 'docs/queue.md'), PAGE)
  writeFileSync(join(folder, 'outside.md'), 'the canary of the folder above')
  writeFileSync(join(folder, 'opsbook.yaml'), `book: docs\n${settings}`)
  const open = await testDatabase({ poolSize: 16 })
  const reading = await readOpenBook(folder, folder, new Date())
  if (!reading.ok) throw new Error(reading.reason)
  const logged: string[] = []
  const serving = await serve({
    store: {
      ...{ open, config: open.config, seal: sealOf(randomBytes(32)), embedded: undefined, shown: '', applied: [] },
      close: async () => undefined,
    },
    book: liveBook(reading.value, { path: folder, cwd: folder, now: () => new Date() }),
    ...{ version: '0.0.0-test', log: openLog('debug', (line) => logged.push(line)), env: {}, clock: () => new Date() },
    listen: '127.0.0.1:0',
  })
  const agent = new Agent({ keepAlive: true, maxSockets: 16 })
  onTestFinished(async () => {
    agent.destroy()
    await serving.stop()
  })
  const { host } = new URL(serving.url)
  const send = (method: string, path: string, sent: Sent = {}) =>
    exchange({ agent, url: serving.url, method, path, sent })
  return { url: serving.url, host, db: open.db, routes: serving.routes, logged, send }
}

interface Exchange {
  readonly agent: Agent | false
  readonly url: string
  readonly method: string
  readonly path: string
  readonly sent: Sent
}

function exchange({ agent, url, method, path, sent }: Exchange): Promise<Answer> {
  const { host, hostname, port } = new URL(url)
  const { body, headers = {}, waitMs = 10_000 } = sent
  const isRaw = typeof body === 'string' || body instanceof Uint8Array
  const bytes = body === undefined ? undefined : Buffer.from(isRaw ? body : JSON.stringify(body))
  const typed = body !== undefined && !isRaw ? { 'content-type': 'application/json' } : {}
  const length = bytes === undefined ? {} : { 'content-length': String(bytes.length) }
  return new Promise((resolve, fail) => {
    const asked = request(
      { agent, hostname, port, method, path, headers: { host, ...typed, ...length, ...headers } },
      (response) => {
        const pieces: Buffer[] = []
        const end = () => {
          clearTimeout(late)
          const text = Buffer.concat(pieces).toString()
          const isJson = /^application\/(?:\w+\+)?json\b/.test(response.headers['content-type'] ?? '')
          const json = isJson && text !== '' ? JSON.parse(text) : undefined
          resolve({ status: response.statusCode!, headers: response.headers, text, json })
        }
        const isStream = response.headers['content-type']?.startsWith('text/event-stream') === true
        response.on('data', (piece: Buffer) => {
          pieces.push(piece)
          if (!isStream) return
          end()
          response.destroy()
        })
        response.on('end', end)
        response.on('error', (error) => (isStream ? undefined : fail(error)))
      },
    )
    const late = setTimeout(() => asked.destroy(new Error(`no answer to ${method} ${path}`)), waitMs)
    asked.on('error', (error) => {
      clearTimeout(late)
      // The server may have closed a kept connection after the malformed request before this one.
      if (agent) return exchange({ agent: false, url, method, path, sent }).then(resolve, fail)
      fail(new Error(`${method} ${path}: ${error.message}`, { cause: error }))
    })
    asked.end(bytes)
  })
}
