/** Calendars: their addresses, and what is behind them. */
import { z } from 'zod'
import { cutPage, PAGE_QUERY, pageOf } from '../../../kit/page.ts'
import { notFound, refuseRequest } from '../../../kit/problem.ts'
import { type Route, route } from '../../../kit/route.ts'
import type { OncallDesk } from '../desk.ts'
import { iso } from '../shown.ts'
import { endFeed, readFeed, rotateFeed } from './actions.ts'
import { type Feed, findFeed, listFeeds } from './store.ts'

const feedSchema = z.object({
  ...{ id: z.string(), kind: z.enum(['user', 'schedule']), subject: z.string().describe('A login or a schedule.') },
  ...{ createdAt: z.iso.datetime(), lastUsedAt: z.iso.datetime().nullable() },
})

const shown = ({ id, kind, subject, createdAt, lastUsedAt }: Feed): z.output<typeof feedSchema> => ({
  ...{ id, kind, subject, createdAt: iso(createdAt), lastUsedAt: lastUsedAt && iso(lastUsedAt) },
})

export const feedRoutes = (desk: OncallDesk): Route[] => [...ownRoutes(desk), calendarRoute(desk)]

const ownRoutes = (desk: OncallDesk): Route[] => [
  route({
    method: 'GET',
    path: '/api/v1/oncall/feeds',
    summary: 'One’s own calendar addresses, without the addresses',
    access: { kind: 'user', permission: 'oncall:read', object: 'none' },
    query: z.object(PAGE_QUERY),
    answers: { 200: pageOf(feedSchema) },
    handle: async ({ query, actor }) => {
      const owner = await desk.personOf(actor)
      const page = { after: query.after, limit: query.limit + 1 }
      const rows = owner ? await listFeeds(desk.db, owner.id, page) : []
      return { status: 200, body: cutPage(rows, query.limit, { item: shown, cursor: ({ id }) => id }) }
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/oncall/feeds',
    summary: 'Makes a calendar address for one’s own shifts or for a schedule; the one there was stops working',
    access: { kind: 'user', permission: 'oncall:read', object: 'none' },
    body: z.strictObject({ schedule: z.string().max(100).optional().describe('Without, one’s own shifts.') }),
    answers: {
      201: feedSchema.extend({ path: z.string().describe('Shown this once. Whoever has it sees the shifts.') }),
    },
    handle: async ({ body, actor }) => {
      const owner = await desk.personOf(actor)
      if (!owner) return refuseRequest(403, { code: 'oncall/not-yours', message: 'only people have calendars' })
      if (body.schedule !== undefined && !desk.rotas().has(body.schedule)) return notFound('schedule', body.schedule)
      const kind = body.schedule === undefined ? 'user' : 'schedule'
      const subject = body.schedule ?? owner.login
      const { feed, path } = await rotateFeed(desk, owner, { kind, subject, by: actor })
      return { status: 201, body: { ...shown(feed), path } }
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/v1/oncall/feeds/:feed',
    summary: 'Takes a calendar address of one’s own away',
    access: {
      kind: 'user',
      permission: 'oncall:read',
      object: { param: 'feed', exists: async (id) => (await findFeed(desk.db, id)) !== undefined },
    },
    handle: async ({ params, actor }) => {
      const [feed, owner] = [await findFeed(desk.db, params.feed!), await desk.personOf(actor)]
      // Somebody else's is as unknown as none.
      if (!feed || feed.ownerId !== owner?.id) return notFound('feed', params.feed!)
      await endFeed(desk, feed, actor)
      return { status: 204 }
    },
  }),
]

const calendarRoute = (desk: OncallDesk): Route =>
  route({
    method: 'GET',
    path: '/calendar/:file',
    summary: 'The calendar behind a secret address, as iCalendar',
    access: {
      kind: 'public',
      why: 'calendar programs cannot sign in; the secret address is the proof and can be changed',
    },
    handle: async ({ params }) => {
      const secret = /^(.+)\.ics$/.exec(params.file!)?.[1]
      const text = secret === undefined ? undefined : await readFeed(desk, secret)
      if (text === undefined)
        return refuseRequest(404, { code: 'calendar/unknown', message: 'there is no such calendar' })
      const headers = { 'content-type': 'text/calendar; charset=utf-8', 'cache-control': 'private, no-store' }
      return { status: 200, headers, body: text }
    },
  })
