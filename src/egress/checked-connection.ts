/** A connection to a host by name, made to an address that was looked at. */
import { lookup } from 'node:dns/promises'
import { connect, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { type WrittenBy, whyNotTo } from './address-rule.ts'
import { EgressRefusal } from './egress-refusal.ts'

export type Resolve = (host: string) => Promise<readonly string[]>

export interface ConnectionWish {
  readonly url: URL
  readonly writtenBy: WrittenBy
  readonly allow: readonly string[]
  readonly signal: AbortSignal
  /** Stands in for the system's resolver in tests. */
  readonly resolve?: Resolve | undefined
}

const bySystem: Resolve = async (host) =>
  (await lookup(host, { all: true, verbatim: true })).map(({ address }) => address)

/**
 * Resolves once, refuses when any of the addresses is not allowed (a name that answers with a good and a bad one is a trap), and connects to the
 * first that takes the connection. Throws {@link EgressRefusal} or the network's error.
 */
export async function checkedConnection(wish: ConnectionWish): Promise<Socket> {
  const { url, writtenBy, allow, signal, resolve = bySystem } = wish
  // The parser has made one form of all ways to write an address: decimal, octal, hexadecimal, shortened.
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const addresses = isIP(host) === 0 ? await resolve(host) : [host]
  if (addresses.length === 0) throw new EgressRefusal(`${host} has no address`)
  for (const address of addresses) {
    const why = whyNotTo(address, writtenBy, allow)
    if (why !== undefined)
      throw new EgressRefusal(
        why.startsWith(host)
          ? `${why}; server.egress.allow opens some`
          : `${host} leads to ${why}; server.egress.allow opens some`,
      )
  }
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80))
  let trouble: unknown
  for (const address of addresses) {
    signal.throwIfAborted()
    try {
      const socket = await opened(address, port, signal)
      return url.protocol === 'https:' ? await secured(socket, host, signal) : socket
    } catch (error) {
      trouble = error
    }
  }
  throw trouble
}

/** One address that does not answer must leave time for the next one. */
const CONNECT_LIMIT_MS = 4_000

const opened = (address: string, port: number, signal: AbortSignal): Promise<Socket> => {
  const socket = connect({ host: address, port, family: isIP(address) })
  return settled(socket, 'connect', AbortSignal.any([signal, AbortSignal.timeout(CONNECT_LIMIT_MS)]))
}

const secured = (socket: Socket, host: string, signal: AbortSignal): Promise<Socket> =>
  settled(
    connectTls({ socket, host, ALPNProtocols: ['http/1.1'], ...(isIP(host) === 0 ? { servername: host } : {}) }),
    'secureConnect',
    signal,
  )

/** The socket once it is ready; destroyed when that fails or takes too long. */
function settled(socket: Socket, ready: 'connect' | 'secureConnect', signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const end = (error?: unknown) => {
      socket.off(ready, done)
      socket.off('error', end)
      signal.removeEventListener('abort', late)
      if (error === undefined) return resolve(socket)
      // A second error of a socket that is given up must not end the process.
      socket.on('error', () => undefined)
      socket.destroy()
      reject(error)
    }
    const done = () => end()
    const late = () => end(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' }))
    socket.once(ready, done)
    socket.once('error', end)
    if (signal.aborted) return late()
    signal.addEventListener('abort', late, { once: true })
  })
}
