/** `/api/v1/alerts`: what is wrong, who has it, who is told and why. */
import { z } from 'zod'
import type { Database } from '../../db/database.ts'
import { cutPage, PAGE_QUERY, pageOf } from '../../kit/page.ts'
import { notFound, refuseRequest } from '../../kit/problem.ts'
import { type Route, route } from '../../kit/route.ts'
import type { AuditNote } from './by-actor.ts'
import { actOnAlert } from './change/actions.ts'
import { inhibitingAlerts } from './dispatch/store.ts'
import { explainRouting } from './explain-routing.ts'
import { matchesAll } from './matcher/matcher.ts'
import { readFilter } from './matcher/read-filter.ts'
import { requestRoute } from './request/routes.ts'
import type { Alerting } from './settings/alerting.ts'
import { alertEventShape } from './show/alert-event-shape.ts'
import { shownAlert, shownAlertSchema } from './show/shown-alert.ts'
import { shownRouting, shownRoutingSchema } from './show/shown-routing.ts'
import { alertEvents, findAlert, listAlerts } from './show/store.ts'
import { SIGNAL_SEVERITIES } from './signal.ts'
import { currentSilences } from './silence/store.ts'
import { tallyRoute } from './tally/routes.ts'

export interface AlertDesk {
  readonly db: Database
  readonly clock: () => Date
  readonly alerting: () => Alerting
  readonly audit: AuditNote
}

export const alertRoutes = (desk: AlertDesk): Route[] => [
  listRoute(desk),
  tallyRoute(desk),
  readRoute(desk),
  requestRoute(desk),
  eventsRoute(desk),
  ...actRoutes(desk),
  ...routingRoutes(desk),
]

const existing = ({ db }: AlertDesk) => ({
  param: 'alert',
  exists: async (id: string) => (await findAlert(db, id)) !== undefined,
})

const words = z.union([z.string(), z.array(z.string())]).optional()
/** How many pieces of a list are looked through for one page, so that a rare condition cannot keep the database busy. */
const PIECES = 20

function listRoute({ db, clock }: AlertDesk): Route {
  return route({
    method: 'GET',
    path: '/api/v1/alerts',
    summary: 'Alerts, the newest first',
    access: { kind: 'user', permission: 'alert:read', object: 'none' },
    query: z.object({
      ...PAGE_QUERY,
      state: z.enum(['open', 'acknowledged', 'resolved', 'firing', 'all']).default('firing'),
      severity: z.enum(SIGNAL_SEVERITIES).optional(),
      integration: z.string().optional(),
      filter: words.describe('Conditions on labels, like severity="critical"; all must hold.'),
    }),
    answers: { 200: pageOf(shownAlertSchema) },
    handle: async ({ query }) => {
      const filter = readFilter([query.filter ?? []].flat())
      if (!filter.ok) return refuseRequest(400, { code: 'alert/filter', message: filter.problem, at: 'filter' })
      const found = []
      let after = query.after
      let more = true
      for (let piece = 0; piece < PIECES && more && found.length <= query.limit; piece++) {
        const rows = await listAlerts(db, {
          ...{ state: query.state, severity: query.severity, integrationId: query.integration, after },
          ...{ equal: filter.equal, limit: query.limit + 1 },
        })
        found.push(...rows.filter(({ labels }) => matchesAll(filter.matchers, labels)))
        more = rows.length > query.limit
        after = rows.at(-1)?.id
      }
      const now = clock()
      const page = cutPage(found, query.limit, { item: (alert) => shownAlert(alert, now), cursor: ({ id }) => id })
      return { status: 200, body: page.next === null && more ? { ...page, next: after ?? null } : page }
    },
  })
}

function readRoute(desk: AlertDesk): Route {
  return route({
    method: 'GET',
    path: '/api/v1/alerts/:alert',
    summary: 'One alert',
    access: { kind: 'user', permission: 'alert:read', object: existing(desk) },
    answers: { 200: shownAlertSchema },
    handle: async ({ params }) => {
      const alert = await findAlert(desk.db, params.alert!)
      return alert ? { status: 200, body: shownAlert(alert, desk.clock()) } : notFound('alert', params.alert!)
    },
  })
}

function eventsRoute(desk: AlertDesk): Route {
  return route({
    method: 'GET',
    path: '/api/v1/alerts/:alert/events',
    summary: 'What happened to an alert, oldest first',
    access: { kind: 'user', permission: 'alert:read', object: existing(desk) },
    query: z.object({ ...PAGE_QUERY, after: z.coerce.number().int().min(0).optional() }),
    answers: { 200: pageOf(alertEventShape) },
    handle: async ({ params, query }) => {
      const rows = await alertEvents(desk.db, params.alert!, query.after ?? 0, query.limit + 1)
      return {
        status: 200,
        body: cutPage(rows, query.limit, {
          item: ({ at, ...event }) => ({ ...event, at: at.toISOString() }),
          cursor: ({ seq }) => String(seq),
        }),
      }
    },
  })
}

const ACTS = {
  acknowledge: 'Takes it on: it is told to nobody else again by its sender’s repetitions',
  unacknowledge: 'Gives it back',
  resolve: 'Says it is over; it opens again if its sender still says otherwise',
} as const

const actRoutes = (desk: AlertDesk): Route[] =>
  (['acknowledge', 'unacknowledge', 'resolve'] as const).map((action) =>
    route({
      method: 'POST',
      path: `/api/v1/alerts/:alert/${action}`,
      summary: ACTS[action],
      access: { kind: 'user', permission: 'alert:write', object: existing(desk) },
      body: z.strictObject({ note: z.string().max(4000).optional() }).optional(),
      answers: { 200: shownAlertSchema },
      handle: async ({ params, body, actor }) => {
        const note = body?.note
        const now = desk.clock()
        const by = { by: actor, audit: desk.audit, now, ...(note === undefined ? {} : { note }) }
        const acted = await actOnAlert(desk.db, params.alert!, action, by)
        if (acted.do === 'unknown') return notFound('alert', params.alert!)
        if (acted.do === 'refused')
          return refuseRequest(409, { code: 'alert/state', message: `cannot ${action} this alert: ${acted.why}` })
        return { status: 200, body: shownAlert(acted.alert, now) }
      },
    }),
  )

function routingRoutes(desk: AlertDesk): Route[] {
  const explain = async (labels: Readonly<Record<string, string>>) => {
    const { db, clock, alerting } = desk
    const now = clock()
    const current = alerting()
    const [silences, firing] = await Promise.all([currentSilences(db, now), inhibitingAlerts(db, current.inhibitRules)])
    const explanation = explainRouting({ labels, alerting: current, silences, firing, now })
    return { status: 200, body: shownRouting(explanation) }
  }
  return [
    route({
      method: 'GET',
      path: '/api/v1/alerts/:alert/routing',
      summary: 'Who hears of an alert now and why, route by route',
      access: { kind: 'user', permission: 'alert:read', object: existing(desk) },
      answers: { 200: shownRoutingSchema },
      handle: async ({ params }) => {
        const alert = await findAlert(desk.db, params.alert!)
        return alert ? explain(alert.labels) : notFound('alert', params.alert!)
      },
    }),
    route({
      method: 'POST',
      path: '/api/v1/routing/explain',
      summary: 'Who would hear of an alert with these labels, and why',
      access: { kind: 'user', permission: 'alert:read', object: 'none' },
      body: z.strictObject({ labels: z.record(z.string(), z.string()) }),
      answers: { 200: shownRoutingSchema },
      handle: async ({ body }) => explain(body.labels),
    }),
  ]
}
