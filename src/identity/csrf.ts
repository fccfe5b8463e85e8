/**
 * Was a request with a cookie made by our own pages? A browser sends the cookie for any page that asks; only ours know the session's
 * token and can set a header, and only ours have our origin.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import { reveal, type Secret } from './secret.ts'

export const CSRF_HEADER = 'x-opsbook-csrf'

/** The value pages send back: made from the session's secret, which it does not reveal, so there is nothing to store. */
export const csrfToken = (session: Secret): string => csrfDigest(reveal(session)).toString('base64url')

export interface CsrfFacts {
  readonly method: string
  readonly headers: Readonly<Record<string, string | undefined>>
  /** Origins of our own pages: the public URL's, and each name we are called by. */
  readonly isOwnOrigin: (origin: string) => boolean
}

/** Methods that only read; our GET routes never change anything. */
const READING = new Set(['GET', 'HEAD', 'OPTIONS'])

/** True when a request that a cookie identifies may act. */
export function isOurOwnRequest(facts: CsrfFacts, session: Secret): boolean {
  const { method, headers } = facts
  const site = headers['sec-fetch-site']
  const origin = headers.origin
  // Reading needs no token, but another site's script must not read either (CORS would stop it; event streams are safer so).
  if (READING.has(method)) return origin === undefined || facts.isOwnOrigin(origin)
  if (site !== undefined && site !== 'same-origin') return false
  // Every browser of today says one of the two with a request that changes something.
  if (site === undefined && origin === undefined) return false
  if (origin !== undefined && !facts.isOwnOrigin(origin)) return false
  return sameText(headers[CSRF_HEADER] ?? '', csrfToken(session))
}

/**
 * True unless a browser says that another site's page made this request. For the few acts that have no session yet (signing in, the
 * setup link); programs send neither header.
 */
export function isNotFromAnotherSite({ headers, isOwnOrigin }: CsrfFacts): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false
  return headers.origin === undefined || isOwnOrigin(headers.origin)
}

/** Origins under which our pages are served to this request: the configured one, or the host it was sent to. */
export const ownOrigins =
  (publicUrl: string | undefined, host: string | undefined) =>
  (origin: string): boolean => {
    if (publicUrl !== undefined && origin === new URL(publicUrl).origin) return true
    // The server has refused hosts that are not its own before this is asked.
    return (
      host !== undefined && (origin === `http://${host.toLowerCase()}` || origin === `https://${host.toLowerCase()}`)
    )
  }

const csrfDigest = (text: string): Buffer => createHash('sha256').update(`opsbook csrf ${text}`).digest()

/** Compares fixed-length digests, so that neither content nor length shows in the time. */
const sameText = (one: string, other: string): boolean => timingSafeEqual(csrfDigest(one), csrfDigest(other))
