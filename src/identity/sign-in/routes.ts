/** `/api/v1/auth`: signing in and out, and the links that let somebody in once. */
import { z } from 'zod'
import { PERMISSIONS, type Permission, permissionsOf } from '../../kit/permission.ts'
import { notFound } from '../../kit/problem.ts'
import { type Route, route } from '../../kit/route.ts'
import { answerWith, askerOf, fromAnotherSite, handOver, type IdentityRouteDesk, needsPerson } from '../answer.ts'
import { findToken } from '../api-token/store.ts'
import { csrfToken } from '../csrf.ts'
import { nameSchema } from '../name-text.ts'
import { changePassword } from '../own/actions.ts'
import { clearCookie, presentedBy, sessionCookie } from '../presented.ts'
import { allowed } from '../role.ts'
import { Secret } from '../secret.ts'
import { SESSION_LIMITS } from '../session.ts'
import { acceptLink, setUp } from '../setup/actions.ts'
import { anyUser, findUser } from '../store.ts'
import { teamsOf } from '../team/store.ts'
import { LOGIN_PATTERN } from '../user.ts'
import { endOwnSession, signIn } from './actions.ts'
import { findSession, liveSessionsOf } from './store.ts'

export const own = { kind: 'user', permission: 'session:own', object: 'none' } as const
const password = z.string().min(1).max(1_000)
const keep = z.enum(['cookie', 'token']).default('cookie').describe('A browser keeps a cookie, a program a token')
const who = z.object({ id: z.string(), name: z.string() })
const begun = z.union([z.object({ user: who, csrf: z.string() }), z.object({ user: who, token: z.string() })])

export const signInRoutes = (desk: IdentityRouteDesk, oidcName?: string): Route[] => [
  methodsRoute(desk, oidcName),
  loginRoute(desk),
  setupRoute(desk),
  linkRoute(desk),
  sessionRoute(desk),
  logoutRoute(desk),
  passwordRoute(desk),
  ...sessionsRoutes(desk),
]

const methodsRoute = ({ db }: IdentityRouteDesk, oidc: string | undefined): Route =>
  route({
    method: 'GET',
    path: '/api/v1/auth/methods',
    summary: 'How one can sign in here',
    access: { kind: 'public', why: 'the sign-in page asks before anybody is signed in' },
    answers: { 200: z.object({ password: z.boolean(), oidc: z.string().nullable(), setUp: z.boolean() }) },
    handle: async () => ({ status: 200, body: { password: true, oidc: oidc ?? null, setUp: await anyUser(db) } }),
  })

const loginRoute = (desk: IdentityRouteDesk): Route =>
  route({
    method: 'POST',
    path: '/api/v1/auth/login',
    summary: 'Signs in by a password',
    access: { kind: 'public', why: 'this is how one signs in; tries are limited' },
    body: z.strictObject({ login: z.string().trim().min(1).max(200), password, keep }),
    answers: { 201: begun },
    handle: async (request) => {
      const { login, keep, password } = request.body
      const asker = askerOf(request)
      const foreign = fromAnotherSite(request, desk)
      if (foreign) return foreign
      const outcome = await signIn(desk, asker, { login, password: new Secret(password) })
      return answerWith(outcome, (value) => handOver(value, keep, desk))
    },
  })

const setupRoute = (desk: IdentityRouteDesk): Route =>
  route({
    method: 'POST',
    path: '/api/v1/auth/setup',
    summary: 'Makes the first administrator, with the link the server printed',
    access: { kind: 'public', why: 'the one-time link in the body is the proof' },
    body: z.strictObject({
      ...{
        token: z.string().max(200),
        login: z.string().regex(LOGIN_PATTERN),
        name: nameSchema,
      },
      ...{ email: z.email().max(200).toLowerCase().nullable().default(null), password, keep },
    }),
    answers: { 201: begun },
    handle: async (request) => {
      const foreign = fromAnotherSite(request, desk)
      if (foreign) return foreign
      const { keep, password, ...given } = request.body
      const outcome = await setUp(desk, askerOf(request), { ...given, password: new Secret(password) })
      return answerWith(outcome, (value) => handOver(value, keep, desk))
    },
  })

const linkRoute = (desk: IdentityRouteDesk): Route =>
  route({
    method: 'POST',
    path: '/api/v1/auth/link',
    summary: 'Sets the password of whoever has a link for it, and signs them in',
    access: { kind: 'public', why: 'the one-time link in the body is the proof' },
    body: z.strictObject({ token: z.string().max(200), password, keep }),
    answers: { 201: begun },
    handle: async (request) => {
      const foreign = fromAnotherSite(request, desk)
      if (foreign) return foreign
      const { token, password, keep } = request.body
      const outcome = await acceptLink(desk, askerOf(request), { token, password: new Secret(password) })
      return answerWith(outcome, (value) => handOver(value, keep, desk))
    },
  })

