import type { IntakeRequest } from './intake.ts'

/** What follows the scheme in `Authorization`, whatever the scheme's case: `Bearer`, `GenieKey`. */
export function authorizationOf(request: Pick<IntakeRequest, 'headers'>, scheme: string): string | undefined {
  const header = request.headers.authorization ?? ''
  const space = header.indexOf(' ')
  if (space < 0 || header.slice(0, space).toLowerCase() !== scheme.toLowerCase()) return undefined
  const value = header.slice(space + 1).trim()
  return value === '' ? undefined : value
}

/** The key of an integration in a header: a bearer token, or the password of basic authentication, whose user name may be anything. */
export function headerKey(request: Pick<IntakeRequest, 'headers'>): string | undefined {
  const bearer = authorizationOf(request, 'Bearer')
  if (bearer !== undefined) return bearer
  const basic = authorizationOf(request, 'Basic')
  if (basic === undefined) return undefined
  const text = new TextDecoder().decode(Buffer.from(basic, 'base64'))
  const password = text.slice(text.indexOf(':') + 1)
  return text.includes(':') && password !== '' ? password : undefined
}
