/** The alerts of an incident, and what the book suggests for them. */
import { z } from 'zod'
import { cutPage, PAGE_QUERY, pageOf } from '../../../kit/page.ts'
import { notFound, refuseRequest } from '../../../kit/problem.ts'
import { type Route, route } from '../../../kit/route.ts'
import { answering, type IncidentRoutesDesk, incidentsOfAll, oneIncident } from '../desk/routes.ts'
import { incidentShape, showIncident } from '../incident-shape.ts'
import { alertsOfIncident, type IncidentAlert, incidentsOfAlert } from '../lookup/store.ts'
import { findIncident, findIncidents } from '../store.ts'
import { suggestForAll } from '../suggest/suggest-for-all.ts'
import { suggestionShape } from '../suggest/suggestion-shape.ts'
import { attachAlerts, detachAlert, tellingAlerts } from './actions.ts'
import { placeShape } from './place-shape.ts'

const alertShape = z.object({
  ...{
    alert: z.string(),
    incident: z.string(),
    summary: z.string(),
    attachedAt: z.iso.datetime(),
    resolvedAt: z.iso.datetime().nullable(),
  },
})

/** Suggestions are made for so many alerts; a storm of one kind needs no more. */
const ALERTS_ASKED = 5

export const alertRoutes = (desk: IncidentRoutesDesk): Route[] => [
  listRoute(desk),
  incidentsRoute(desk),
  attachRoute(desk),
  detachRoute(desk),
  suggestionsRoute(desk),
]

const listRoute = (desk: IncidentRoutesDesk): Route =>
  route({
    method: 'GET',
    path: '/api/v1/incidents/:incident/alerts',
    summary: 'The alerts that belong to it, and to those that were merged into it',
    access: oneIncident(desk, 'incident:read'),
    query: z.object(PAGE_QUERY),
    answers: { 200: pageOf(alertShape) },
    handle: async ({ params, query: { limit, after } }) => {
      const incident = await findIncident(desk.db, params.incident!)
      if (!incident) return notFound('incident', params.incident!)
      const rows = await alertsOfIncident(desk.db, [incident.id, ...incident.tookIn], {
        limit: limit + 1,
        after: after ?? null,
      })
      return { status: 200, body: cutPage(rows, limit, { item: showAlert, cursor: ({ alertId }) => alertId }) }
    },
  })

const showAlert = ({
  alertId,
  incidentId,
  summary,
  attachedAt,
  resolvedAt,
}: IncidentAlert): z.input<typeof alertShape> => ({
  ...{
    alert: alertId,
    incident: incidentId,
    summary,
    attachedAt: attachedAt.toISOString(),
    resolvedAt: resolvedAt?.toISOString() ?? null,
  },
})

const incidentsRoute = (desk: IncidentRoutesDesk): Route =>
  route({
    method: 'GET',
    path: '/api/v1/alerts/:alert/incidents',
    summary: 'The incidents an alert belongs to or was taken out of, the newest first',
    access: {
      ...{ kind: 'user', permission: 'incident:read' },
      object: { param: 'alert', exists: async (name) => (await desk.alerts([name])).length > 0 },
    },
    query: z.object(PAGE_QUERY),
    answers: { 200: pageOf(placeShape) },
    handle: async ({ params, query: { limit, after }, receivedAt }) => {
      const [alert] = await desk.alerts([params.alert!])
      if (!alert) return notFound('alert', params.alert!)
      const rows = await incidentsOfAlert(desk.db, alert.id, { limit: limit + 1, after: after ?? null })
      const incidents = await findIncidents(
        desk.db,
        rows.map(({ incidentId }) => incidentId),
      )
      const item = ({ incidentId, attachedAt, resolvedAt, detachedAt }: IncidentAlert) => ({
        incident: showIncident(incidents.get(incidentId)!, receivedAt),
        attachedAt: attachedAt.toISOString(),
        resolvedAt: resolvedAt?.toISOString() ?? null,
        detachedAt: detachedAt?.toISOString() ?? null,
      })
      return { status: 200, body: cutPage(rows, limit, { item, cursor: ({ incidentId }) => incidentId }) }
    },
  })

const attachRoute = (desk: IncidentRoutesDesk): Route =>
  route({
    method: 'POST',
    path: '/api/v1/incidents/:incident/alerts',
    summary: 'Puts alerts into it by hand',
    access: incidentsOfAll(desk, 'incident:write'),
    body: z.strictObject({ alerts: z.array(z.string().min(1).max(100)).min(1).max(500) }),
    answers: { 200: incidentShape },
    handle: async (request) => {
      const { alerts } = request.body
      const found = await desk.alerts(alerts)
      const missing = alerts.find((id) => !found.some((each) => each.id === id))
      if (missing !== undefined)
        return refuseRequest(404, { code: 'alert/unknown', message: `there is no alert "${missing}"`, at: 'alerts' })
      const chosen = [...new Map(found.map(({ id, summary }) => [id, { id, summary }])).values()]
      return answering(request, (asked) => attachAlerts(desk, request.params.incident!, chosen, asked))
    },
  })

const detachRoute = (desk: IncidentRoutesDesk): Route =>
  route({
    method: 'POST',
    path: '/api/v1/incidents/:incident/detach',
    summary: 'Takes an alert out that has nothing to do with it; it does not come back by itself',
    access: incidentsOfAll(desk, 'incident:write'),
    body: z.strictObject({ alert: z.string().min(1).max(100) }),
    answers: { 200: incidentShape },
    handle: async (request) =>
      answering(request, (asked) => detachAlert(desk, request.params.incident!, request.body.alert, asked)),
  })

const suggestionsRoute = (desk: IncidentRoutesDesk): Route =>
  route({
    method: 'GET',
    path: '/api/v1/incidents/:incident/suggestions',
    summary: 'Procedures of the book that are likely to help, best first, each with why',
    access: oneIncident(desk, 'incident:read'),
    query: z.object({ limit: z.coerce.number().int().min(1).max(20).default(5) }),
    answers: { 200: z.object({ items: z.array(suggestionShape) }) },
    handle: async ({ params, query: { limit } }) => {
      const incident = await findIncident(desk.db, params.incident!)
      if (!incident) return notFound('incident', params.incident!)
      const places = await tellingAlerts(desk.db, incident, ALERTS_ASKED)
      const known = await desk.alerts(places.map(({ alertId }) => alertId))
      // Without an alert there are the words of whoever declared it.
      const labels: Record<string, string> = incident.service === undefined ? {} : { service: incident.service }
      const subjects = known.length > 0 ? known : [{ id: '', summary: incident.title, labels, annotations: {} }]
      const items = suggestForAll(desk.book().searched(), subjects, limit).map(({ procedure, ...rest }) => ({
        ...{ ...rest, procedure: procedure ?? null },
      }))
      return { status: 200, body: { items } }
    },
  })
