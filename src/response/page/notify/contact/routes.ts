/** `/api/v1/users/:user/contacts`: how people are reached. `me` is whoever asks. */
import { z } from 'zod'
import { findUser, userByLogin } from '../../../../identity/store.ts'
import { cutPage, PAGE_QUERY, pageOf } from '../../../../kit/page.ts'
import { notFound, refuseRequest } from '../../../../kit/problem.ts'
import { type Route, type RouteAnswer, type RouteRequest, route } from '../../../../kit/route.ts'
import {
  addContact,
  type ContactDesk,
  type ContactOutcome,
  masked,
  removeContact,
  sendCode,
  testContact,
  verifyContact,
} from './actions.ts'
import type { Contact } from './contact.ts'
import { contactsOf, findContact } from './store.ts'

const shown = z.object({
  ...{ id: z.string(), userId: z.string(), channel: z.string(), channelTitle: z.string() },
  address: z.string().describe('In full for its owner, masked for others'),
  ...{
    isVerified: z.boolean(),
    isUsable: z.boolean().describe('Verified, its address not dead, its channel in the settings'),
  },
  ...{
    createdAt: z.iso.datetime(),
    lastAcceptedAt: z.iso.datetime().nullable(),
    lastProvenAt: z.iso.datetime().nullable(),
  },
  trouble: z.string().nullable().describe('What went wrong last, or why nothing is sent to it'),
})

const channelShape = z.object({
  ...{ id: z.string(), title: z.string(), addressLabel: z.string(), reach: z.enum(['personal', 'shared']) },
  ...{ canAck: z.enum(['button', 'reply', 'link']), proof: z.enum(['accepted', 'delivered', 'answered']) },
})

export const contactRoutes = (desk: ContactDesk): Route[] => [
  channelsRoute(desk),
  listRoute(desk),
  addRoute(desk),
  ...oneRoutes(desk),
]

const USER = '/api/v1/users/:user/contacts'

/** Access to what belongs to one person: everybody may look, changes are for the person and for administrators. */
export const ofUser = ({ db }: Pick<ContactDesk, 'db'>) =>
  ({
    ...{ kind: 'user' as const, permission: 'session:own' as const },
    object: {
      param: 'user',
      exists: async (name: string) => name === 'me' || (await userNamed(db, name)) !== undefined,
    },
  }) as const

export interface Whose {
  readonly userId: string
  readonly isOwn: boolean
}

const userNamed = async (db: ContactDesk['db'], name: string) =>
  (await findUser(db, name)) ?? userByLogin(db, name.toLowerCase())

const selfOf = ({ actor }: Pick<RouteRequest, 'actor'>): string =>
  actor.kind === 'token' ? actor.userId : 'id' in actor ? actor.id : ''

/** The person a path names; the refusal where the asker may not do that to them. */
export async function whose(
  { db }: Pick<ContactDesk, 'db'>,
  request: Pick<RouteRequest, 'actor' | 'params'>,
  to: 'look' | 'change',
): Promise<Whose | { readonly refused: RouteAnswer }> {
  const self = selfOf(request)
  const named = request.params.user!
  const userId = named === 'me' ? self : ((await userNamed(db, named))?.id ?? '')
  const isOwn = userId === self
  if (to === 'look') return { userId, isOwn }
  if (request.actor.kind !== 'user')
    return {
      refused: refuseRequest(403, {
        ...{ code: 'access/needs-session', message: 'an API token may not change how people are reached' },
        hint: 'Sign in: opsbook auth login',
      }),
    }
  if (isOwn || (await findUser(db, self))?.role === 'admin') return { userId, isOwn }
  const message = 'how somebody is reached is changed by them or by an administrator'
  return { refused: refuseRequest(403, { code: 'access/denied', message }) }
}

function show(desk: ContactDesk, contact: Contact, isOwn: boolean): z.input<typeof shown> {
  const {
    id,
    userId,
    channel,
    address,
    verifiedAt,
    goneAt,
    goneWhy,
    createdAt,
    lastAcceptedAt,
    lastProvenAt,
    lastError,
  } = contact
  const inForce = desk.channels().get(channel)
  const trouble = !inForce
    ? 'its channel is not in the settings'
    : goneAt
      ? (goneWhy ?? 'its address is dead')
      : lastError
  return {
    ...{ id, userId, channel, channelTitle: inForce?.channel.title ?? channel },
    address: isOwn ? address : masked(contact, inForce),
    ...{ isVerified: verifiedAt !== null, isUsable: verifiedAt !== null && goneAt === null && inForce !== undefined },
    ...{ createdAt: createdAt.toISOString(), lastAcceptedAt: lastAcceptedAt?.toISOString() ?? null },
    ...{ lastProvenAt: lastProvenAt?.toISOString() ?? null, trouble },
  }
}

