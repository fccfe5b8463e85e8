/** From a request to what the acts take, and from their outcome to an answer. */
import { refuseRequest } from '../kit/problem.ts'
import type { RouteAnswer } from '../kit/route.ts'
import { csrfToken, isNotFromAnotherSite, ownOrigins } from './csrf.ts'
import type { Asker, Begun, IdentityDesk, No, Outcome } from './desk.ts'
import { sessionCookie, setCookie } from './presented.ts'
import type { AskStanding } from './role.ts'
import { reveal } from './secret.ts'
import { SESSION_LIMITS } from './session.ts'

/** What of a request is looked at here; every `RouteRequest` is one. */
interface Asked {
  readonly method: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly actor: Asker['actor']
  readonly requestId: string
  readonly address: string
}

export interface IdentityRouteDesk extends IdentityDesk {
  readonly publicUrl?: string | undefined
  /** What a person is in an incident at this moment; nobody is anything where absent. */
  readonly standingIn?: AskStanding
}

export const askerOf = ({ actor, requestId, address, headers }: Asked): Asker => ({
  ...{ actor, requestId, address, agent: headers['user-agent'] ?? '' },
})

export const refused = ({ status, retryAfterSeconds, ...problem }: No): RouteAnswer =>
  refuseRequest(status, problem, retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) })

/** The answer to an outcome: the refusal, or what `answer` makes of its value. */
export const answerWith = <Value>(outcome: Outcome<Value>, answer: (value: Value) => RouteAnswer): RouteAnswer =>
  'no' in outcome ? refused(outcome.no) : answer(outcome.value)

/** A refusal when a browser says that another site's page sends this; signing somebody in is an act too. */
export function fromAnotherSite(asked: Asked, { publicUrl }: IdentityRouteDesk): RouteAnswer | undefined {
  const facts = { ...asked, isOwnOrigin: ownOrigins(publicUrl, asked.headers.host) }
  if (isNotFromAnotherSite(facts)) return undefined
  return refuseRequest(403, { code: 'access/cross-site', message: 'this request did not come from our own pages' })
}

/** A session as it is handed over: to a browser as a cookie no script can read, to a program as a token. */
export function handOver(begun: Begun, keep: 'cookie' | 'token', { secure }: IdentityDesk): RouteAnswer {
  const { secret, user } = begun
  if (keep === 'token') return { status: 201, body: { user, token: reveal(secret) } }
  return {
    status: 201,
    headers: { 'set-cookie': sessionCookieOf(begun, secure) },
    body: { user, csrf: csrfToken(secret) },
  }
}

export const sessionCookieOf = ({ secret }: Begun, secure: boolean): string =>
  setCookie(sessionCookie(secure), reveal(secret), { secure, seconds: SESSION_LIMITS.absoluteMs / 1000 })

/** Acts that must be done by a person who signed in, so that a token cannot make itself more, or outlive its end. */
export const needsPerson = (actor: Asker['actor']): RouteAnswer | undefined =>
  actor.kind === 'user'
    ? undefined
    : refuseRequest(403, {
        code: 'access/needs-session',
        message: 'an API token may not do this',
        hint: 'Sign in: opsbook auth login',
      })
