/** One request and its answer, bounded in time and size. Nothing is followed, kept or added but what HTTP itself demands. */
import { type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { HttpRequest } from '../read-request.ts'

export interface ExchangeOptions {
  timeoutMs: number
  signal: AbortSignal
  /** A longer answer is cut. */
  maxBytes: number
}

export interface HttpAnswer {
  version: string
  status: number
  reason: string
  headers: readonly (readonly [name: string, value: string])[]
  body: Buffer
  cut: boolean
}

/** `sent`: the server may have got the request, and may have done what it says. */
export type ExchangeEnd =
  | { kind: 'answered'; answer: HttpAnswer }
  | { kind: 'timed-out'; sent: boolean }
  | { kind: 'cancelled'; sent: boolean }
  | { kind: 'failed'; reason: string; sent: boolean }

/** Never rejects: what HTTP cannot carry, such as a header with a euro sign, is a failure like any other. */
export const exchange = (request: HttpRequest, options: ExchangeOptions): Promise<ExchangeEnd> =>
  send(request, options).catch((error: unknown) => ({ kind: 'failed', reason: reasonOf(error), sent: false }))

function send(request: HttpRequest, options: ExchangeOptions): Promise<ExchangeEnd> {
  const { method, url, headers, body } = request
  const { timeoutMs, signal, maxBytes } = options
  if (signal.aborted) return Promise.resolve({ kind: 'cancelled', sent: false })
  return new Promise((resolve) => {
    let sent = false
    const start = url.protocol === 'https:' ? requestHttps : requestHttp
    const done = (end: ExchangeEnd) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', cancel)
      resolve(end)
      outgoing.destroy()
    }
    const outgoing = start(url, { method, headers: headerLists(headers), agent: false })
    const cancel = () => done({ kind: 'cancelled', sent })
    const timer = setTimeout(() => done({ kind: 'timed-out', sent }), Math.min(timeoutMs, 2 ** 31 - 1))
    signal.addEventListener('abort', cancel, { once: true })
    outgoing.on('socket', (socket) => {
      const note = () => {
        sent = true
      }
      socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', note)
    })
    outgoing.on('error', (error) => done({ kind: 'failed', reason: reasonOf(error), sent }))
    outgoing.on('response', (incoming) => void receive(incoming, maxBytes).then(done))
    if (body === undefined) outgoing.end()
    else outgoing.setHeader('Content-Length', Buffer.byteLength(body)).end(body)
  })
}

/** The same header given twice stays twice. */
function headerLists(headers: HttpRequest['headers']): Record<string, string | string[]> {
  const lists: Record<string, string | string[]> = {}
  for (const [name, value] of headers) {
    const known = Object.keys(lists).find((each) => each.toLowerCase() === name.toLowerCase())
    if (known === undefined) lists[name] = value
    else lists[known] = [lists[known]!, value].flat()
  }
  return lists
}

async function receive(incoming: IncomingMessage, maxBytes: number): Promise<ExchangeEnd> {
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    for await (const chunk of incoming as AsyncIterable<Buffer>) {
      chunks.push(chunk)
      bytes += chunk.length
      if (bytes > maxBytes) break
    }
  } catch (error) {
    return { kind: 'failed', reason: `the answer broke off: ${reasonOf(error)}`, sent: true }
  }
  const raw = incoming.rawHeaders
  return {
    kind: 'answered',
    answer: {
      version: incoming.httpVersion,
      status: incoming.statusCode ?? 0,
      reason: incoming.statusMessage ?? '',
      headers: raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1] ?? ''] as const] : [])),
      body: Buffer.concat(chunks).subarray(0, maxBytes),
      cut: bytes > maxBytes,
    },
  }
}

/** Of several tries, one an address, Node gives only a list. */
function reasonOf(error: unknown): string {
  const list = error instanceof AggregateError ? error.errors : [error]
  return list.map((each) => (each instanceof Error ? each.message : String(each))).join('; ')
}