const answer = <Value>(
  outcome: ContactOutcome<Value>,
  status: number,
  body: (value: Value) => unknown,
): RouteAnswer => {
  if ('value' in outcome) return { status, body: body(outcome.value) }
  const { status: refusal, ...problem } = outcome.refused
  return refuseRequest(refusal, problem)
}

const channelsRoute = (desk: ContactDesk): Route =>
  route({
    method: 'GET',
    path: '/api/v1/channels',
    summary: 'The ways to reach people that this server has',
    access: { kind: 'user', permission: 'session:own', object: 'none' },
    query: z.object(PAGE_QUERY),
    answers: { 200: pageOf(channelShape) },
    handle: async ({ query: { limit, after } }) => {
      const all = [...desk.channels().values()].map(({ channel }) => channel).sort((a, b) => a.id.localeCompare(b.id))
      const rows = all.filter(({ id }) => after === undefined || id > after)
      const item = ({ id, title, addressLabel, reach, canAck, proof }: (typeof all)[number]) => ({
        ...{ id, title, addressLabel, reach, canAck, proof },
      })
      return { status: 200, body: cutPage(rows, limit, { item, cursor: ({ id }) => id }) }
    },
  })

const listRoute = (desk: ContactDesk): Route =>
  route({
    method: 'GET',
    path: USER,
    summary: 'How somebody is reached; addresses of others are masked',
    access: ofUser(desk),
    query: z.object(PAGE_QUERY),
    answers: { 200: pageOf(shown) },
    handle: async (request) => {
      const about = await whose(desk, request, 'look')
      if ('refused' in about) return about.refused
      const { limit, after } = request.query
      const rows = (await contactsOf(desk.db, about.userId)).filter(({ id }) => after === undefined || id > after)
      const item = (contact: Contact) => show(desk, contact, about.isOwn)
      return { status: 200, body: cutPage(rows, limit, { item, cursor: ({ id }) => id }) }
    },
  })

const addRoute = (desk: ContactDesk): Route =>
  route({
    method: 'POST',
    path: USER,
    summary: 'Adds a way to reach somebody and sends it a code',
    access: ofUser(desk),
    body: z.strictObject({ channel: z.string().min(1).max(50), address: z.string().max(4_000) }),
    answers: { 201: shown },
    handle: async (request) => {
      const about = await whose(desk, request, 'change')
      if ('refused' in about) return about.refused
      const outcome = await addContact(desk, request.actor, { userId: about.userId, ...request.body })
      return answer(outcome, 201, (contact) => show(desk, contact, about.isOwn))
    },
  })

function oneRoutes(desk: ContactDesk): Route[] {
  type Asked = Pick<RouteRequest, 'actor' | 'params'>
  /** The contact is looked for among those of the person the path names, so that another one's is as good as none. */
  const one = async (
    request: Asked,
    work: (id: string, about: Whose) => Promise<RouteAnswer>,
  ): Promise<RouteAnswer> => {
    const about = await whose(desk, request, 'change')
    if ('refused' in about) return about.refused
    const id = request.params.contact!
    const contact = await findContact(desk.db, id)
    return contact?.userId === about.userId ? work(id, about) : notFound('contact method', id)
  }
  const access = ofUser(desk)
  return [
    route({
      ...{ method: 'POST', path: `${USER}/:contact/code`, summary: 'Sends a new code; earlier ones end', access },
      answers: { 200: shown },
      handle: (request) =>
        one(request, async (id, { isOwn }) =>
          answer(await sendCode(desk, id), 200, (contact) => show(desk, contact, isOwn)),
        ),
    }),
    route({
      ...{
        method: 'POST',
        path: `${USER}/:contact/verify`,
        summary: 'Shows by its code that it reaches its owner',
        access,
      },
      body: z.strictObject({ code: z.string().min(1).max(20) }),
      answers: { 200: shown },
      handle: (request) =>
        one(request, async (id, { isOwn }) => {
          const outcome = await verifyContact(desk, request.actor, { id, code: request.body.code })
          return answer(outcome, 200, (contact) => show(desk, contact, isOwn))
        }),
    }),
    route({
      ...{
        method: 'POST',
        path: `${USER}/:contact/test`,
        summary: 'Sends it a test message, as a page would be sent',
        access,
      },
      answers: { 202: z.object({ message: z.string() }) },
      handle: (request) =>
        one(request, async (id) => answer(await testContact(desk, request.actor, id), 202, (value) => value)),
    }),
    route({
      ...{ method: 'DELETE', path: `${USER}/:contact`, summary: 'Removes it', access },
      handle: (request) =>
        one(request, async (id) => {
          const outcome = await removeContact(desk, request.actor, id)
          return 'value' in outcome ? { status: 204 } : answer(outcome, 204, () => undefined)
        }),
    }),
  ]
}
