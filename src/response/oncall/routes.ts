/** `/api/v1/oncall`: who is on call, was, and will be, and why. */
import { z } from 'zod'
import { cutPage, PAGE_QUERY, pageOf } from '../../kit/page.ts'
import { notFound, refuseRequest } from '../../kit/problem.ts'
import { type Route, type RouteAnswer, route } from '../../kit/route.ts'
import { onCallNow, onCallThen, shiftsOf } from './actions.ts'
import { existingSchedule, type OncallDesk } from './desk.ts'
import { personalShifts } from './feed/personal-shifts.ts'
import { feedRoutes } from './feed/routes.ts'
import { listRecorded } from './history/store.ts'
import { overrideRoutes } from './override/routes.ts'
import { type ProblemParts, problemRoutes } from './problem/routes.ts'
import type { Rota } from './rota.ts'
import { iso, login, moment, onCallSchema, shiftSchema, shownOnCall, shownShift, stretchIn } from './shown.ts'
import { swapRoutes } from './swap/routes.ts'
import { DAY_MS } from './zone/local-date.ts'
import type { Span } from './zone/spans.ts'
import { zoneOf } from './zone/zone.ts'

export type OncallRouteParts = OncallDesk & ProblemParts

export const oncallRoutes = (parts: OncallRouteParts): Route[] => [
  ...nowRoutes(parts),
  ...timeRoutes(parts),
  ownRoute(parts),
  ...overrideRoutes(parts),
  ...swapRoutes(parts),
  ...feedRoutes(parts),
  ...problemRoutes(parts),
]

const at = z.iso.datetime({ offset: true }).optional().describe('Now if not said.')

