/** `/api/v1/tokens`: tokens for programs. */
import { z } from 'zod'
import { cutPage, PAGE_QUERY, pageOf } from '../../kit/page.ts'
import { PERMISSIONS } from '../../kit/permission.ts'
import { refuseRequest } from '../../kit/problem.ts'
import { type Route, type RouteRequest, route } from '../../kit/route.ts'
import { answerWith, askerOf, type IdentityRouteDesk, needsPerson } from '../answer.ts'
import { type ApiToken, findToken, listTokens } from '../api-token/store.ts'
import { nameSchema } from '../name-text.ts'
import { reveal } from '../secret.ts'
import { findUser } from '../store.ts'
import { createToken, revokeToken } from './actions.ts'

const DAY_MS = 24 * 3_600_000
const LONGEST_DAYS = 366

export const tokenShape = z.object({
  ...{ id: z.string(), userId: z.string(), name: z.string(), scope: z.array(z.enum(PERMISSIONS)) },
  ...{ createdAt: z.iso.datetime(), expiresAt: z.iso.datetime() },
  ...{ lastUsedAt: z.iso.datetime().nullable(), revokedAt: z.iso.datetime().nullable() },
})

export const tokenRoutes = (desk: IdentityRouteDesk): Route[] => [listRoute(desk), createRoute(desk), revokeRoute(desk)]

const own = { kind: 'user', permission: 'session:own' } as const

const listRoute = ({ db }: IdentityRouteDesk): Route =>
  route({
    method: 'GET',
    path: '/api/v1/tokens',
    summary: 'API tokens: one’s own, or all of them for administrators',
    access: { ...own, object: 'none' },
    query: z.object({ ...PAGE_QUERY, all: z.enum(['true', 'false']).default('false') }),
    answers: { 200: pageOf(tokenShape) },
    handle: async ({ actor, query }) => {
      const all = query.all === 'true'
      if (all && !(await isAdmin(db, actor)))
        return refuseRequest(403, { code: 'access/denied', message: 'all tokens are shown to administrators' })
      const filter = { after: query.after, userId: all ? undefined : ownerOf(actor) }
      const rows = await listTokens(db, filter, query.limit + 1)
      return { status: 200, body: cutPage(rows, query.limit, { item: (row) => row, cursor: ({ id }) => id }) }
    },
  })

const createRoute = (desk: IdentityRouteDesk): Route =>
  route({
    method: 'POST',
    path: '/api/v1/tokens',
    summary: 'Makes an API token; the answer holds its secret, this once',
    access: { ...own, object: 'none' },
    body: z.strictObject({
      ...{ name: nameSchema, scope: z.array(z.enum(PERMISSIONS)).max(PERMISSIONS.length) },
      expiresInDays: z.int().min(1).max(LONGEST_DAYS).default(90),
    }),
    answers: { 201: tokenShape.extend({ token: z.string() }) },
    handle: async (request) => {
      const { actor, body } = request
      const refusal = needsPerson(actor)
      if (refusal || actor.kind !== 'user') return refusal ?? { status: 403 }
      const { name, scope, expiresInDays } = body
      const given = { userId: actor.id, name, scope: [...new Set(scope)], validMs: expiresInDays * DAY_MS }
      return answerWith(await createToken(desk, askerOf(request), given), ({ token, secret }) => ({
        ...{ status: 201, body: { ...token, token: reveal(secret) } },
      }))
    },
  })

const revokeRoute = (desk: IdentityRouteDesk): Route =>
  route({
    method: 'POST',
    path: '/api/v1/tokens/:token/revoke',
    summary: 'Ends a token at once: one’s own, or anybody’s for administrators',
    access: {
      ...own,
      object: { param: 'token', exists: async (id) => (await findToken(desk.db, id)) !== undefined },
    },
    answers: { 200: tokenShape },
    handle: async (request) => {
      const { actor, params } = request
      const admin = await isAdmin(desk.db, actor)
      const mayAct = ({ userId, id }: ApiToken) =>
        // A token may end itself, when it was found in the wrong place; and nothing else.
        actor.kind === 'token' ? id === actor.id : admin || userId === ownerOf(actor)
      const outcome = await revokeToken(desk, askerOf(request), params.token!, mayAct)
      return answerWith(outcome, (body) => ({ status: 200, body }))
    },
  })

const ownerOf = (actor: RouteRequest['actor']): string =>
  actor.kind === 'token' ? actor.userId : 'id' in actor ? actor.id : ''

const isAdmin = async (db: IdentityRouteDesk['db'], actor: RouteRequest['actor']): Promise<boolean> =>
  actor.kind === 'user' && (await findUser(db, actor.id))?.role === 'admin'
