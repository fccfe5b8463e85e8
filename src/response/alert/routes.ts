/** `/api/v1/alerts`: what is wrong, who has it, who is told and why. */
import { z } from 'zod'
import type { LabelSet } from '../../kit/label-set.ts'
import { cutPage, PAGE_QUERY, pageOf } from '../../kit/page.ts'
import { notFound, refuseRequest } from '../../kit/problem.ts'
import { type Route, route } from '../../kit/route.ts'
import { snoozedUntilAt } from './alert.ts'
import type { StoredAlert } from './alert-row.ts'
import { changeRoutes } from './change/routes.ts'
import { type AlertDesk, oneAlert } from './desk/routes.ts'
import { inhibitingAlerts } from './dispatch/store.ts'
import { explainRouting } from './explain-routing.ts'
import { compileMatchers, matchesAll } from './matcher/matcher.ts'
import { readTypedMatchers } from './matcher/read-matchers.ts'
import { shownAlert, shownAlertSchema } from './show/shown-alert.ts'
import { shownEvent, shownEventSchema } from './show/shown-event.ts'
import { shownRouting, shownRoutingSchema } from './show/shown-routing.ts'
import { alertEpisodes, alertEvents, findAlert, listAlerts } from './show/store.ts'
import { SIGNAL_SEVERITIES } from './signal.ts'
import { currentSilences } from './silence/store.ts'

export const alertRoutes = (desk: AlertDesk): Route[] => [
  listRoute(desk),
  readRoute(desk),
  eventsRoute(desk),
  episodesRoute(desk),
  ...changeRoutes(desk),
  ...routingRoutes(desk),
]

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
      const read = readTypedMatchers([query.filter ?? []].flat())
      const compiled = read.ok ? compileMatchers(read.matchers) : read
      if (!compiled.ok) return refuseRequest(400, { code: 'alert/filter', message: compiled.problem, at: 'filter' })
      const { matchers } = compiled
      const equal = matchers.filter(({ operator, value }) => operator === '=' && value !== '')
      const found = []
      let after = query.after
      let more = true
      for (let piece = 0; piece < PIECES && more && found.length <= query.limit; piece++) {
        const rows = await listAlerts(db, {
          ...{ state: query.state, severity: query.severity, integrationId: query.integration, after },
          equal: Object.fromEntries(equal.map(({ name, value }) => [name, value])),
          limit: query.limit + 1,
        })
        found.push(...rows.filter(({ labels }) => matchesAll(matchers, labels)))
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
    access: oneAlert(desk, 'alert:read'),
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
    access: oneAlert(desk, 'alert:read'),
    query: z.object({ ...PAGE_QUERY, after: z.coerce.number().int().min(0).optional() }),
    answers: { 200: pageOf(shownEventSchema) },
    handle: async ({ params, query }) => {
      const alert = await findAlert(desk.db, params.alert!)
      if (!alert) return notFound('alert', params.alert!)
      const rows = await alertEvents(desk.db, alert.id, query.after ?? 0, query.limit + 1)
      return {
        status: 200,
        body: cutPage(rows, query.limit, {
          item: shownEvent,
          cursor: ({ seq }) => String(seq),
        }),
      }
    },
  })
}

const episodesRoute = (desk: AlertDesk): Route =>
  route({
    method: 'GET',
    path: '/api/v1/alerts/:alert/episodes',
    summary: 'How often this has been wrong: the alerts with its key, the newest first, itself among them',
    access: oneAlert(desk, 'alert:read'),
    query: z.object({ ...PAGE_QUERY, after: z.coerce.number().int().min(1).optional() }),
    answers: { 200: pageOf(shownAlertSchema) },
    handle: async ({ params, query }) => {
      const alert = await findAlert(desk.db, params.alert!)
      if (!alert) return notFound('alert', params.alert!)
      const rows = await alertEpisodes(desk.db, alert, { before: query.after, limit: query.limit + 1 })
      const now = desk.clock()
      const shape = {
        item: (each: StoredAlert) => shownAlert(each, now),
        cursor: (each: StoredAlert) => String(each.episode),
      }
      return { status: 200, body: cutPage(rows, query.limit, shape) }
    },
  })

function routingRoutes(desk: AlertDesk): Route[] {
  const explain = async (labels: LabelSet, alert?: StoredAlert) => {
    const { db, clock, alerting } = desk
    const now = clock()
    const current = alerting()
    const [silences, firing] = await Promise.all([currentSilences(db, now), inhibitingAlerts(db, current.inhibitRules)])
    const snoozedUntil = alert && snoozedUntilAt(alert, now)
    const explanation = explainRouting({ labels, alerting: current, silences, firing, snoozedUntil, now })
    return { status: 200, body: shownRouting(explanation) }
  }
  return [
    route({
      method: 'GET',
      path: '/api/v1/alerts/:alert/routing',
      summary: 'Who hears of an alert now and why, route by route',
      access: oneAlert(desk, 'alert:read'),
      answers: { 200: shownRoutingSchema },
      handle: async ({ params }) => {
        const alert = await findAlert(desk.db, params.alert!)
        return alert ? explain(alert.labels, alert) : notFound('alert', params.alert!)
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