/** Who somebody is, and what they may do. */
export const sessionShape = z.object({
  ...{ user: who.extend({ login: z.string(), role: z.string() }), teams: z.array(who) },
  ...{ permissions: z.array(z.enum(PERMISSIONS)), by: z.enum(['session', 'token']), token: who.nullable() },
})

const sessionRoute = ({ db, secure }: IdentityRouteDesk): Route =>
  route({
    method: 'GET',
    path: '/api/v1/auth/session',
    summary: 'Who am I, and what may I do',
    access: own,
    answers: {
      200: sessionShape.extend({ csrf: z.string().nullable() }),
    },
    handle: async ({ actor, headers }) => {
      const userId = actor.kind === 'token' ? actor.userId : 'id' in actor ? actor.id : ''
      const user = await findUser(db, userId)
      const token = actor.kind === 'token' ? await findToken(db, actor.id) : undefined
      if (!user) return notFound('user', userId)
      const presented = presentedBy(headers, secure)
      const byCookie = typeof presented === 'object' && presented.via === 'cookie'
      const rights: ReadonlySet<Permission> = token
        ? allowed({ role: user.role, scope: token.scope })
        : permissionsOf(user.role)
      const body = {
        ...{
          user: { id: user.id, name: user.name, login: user.login, role: user.role },
          teams: await teamsOf(db, userId),
        },
        ...{ permissions: [...rights], by: token ? 'token' : 'session' },
        ...{ token: token ? { id: token.id, name: token.name } : null },
        csrf: byCookie ? csrfToken(presented.secret) : null,
      }
      return { status: 200, body }
    },
  })

const logoutRoute = (desk: IdentityRouteDesk): Route =>
  route({
    method: 'POST',
    path: '/api/v1/auth/logout',
    summary: 'Ends this session',
    access: own,
    handle: async (request) => {
      const presented = presentedBy(request.headers, desk.secure)
      const { actor } = request
      if (typeof presented === 'object' && presented.kind === 'session' && actor.kind === 'user')
        await endOwnSession(desk, askerOf(request), actor.id, presented.publicId)
      const headers = {
        'set-cookie': clearCookie(sessionCookie(desk.secure), desk.secure),
        'clear-site-data': '"cache"',
      }
      return { status: 204, headers }
    },
  })

const passwordRoute = (desk: IdentityRouteDesk): Route =>
  route({
    method: 'POST',
    path: '/api/v1/auth/password',
    summary: 'Changes one’s own password; all other sessions end',
    access: own,
    body: z.strictObject({ current: password, next: password }),
    answers: { 200: z.object({ sessionsEnded: z.number() }) },
    handle: async (request) => {
      const { actor, body } = request
      const presented = presentedBy(request.headers, desk.secure)
      const refusal = needsPerson(actor)
      if (refusal || actor.kind !== 'user' || typeof presented !== 'object') return refusal ?? notFound('session', '')
      const outcome = await changePassword(desk, askerOf(request), {
        ...{ userId: actor.id, session: presented.publicId },
        ...{ current: new Secret(body.current), next: new Secret(body.next) },
      })
      return answerWith(outcome, (value) => ({ status: 200, body: value }))
    },
  })

const shown = z.object({
  ...{ id: z.string(), way: z.string(), source: z.string(), agent: z.string(), current: z.boolean() },
  ...{ createdAt: z.iso.datetime(), lastSeenAt: z.iso.datetime() },
})

const sessionsRoutes = (desk: IdentityRouteDesk): Route[] => [
  route({
    method: 'GET',
    path: '/api/v1/auth/sessions',
    summary: 'One’s own open sessions',
    access: own,
    answers: { 200: z.object({ items: z.array(shown), next: z.null() }) },
    handle: async ({ actor, headers, receivedAt }) => {
      const presented = presentedBy(headers, desk.secure)
      const here = typeof presented === 'object' ? presented.publicId : ''
      const userId = actor.kind === 'token' ? actor.userId : 'id' in actor ? actor.id : ''
      const idleBefore = new Date(receivedAt.getTime() - SESSION_LIMITS.idleMs)
      const items = (await liveSessionsOf(desk.db, userId))
        .filter(({ lastSeenAt }) => lastSeenAt > idleBefore)
        .map(({ endedAt: _, ...session }) => ({ ...session, current: session.id === here }))
      return { status: 200, body: { items, next: null } }
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/auth/sessions/:session/end',
    summary: 'Ends one of one’s own sessions, on a device that was lost for example',
    access: {
      kind: 'user',
      permission: 'session:own',
      object: { param: 'session', exists: async (id) => (await findSession(desk.db, id)) !== undefined },
    },
    handle: async (request) => {
      const { actor, params } = request
      const refusal = needsPerson(actor)
      if (refusal || actor.kind !== 'user') return refusal ?? notFound('session', params.session!)
      const ended = await endOwnSession(desk, askerOf(request), actor.id, params.session!)
      return ended ? { status: 204 } : notFound('session', params.session!)
    },
  }),
]
