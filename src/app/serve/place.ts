/** Where a server listens, and by which names it may be asked. */
export interface Place {
  readonly host: string
  readonly port: number
  readonly shown: string
}

/** `127.0.0.1:8080`, `[::1]:8080`. */
export function addressOf(text: string): Place {
  const at = text.lastIndexOf(':')
  const host = text.slice(0, at).replace(/^\[|\]$/g, '')
  const port = Number(text.slice(at + 1))
  return { host, port, shown: `${hostForUs(host)}:${port}` }
}

/** An address that means "all of them" is no address to call. */
export function hostForUs(host: string): string {
  if (host === '0.0.0.0' || host === '') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return host.includes(':') ? `[${host}]` : host
}

/** The names requests may ask for. */
export const hostNames = (more: readonly string[], publicUrl: string, place: Place): ReadonlySet<string> =>
  new Set([...more, new URL(publicUrl).hostname, place.host].map((name) => name.toLowerCase()))
