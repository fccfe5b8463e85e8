/** Swaps: a shift is offered, and accepted, declined or withdrawn. Who is paged changes when it is accepted. */
import { z } from 'zod'
import { cutPage, PAGE_QUERY, pageOf } from '../../../kit/page.ts'
import { notFound } from '../../../kit/problem.ts'
import { type Route, route } from '../../../kit/route.ts'
import { existingSchedule, type OncallDesk } from '../desk.ts'
import { iso, login, moment, note, refusedAct, stretchIn } from '../shown.ts'
import { moveSwap, offerSwap } from './actions.ts'
import { findSwap, listSwaps } from './store.ts'
import { SWAP_STATES, type Swap, type SwapMove } from './swap.ts'

const shownSpan = z.object({ from: z.iso.datetime(), until: z.iso.datetime() })
const swapSchema = z.object({
  ...{ id: z.string(), schedule: z.string(), state: z.enum(SWAP_STATES) },
  ...{ offeredBy: z.string(), offeredTo: z.string().nullable().describe('Null: to whoever takes it.') },
  ...{ from: z.iso.datetime(), until: z.iso.datetime(), inReturn: shownSpan.nullable() },
  ...{ note: z.string(), createdAt: z.iso.datetime() },
  ...{ decidedAt: z.iso.datetime().nullable(), decidedBy: z.string().nullable() },
})

const shown = (swap: Swap): z.output<typeof swapSchema> => ({
  ...{ id: swap.id, schedule: swap.schedule, state: swap.state, offeredBy: swap.offeredBy, note: swap.note },
  ...{ offeredTo: swap.offeredTo ?? null, from: iso(swap.from), until: iso(swap.until) },
  inReturn: swap.inReturn ? { from: iso(swap.inReturn.from), until: iso(swap.inReturn.until) } : null,
  createdAt: iso(swap.createdAt),
  ...{ decidedAt: swap.decidedAt ? iso(swap.decidedAt) : null, decidedBy: swap.decidedBy ?? null },
})

const stretch = { from: moment, until: moment }

export const swapRoutes = (desk: OncallDesk): Route[] => [
  listRoute(desk),
  route({
    method: 'POST',
    path: '/api/v1/oncall/schedules/:schedule/swaps',
    summary: 'Offers a shift of one’s own to somebody, or to whoever takes it',
    access: { kind: 'user', permission: 'oncall:write', object: existingSchedule(desk) },
    body: z.strictObject({
      ...stretch,
      to: login.optional().describe('Without, whoever takes it.'),
      inReturn: z.strictObject(stretch).optional().describe('A shift of theirs that is taken over for it.'),
      note,
    }),
    answers: { 201: swapSchema },
    handle: async ({ params, body, actor }) => {
      const rota = desk.rotas().get(params.schedule!)!
      const inReturn = body.inReturn && stretchIn(body.inReturn, rota.zone)
      const offer = { ...stretchIn(body, rota.zone), offeredTo: body.to, inReturn, note: body.note }
      const done = await offerSwap(desk, rota, offer, actor)
      return done.do === 'refuse' ? refusedAct(done) : { status: 201, body: shown(done.swap) }
    },
  }),
  ...(['accept', 'decline', 'withdraw'] as const).map((move) => moveRoute(desk, move)),
]

const SUMMARIES: Readonly<Record<SwapMove, string>> = {
  accept: 'Takes an offered shift: from now on whoever accepts is paged for it',
  decline: 'Says no to an offer to oneself',
  withdraw: 'Takes an offer of one’s own back',
}

const moveRoute = (desk: OncallDesk, move: SwapMove): Route =>
  route({
    method: 'POST',
    path: `/api/v1/oncall/swaps/:swap/${move}`,
    summary: SUMMARIES[move],
    access: {
      kind: 'user',
      permission: 'oncall:write',
      object: { param: 'swap', exists: async (id) => (await findSwap(desk.db, id)) !== undefined },
    },
    answers: { 200: swapSchema },
    handle: async ({ params, actor }) => {
      const done = await moveSwap(desk, params.swap!, { move, by: actor })
      if (!done) return notFound('swap', params.swap!)
      return done.do === 'refuse' ? refusedAct(done) : { status: 200, body: shown(done.swap) }
    },
  })

const listRoute = (desk: OncallDesk): Route =>
  route({
    method: 'GET',
    path: '/api/v1/oncall/swaps',
    summary: 'Swaps, the newest first',
    access: { kind: 'user', permission: 'oncall:read', object: 'none' },
    query: z.object({
      ...PAGE_QUERY,
      schedule: z.string().max(100).optional(),
      open: z.enum(['true', 'false']).default('false').describe('Those somebody can still accept.'),
    }),
    answers: { 200: pageOf(swapSchema) },
    handle: async ({ query }) => {
      const { schedule, open, after, limit } = query
      const which = { schedule, open: open === 'true', now: desk.clock() }
      const rows = await listSwaps(desk.db, which, { after, limit: limit + 1 })
      return { status: 200, body: cutPage(rows, limit, { item: shown, cursor: ({ id }) => id }) }
    },
  })
