/** A provider on 127.0.0.1: takes requests, keeps them, and answers as it is told. */
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import type { HttpSend } from '../../src/component/channel.ts'

export interface Received {
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

export interface Reply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly json?: unknown
  readonly text?: string
}

/** Listens until the test is over. What `answer` throws is a complaint about the request: it is kept, and answered with 400. */
export async function httpStandIn(answer: (request: Received) => Reply | Promise<Reply>) {
  const complaints: string[] = []
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(piece as Buffer)
    const { method = '', url: path = '', headers } = request
    const reply = await Promise.resolve({ method, path, headers, body: Buffer.concat(pieces) })
      .then(answer)
      .catch((error: unknown): Reply => {
        complaints.push(String(error))
        return { status: 400, text: String(error) }
      })
    const text = reply.text ?? (reply.json === undefined ? '' : JSON.stringify(reply.json))
    response.writeHead(reply.status, reply.headers).end(text)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, complaints }
}

/** Requests as the server makes them, with some hosts led to a stand-in. */
export const httpTo =
  (places: Readonly<Record<string, string>> = {}): HttpSend =>
  async ({ method, url, headers = {}, body }) => {
    const asked = new URL(url)
    const place = places[asked.origin] ?? asked.origin
    const answer = await fetch(`${place}${asked.pathname}${asked.search}`, {
      ...{ method, headers, redirect: 'manual', signal: AbortSignal.timeout(20_000) },
      ...(body !== undefined && { body: typeof body === 'string' ? body : new Uint8Array(body) }),
    })
    return {
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      text: (await answer.text()).slice(0, 65_536),
    }
  }

/** Fails with what is wrong about a request, as a provider would. */
export function demand(isRight: unknown, complaint: string): asserts isRight {
  if (!isRight) throw new Error(complaint)
}
