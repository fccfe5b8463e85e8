/** `/api/v1/auth/oidc`: signing in by an identity provider. */
import { z } from 'zod'
import { type Route, route } from '../../kit/route.ts'
import { answerWith, askerOf, fromAnotherSite, type IdentityRouteDesk, sessionCookieOf } from '../answer.ts'
import { cookieOf, setCookie, signinCookie } from '../presented.ts'
import { reveal } from '../secret.ts'
import { ATTEMPT_SECONDS, finishOidc, type OidcDesk, startOidc } from './actions.ts'

export const oidcRoutes = (desk: IdentityRouteDesk & OidcDesk): Route[] => [
  route({
    method: 'POST',
    path: '/api/v1/auth/oidc/start',
    summary: 'Begins to sign in by the identity provider: answers with the address to go to',
    access: { kind: 'public', why: 'this is how one signs in' },
    body: z.strictObject({ returnTo: z.string().max(1_000).optional() }),
    answers: { 200: z.object({ url: z.url() }) },
    handle: async (request) => {
      const foreign = fromAnotherSite(request, desk)
      if (foreign) return foreign
      return answerWith(await startOidc(desk, request.body.returnTo), ({ url, secret }) => {
        const cookie = { secure: desk.secure, seconds: ATTEMPT_SECONDS }
        const headers = { 'set-cookie': setCookie(signinCookie(desk.secure), reveal(secret), cookie) }
        return { status: 200, headers, body: { url } }
      })
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/auth/oidc/callback',
    summary: 'Where the identity provider sends people back to',
    access: { kind: 'public', why: 'the code of the provider and the browser’s secret of the attempt are the proof' },
    handle: async (request) => {
      const browser = cookieOf(request.headers, signinCookie(desk.secure))
      const outcome = await finishOidc(desk, askerOf(request), { query: request.url.searchParams, browser })
      return answerWith(outcome, (begun) => ({
        status: 303,
        headers: { location: begun.returnTo, 'set-cookie': sessionCookieOf(begun, desk.secure) },
      }))
    },
  }),
]
