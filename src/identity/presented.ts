/** What a request shows as a proof of who sends it, and the cookies that carry one. */
import type { Secret } from './secret.ts'
import { readToken } from './token.ts'

export interface Presented {
  readonly kind: 'session' | 'api'
  /** A browser sends a cookie for any page that makes it; a header is sent by whoever knows the token. */
  readonly via: 'cookie' | 'header'
  readonly publicId: string
  readonly secret: Secret
}

type Headers = Readonly<Record<string, string | undefined>>

/** The proof a request carries. A header that is no proof is not made good by a cookie. */
export function presentedBy(headers: Headers, secure: boolean): Presented | 'missing' | 'invalid' {
  const { authorization } = headers
  if (authorization !== undefined) {
    const [, text = ''] = /^Bearer +(\S+)$/i.exec(authorization) ?? []
    for (const kind of ['api', 'session'] as const) {
      const token = readToken(kind, text)
      if (token) return { kind, via: 'header', ...token }
    }
    return 'invalid'
  }
  const cookie = cookieOf(headers, sessionCookie(secure))
  if (cookie === undefined || cookie === '') return 'missing'
  const token = readToken('session', cookie)
  return token ? { kind: 'session', via: 'cookie', ...token } : 'invalid'
}

/** `__Host-` is a browser's promise that the cookie is ours alone, of this very host; it needs https. */
export const sessionCookie = (secure: boolean): string => (secure ? '__Host-opsbook' : 'opsbook')
export const signinCookie = (secure: boolean): string => (secure ? '__Host-opsbook-signin' : 'opsbook-signin')

/** A cookie's value; two of one name are somebody's trick, and none. */
export function cookieOf({ cookie }: Headers, name: string): string | undefined {
  const values = (cookie ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1))
  return values.length === 1 ? values[0] : undefined
}

/** `Set-Cookie` of a value that no script can read. Lax, so that it is there when somebody follows a link from a chat. */
export const setCookie = (name: string, value: string, { secure, seconds }: { secure: boolean; seconds: number }) =>
  `${name}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${Math.max(0, Math.floor(seconds))}${secure ? '; Secure' : ''}`

export const clearCookie = (name: string, secure: boolean): string => setCookie(name, '', { secure, seconds: 0 })
