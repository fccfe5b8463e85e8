/** `/api/v1/users`: who there is, and what they may do. */
import { z } from 'zod'
import { appendAudit } from '../../audit/store.ts'
import { inTransaction } from '../../db/transaction.ts'
import { cutPage, PAGE_QUERY, pageOf } from '../../kit/page.ts'
import { ROLES } from '../../kit/permission.ts'
import { notFound } from '../../kit/problem.ts'
import { type Route, route } from '../../kit/route.ts'
import { answerWith, askerOf, type IdentityRouteDesk, needsPerson } from '../answer.ts'
import { nameSchema } from '../name-text.ts'
import { reveal } from '../secret.ts'
import { makeLink } from '../setup/actions.ts'
import { findUser, listUsers } from '../store.ts'
import { LOGIN_PATTERN } from '../user.ts'
import { aboutUser, createUser, draftBy, updateUser } from './actions.ts'

export const userShape = z.object({
  ...{ id: z.string(), login: z.string(), name: z.string(), email: z.string().nullable(), role: z.enum(ROLES) },
  ...{ createdAt: z.iso.datetime(), createdBy: z.string(), disabledAt: z.iso.datetime().nullable() },
  ...{ hasPassword: z.boolean(), version: z.number() },
})
const name = nameSchema
const email = z.email().max(200).toLowerCase().nullable()
const linked = z.object({
  link: z.string().describe('Path of the page where they choose a password; good once, for a day'),
})

export const userRoutes = (desk: IdentityRouteDesk): Route[] => [
  ...readRoutes(desk),
  createRoute(desk),
  changeRoute(desk),
  ...(['disable', 'enable'] as const).map((verb) => switchRoute(desk, verb)),
  newLinkRoute(desk),
]

/** The secret stands behind `#`, which a browser sends to nobody. */
const pathOf = (secret: string): string => `/set-password#${secret}`

const one = ({ db }: IdentityRouteDesk, permission: 'user:read' | 'user:write') =>
  ({
    kind: 'user' as const,
    permission,
    object: { param: 'user', exists: async (id: string) => (await findUser(db, id)) !== undefined },
  }) as const

const readRoutes = (desk: IdentityRouteDesk): Route[] => [
  route({
    method: 'GET',
    path: '/api/v1/users',
    summary: 'Who there is',
    access: { kind: 'user', permission: 'user:read', object: 'none' },
    query: z.object(PAGE_QUERY),
    answers: { 200: pageOf(userShape) },
    handle: async ({ query }) => {
      const rows = await listUsers(desk.db, query.after, query.limit + 1)
      return { status: 200, body: cutPage(rows, query.limit, { item: (row) => row, cursor: ({ id }) => id }) }
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/users/:user',
    summary: 'One user',
    access: one(desk, 'user:read'),
    answers: { 200: userShape },
    handle: async ({ params }) => {
      const user = await findUser(desk.db, params.user!)
      return user ? { status: 200, body: user } : notFound('user', params.user!)
    },
  }),
]

const createRoute = (desk: IdentityRouteDesk): Route =>
  route({
    method: 'POST',
    path: '/api/v1/users',
    summary: 'Adds somebody; the answer holds the link by which they choose a password',
    access: { kind: 'user', permission: 'user:write', object: 'none' },
    body: z.strictObject({
      ...{ login: z.string().regex(LOGIN_PATTERN), name, email: email.default(null), role: z.enum(ROLES) },
    }),
    answers: { 201: linked.extend({ user: userShape }) },
    handle: async (request) => {
      const refusal = needsPerson(request.actor)
      if (refusal) return refusal
      const outcome = await createUser(desk, askerOf(request), request.body, (tx, id) => makeLink(desk, tx, id))
      return answerWith(outcome, ({ user, link }) => ({ status: 201, body: { user, link: pathOf(reveal(link)) } }))
    },
  })

const changeRoute = (desk: IdentityRouteDesk): Route =>
  route({
    method: 'PATCH',
    path: '/api/v1/users/:user',
    summary: 'Changes name, address or role; a new role ends their sessions',
    access: one(desk, 'user:write'),
    body: z.strictObject({
      ...{ name: name.optional(), email: email.optional(), role: z.enum(ROLES).optional() },
      version: z.int().optional().describe('Refused when the user was changed since this version was read'),
    }),
    answers: { 200: userShape },
    handle: async (request) => {
      const refusal = needsPerson(request.actor)
      if (refusal) return refusal
      const outcome = await updateUser(desk, askerOf(request), request.params.user!, request.body)
      return answerWith(outcome, (body) => ({ status: 200, body }))
    },
  })

const switchRoute = (desk: IdentityRouteDesk, verb: 'disable' | 'enable'): Route =>
  route({
    method: 'POST',
    path: `/api/v1/users/:user/${verb}`,
    summary: verb === 'disable' ? 'Shuts somebody out: sessions and tokens end at once' : 'Lets somebody in again',
    access: one(desk, 'user:write'),
    answers: { 200: userShape },
    handle: async (request) => {
      const refusal = needsPerson(request.actor)
      if (refusal) return refusal
      const change = { disabled: verb === 'disable' }
      const outcome = await updateUser(desk, askerOf(request), request.params.user!, change)
      return answerWith(outcome, (body) => ({ status: 200, body }))
    },
  })

const newLinkRoute = (desk: IdentityRouteDesk): Route =>
  route({
    method: 'POST',
    path: '/api/v1/users/:user/link',
    summary: 'Makes a link by which somebody chooses a new password; earlier links end',
    access: one(desk, 'user:write'),
    answers: { 201: linked },
    handle: async (request) => {
      const refusal = needsPerson(request.actor)
      if (refusal) return refusal
      const user = await findUser(desk.db, request.params.user!)
      if (!user) return notFound('user', request.params.user!)
      const link = await inTransaction(desk.db, async (tx) => {
        const secret = await makeLink(desk, tx, user.id)
        await appendAudit(tx, [draftBy(askerOf(request), 'user.link-made', aboutUser(user))])
        return secret
      })
      return { status: 201, body: { link: pathOf(reveal(link)) } }
    },
  })
