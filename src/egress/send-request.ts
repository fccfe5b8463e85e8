/** The one way out: every request to an address that somebody wrote down. */
import { request as httpRequest, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { WrittenBy } from './address-rule.ts'
import { checkedConnection, type Resolve } from './checked-connection.ts'
import { EgressRefusal } from './egress-refusal.ts'

export interface EgressRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  readonly writtenBy: WrittenBy
  /** Ranges of addresses that `server.egress.allow` opens. */
  readonly allow: readonly string[]
  readonly limitMs: number
  /** Ends it early. */
  readonly signal?: AbortSignal | undefined
  /** Asked when the connection stands, right before the first byte of the request; what it throws ends the request. */
  readonly beforeHandOver?: (() => Promise<void>) | undefined
  readonly resolve?: Resolve | undefined
}

export interface EgressAnswer {
  readonly status: number
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** At most {@link LONGEST_ANSWER} bytes of it. */
  readonly text: string
}

/** Bytes of an answer that are read; nobody needs more of it. */
const LONGEST_ANSWER = 64 * 1024

/**
 * Makes one request. A redirect is an answer like any other: where it leads was not written by anybody who may decide that. Throws
 * {@link EgressRefusal} for an address that is not allowed, else what went wrong on the way.
 */
export async function sendRequest(wish: EgressRequest): Promise<EgressAnswer> {
  const url = addressOf(wish.url)
  const limit = AbortSignal.timeout(wish.limitMs)
  const signal = wish.signal ? AbortSignal.any([wish.signal, limit]) : limit
  const { writtenBy, allow, resolve } = wish
  const socket = await checkedConnection({ url, writtenBy, allow, signal, resolve })
  try {
    await wish.beforeHandOver?.()
    signal.throwIfAborted()
    return await exchange(socket, url, wish, signal)
  } finally {
    socket.destroy()
  }
}

function addressOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  // The address itself may hold a secret, so it is not repeated.
  if (!url) throw new EgressRefusal('this is no address of the web')
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new EgressRefusal(`addresses begin with https: or http:, not ${url.protocol}`)
  if (url.username !== '' || url.password !== '')
    throw new EgressRefusal('an address holds no name and no password; they belong into settings of their own')
  return url
}

function exchange(socket: Socket, url: URL, wish: EgressRequest, signal: AbortSignal): Promise<EgressAnswer> {
  const body = typeof wish.body === 'string' ? Buffer.from(wish.body) : wish.body
  return new Promise((resolve, reject) => {
    // Without an agent: one would make a connection of its own.
    const request = httpRequest({
      ...{ method: wish.method, path: `${url.pathname}${url.search}`, createConnection: () => socket },
      headers: {
        ...Object.fromEntries(Object.entries(wish.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value])),
        ...{ host: url.host, connection: 'close', 'accept-encoding': 'identity' },
        ...(body === undefined ? {} : { 'content-length': String(body.byteLength) }),
      },
    })
    const late = () => request.destroy(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' }))
    signal.addEventListener('abort', late, { once: true })
    request.once('close', () => signal.removeEventListener('abort', late))
    request.once('error', reject)
    request.once('response', (answer) => read(answer).then(resolve, reject))
    request.end(body)
  })
}

async function read(answer: IncomingMessage): Promise<EgressAnswer> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of answer as AsyncIterable<Buffer>) {
    pieces.push(piece)
    size += piece.byteLength
    if (size >= LONGEST_ANSWER) break
  }
  const headers = Object.fromEntries(
    Object.entries(answer.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  )
  return { status: answer.statusCode ?? 0, headers, text: Buffer.concat(pieces).toString('utf8', 0, LONGEST_ANSWER) }
}
