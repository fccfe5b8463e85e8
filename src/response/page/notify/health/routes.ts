/** `/api/v1/paging/…`: can people be reached, and do the channels work? */
import { z } from 'zod'
import type { Database } from '../../../../db/database.ts'
import { cutPage, PAGE_QUERY, pageOf } from '../../../../kit/page.ts'
import { type Route, route } from '../../../../kit/route.ts'
import type { ChannelsInForce } from '../channel-in-force.ts'
import { failingProviders } from '../outbox/circuit/store.ts'
import { checkDry } from './actions.ts'
import { type PersonReach, reachOfPeople } from './store.ts'

export interface HealthDesk {
  readonly db: Database
  readonly channels: () => ChannelsInForce
  readonly egressAllow: () => readonly string[]
}

const person = z.object({
  ...{ id: z.string(), login: z.string(), name: z.string(), methods: z.int() },
  usable: z.int().describe('Contact methods a page can be sent to'),
  lastProvenAt: z.iso.datetime().nullable().describe('When a message last provably reached them'),
})
const checked = z.object({
  ...{ channel: z.string(), ok: z.boolean(), what: z.string(), failingSince: z.iso.datetime().nullable() },
})

const access = { kind: 'user', permission: 'server:read', object: 'none' } as const

export const pagingHealthRoutes = (desk: HealthDesk): Route[] => [
  route({
    ...{
      method: 'GET',
      path: '/api/v1/paging/people',
      summary: 'Who can be reached, and when that was last proven',
      access,
    },
    query: z.object(PAGE_QUERY),
    answers: { 200: pageOf(person) },
    handle: async ({ query: { limit, after } }) => {
      const rows = await reachOfPeople(desk.db, after, limit + 1)
      const item = ({ lastProvenAt, ...row }: PersonReach) => ({
        ...row,
        lastProvenAt: lastProvenAt?.toISOString() ?? null,
      })
      return { status: 200, body: cutPage(rows, limit, { item, cursor: ({ id }) => id }) }
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/paging/channels',
    summary: 'Looks at each channel without sending anything: settings, secrets, what they connect to',
    access,
    query: z.object(PAGE_QUERY),
    answers: { 200: pageOf(checked) },
    handle: async ({ query: { limit, after } }) => {
      const failing = new Map((await failingProviders(desk.db)).map((each) => [each.channel, each]))
      const all = [...desk.channels().values()].sort((a, b) => a.channel.id.localeCompare(b.channel.id))
      const rows = all.filter(({ channel }) => after === undefined || channel.id > after).slice(0, limit + 1)
      const looked = await Promise.all(
        rows.map(async (each) => {
          const trouble = failing.get(each.channel.id)
          const { ok, what } = await checkDry(each, desk.egressAllow())
          return {
            ...{ channel: each.channel.id, ok: ok && !trouble, what: trouble ? `failing: ${trouble.why}` : what },
            failingSince: trouble?.openedAt.toISOString() ?? null,
          }
        }),
      )
      return { status: 200, body: cutPage(looked, limit, { item: (row) => row, cursor: ({ channel }) => channel }) }
    },
  }),
]