const nowRoutes = (parts: OncallDesk): Route[] => [
  route({
    method: 'GET',
    path: '/api/v1/oncall/schedules',
    summary: 'Every schedule with who is on call at a time, until when, and why',
    access: { kind: 'user', permission: 'oncall:read', object: 'none' },
    query: z.object({ ...PAGE_QUERY, at }),
    answers: { 200: pageOf(onCallSchema) },
    handle: async ({ query }) => {
      const names = [...parts.rotas().keys()].sort().filter((name) => name > (query.after ?? ''))
      const rows = await Promise.all(names.slice(0, query.limit).map((name) => shownAt(parts, name, query.at)))
      const next = names.length > query.limit ? (names[query.limit - 1] ?? null) : null
      return { status: 200, body: { items: rows, next } }
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/oncall/schedules/:schedule',
    summary: 'Who is on call on a schedule at a time, until when, and why',
    access: { kind: 'user', permission: 'oncall:read', object: existingSchedule(parts) },
    query: z.object({ at }),
    answers: { 200: onCallSchema },
    handle: async ({ params, query }) => ({ status: 200, body: await shownAt(parts, params.schedule!, query.at) }),
  }),
]

async function shownAt(parts: OncallDesk, name: string, wanted: string | undefined) {
  const rotas = parts.rotas()
  const now = parts.clock()
  const time = wanted === undefined ? now : new Date(wanted)
  const ask = time < now ? onCallThen : onCallNow
  return shownOnCall(rotas.get(name)!, (await ask({ db: parts.db, rotas }, name, time))!)
}

const MOST_MS = 400 * DAY_MS
const stretch = { from: moment.optional(), until: moment.optional() }

/** The stretch a query asks for: from now, for four weeks, where it does not say. */
function stretchOf(
  query: { from?: string | undefined; until?: string | undefined },
  rota: Rota | undefined,
  now: Date,
): Span {
  const zone = rota?.zone ?? zoneOf('UTC')!
  const from = query.from ?? iso(now)
  const begin = stretchIn({ from, until: from }, zone).from
  return stretchIn({ from, until: query.until ?? iso(begin + 28 * DAY_MS) }, zone)
}

const refuseStretch = ({ from, until }: Span): RouteAnswer | undefined => {
  const message = until <= from ? 'the end is not after the beginning' : 'longer than 400 days'
  return until <= from || until - from > MOST_MS ? refuseRequest(422, { code: 'oncall/invalid', message }) : undefined
}

const historySchema = z.object({
  ...{ schedule: z.string(), login: z.string(), from: z.iso.datetime(), until: z.iso.datetime() },
})

const timeRoutes = (parts: OncallDesk): Route[] => [
  route({
    method: 'GET',
    path: '/api/v1/oncall/schedules/:schedule/shifts',
    summary: 'Who is on call from when until when, computed; gaps are shifts of nobody',
    access: { kind: 'user', permission: 'oncall:read', object: existingSchedule(parts) },
    query: z.object({ ...PAGE_QUERY, ...stretch, after: z.coerce.number().int().min(0).optional() }),
    answers: { 200: pageOf(shiftSchema) },
    handle: async ({ params, query }) => {
      const rota = parts.rotas().get(params.schedule!)!
      const span = stretchOf(query, rota, parts.clock())
      const refused = refuseStretch(span)
      if (refused) return refused
      const from = Math.max(span.from, query.after ?? 0)
      const shifts = from < span.until ? await shiftsOf(parts.db, rota, { from, until: span.until }) : []
      return {
        status: 200,
        body: cutPage(shifts, query.limit, { item: shownShift, cursor: ({ until }) => String(until) }),
      }
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/oncall/history',
    summary: 'Who really was on call, as it was recorded',
    access: { kind: 'user', permission: 'oncall:read', object: 'none' },
    query: z.object({
      ...{ ...PAGE_QUERY, ...stretch, after: z.coerce.number().int().min(0).optional() },
      ...{ schedule: z.string().max(100).optional(), login: login.optional() },
    }),
    answers: { 200: pageOf(historySchema) },
    handle: async ({ query }) => {
      const now = parts.clock()
      const from = query.from ?? iso(now.getTime() - 28 * DAY_MS)
      const span = stretchOf({ from, until: query.until ?? iso(now) }, undefined, now)
      const refused = refuseStretch(span)
      if (refused) return refused
      const { schedule, login: person, after = 0, limit } = query
      const rows = await listRecorded(parts.db, { schedule, login: person, ...span }, { after, limit: limit + 1 })
      return {
        status: 200,
        body: cutPage(rows, limit, {
          item: ({ beganAt, endedAt, ...row }) => ({
            ...{ schedule: row.schedule, login: row.login, from: iso(beganAt), until: iso(endedAt) },
          }),
          cursor: ({ seq }) => String(seq),
        }),
      }
    },
  }),
]

const ownShift = z.object({ schedule: z.string(), from: z.iso.datetime(), until: z.iso.datetime() })

function ownRoute(parts: OncallDesk): Route {
  return route({
    method: 'GET',
    path: '/api/v1/oncall/me',
    summary: 'Am I on call, until when, and when next? The shifts of the next four weeks',
    access: { kind: 'user', permission: 'oncall:read', object: 'none' },
    answers: { 200: z.object({ login: z.string(), now: z.array(ownShift), next: z.array(ownShift) }) },
    handle: async ({ actor }) => {
      const person = await parts.personOf(actor)
      if (!person) return notFound('person', 'of this request')
      const now = parts.clock().getTime()
      const shifts = []
      for (const rota of parts.rotas().values()) {
        const spans = await shiftsOf(parts.db, rota, { from: now, until: now + 28 * DAY_MS })
        shifts.push(...personalShifts(rota.name, spans, person.login))
      }
      shifts.sort((a, b) => a.from - b.from)
      const shown = shifts.map(({ schedule, from, until }) => ({ schedule, from: iso(from), until: iso(until) }))
      const isNow = (shift: { from: string }) => Date.parse(shift.from) <= now
      return {
        status: 200,
        body: {
          login: person.login,
          now: shown.filter(isNow),
          next: shown.filter((each) => !isNow(each)).slice(0, 100),
        },
      }
    },
  })
}
