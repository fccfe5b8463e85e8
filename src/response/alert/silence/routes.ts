/** `/api/v1/silences`: what nobody is to hear of for a while, who said so, and what it keeps quiet. */
import { z } from 'zod'
import { cutPage, PAGE_QUERY, pageOf } from '../../../kit/page.ts'
import { notFound, refuseRequest } from '../../../kit/problem.ts'
import { type Actor, type Route, type RouteAnswer, route } from '../../../kit/route.ts'
import { actorText } from '../by-actor.ts'
import { compileMatchers, matchesAll } from '../matcher/matcher.ts'
import { shownAlert, shownAlertSchema } from '../show/shown-alert.ts'
import { firingAlerts } from '../show/store.ts'
import { endSilence, type SilenceParts, setSilence } from './actions.ts'
import type { WantedSilence } from './change-silence.ts'
import { matcherSchema, shownSilence, shownSilenceSchema } from './shown-silence.ts'
import { findSilence, listSilences, silenceHistory } from './store.ts'

const time = z.iso.datetime({ offset: true })
const content = {
  matchers: z.array(matcherSchema).min(1).max(100),
  startsAt: time.optional().describe('Now if not said.'),
  endsAt: time,
  comment: z.string().trim().min(1).max(4000).describe('Why; the next one on call reads it.'),
}
const historySchema = z.object({
  ...{ seq: z.int(), at: time, action: z.enum(['created', 'updated', 'expired', 'replaced']), actor: z.string() },
  silence: z.unknown(),
})

export const silenceRoutes = (parts: SilenceParts): Route[] => [
  ...listRoutes(parts),
  ...writeRoutes(parts),
  previewRoute(parts),
]

const existing = ({ db }: SilenceParts) => ({
  param: 'silence',
  exists: async (id: string) => (await findSilence(db, id)) !== undefined,
})

const listRoutes = (parts: SilenceParts): Route[] => [
  route({
    method: 'GET',
    path: '/api/v1/silences',
    summary: 'Silences, the newest first; those that are over stay',
    access: { kind: 'user', permission: 'alert:read', object: 'none' },
    query: z.object({
      ...PAGE_QUERY,
      state: z
        .enum(['current', 'active', 'pending', 'expired', 'all'])
        .default('all')
        .describe('current: active or pending.'),
    }),
    answers: { 200: pageOf(shownSilenceSchema) },
    handle: async ({ query: { state, after, limit } }) => {
      const now = parts.clock()
      const rows = await listSilences(parts.db, { state, now, after, limit: limit + 1 })
      return {
        status: 200,
        body: cutPage(rows, limit, { item: (silence) => shownSilence(silence, now), cursor: ({ id }) => id }),
      }
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/silences/:silence',
    summary: 'One silence',
    access: { kind: 'user', permission: 'alert:read', object: existing(parts) },
    answers: { 200: shownSilenceSchema },
    handle: async ({ params }) => {
      const silence = await findSilence(parts.db, params.silence!)
      return silence
        ? { status: 200, body: shownSilence(silence, parts.clock()) }
        : notFound('silence', params.silence!)
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/silences/:silence/history',
    summary: 'What was done to a silence, and by whom',
    access: { kind: 'user', permission: 'alert:read', object: existing(parts) },
    query: z.object({ ...PAGE_QUERY, after: z.coerce.number().int().min(0).optional() }),
    answers: { 200: pageOf(historySchema) },
    handle: async ({ params, query }) => {
      const rows = await silenceHistory(parts.db, params.silence!, { after: query.after ?? 0, limit: query.limit + 1 })
      return {
        status: 200,
        body: cutPage(rows, query.limit, {
          item: ({ at, ...entry }) => ({ ...entry, at: at.toISOString() }),
          cursor: ({ seq }) => String(seq),
        }),
      }
    },
  }),
]

const writeRoutes = (parts: SilenceParts): Route[] => [
  route({
    method: 'POST',
    path: '/api/v1/silences',
    summary: 'Creates a silence; it is in force when this is answered',
    access: { kind: 'user', permission: 'silence:write', object: 'none' },
    body: z.strictObject(content),
    answers: { 201: shownSilenceSchema },
    handle: async ({ body, actor }) => set(parts, wantedOf(body, parts.clock(), actor), actor),
  }),
  route({
    method: 'PUT',
    path: '/api/v1/silences/:silence',
    summary: 'Changes a silence; in more than its end: the old one ends and a new one begins',
    access: { kind: 'user', permission: 'silence:write', object: existing(parts) },
    body: z.strictObject(content),
    answers: { 200: shownSilenceSchema, 201: shownSilenceSchema },
    handle: async ({ params, body, actor }) => {
      const previous = await findSilence(parts.db, params.silence!)
      if (!previous) return notFound('silence', params.silence!)
      const startsAt = body.startsAt ?? previous.startsAt.toISOString()
      const wanted = wantedOf({ ...body, startsAt }, parts.clock(), actor)
      return set(parts, { ...wanted, id: previous.id, createdBy: previous.createdBy }, actor)
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/v1/silences/:silence',
    summary: 'Ends a silence now; its record stays',
    access: { kind: 'user', permission: 'silence:write', object: existing(parts) },
    handle: async ({ params, actor }) => {
      const ended = await endSilence(parts, params.silence!, actor)
      return ended ? { status: 204 } : notFound('silence', params.silence!)
    },
  }),
]

type Content = z.output<z.ZodObject<typeof content>>

const wantedOf = (body: Content, now: Date, actor: Actor): WantedSilence => ({
  ...{ matchers: body.matchers, comment: body.comment, createdBy: actorText(actor) },
  startsAt: body.startsAt === undefined ? now : new Date(body.startsAt),
  endsAt: new Date(body.endsAt),
})

async function set(parts: SilenceParts, wanted: WantedSilence, actor: Actor): Promise<RouteAnswer> {
  const done = await setSilence(parts, wanted, actor)
  if (done.do === 'refuse') return refuseRequest(400, { code: 'silence/invalid', message: done.message })
  return { status: done.isNew ? 201 : 200, body: shownSilence(done.silence, parts.clock()) }
}

const PREVIEWED = 100

/** What a silence would keep quiet, before anybody makes it. */
function previewRoute({ db, clock }: SilenceParts): Route {
  return route({
    method: 'POST',
    path: '/api/v1/silences/preview',
    summary: 'Which alerts that fire now such a silence would keep quiet',
    access: { kind: 'user', permission: 'alert:read', object: 'none' },
    body: z.strictObject({ matchers: content.matchers }),
    answers: {
      200: z.object({ count: z.int(), alerts: z.array(shownAlertSchema).describe(`The first ${PREVIEWED}.`) }),
    },
    handle: async ({ body }) => {
      const compiled = compileMatchers(body.matchers)
      if (!compiled.ok)
        return refuseRequest(400, { code: 'silence/invalid', message: compiled.problem, at: 'matchers' })
      let count = 0
      const alerts = []
      for await (const piece of firingAlerts(db))
        for (const alert of piece) {
          if (!matchesAll(compiled.matchers, alert.labels)) continue
          count += 1
          if (alerts.length < PREVIEWED) alerts.push(shownAlert(alert, clock()))
        }
      return { status: 200, body: { count, alerts } }
    },
  })
}
