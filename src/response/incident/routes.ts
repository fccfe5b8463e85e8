/** `/api/v1/incidents`: declaring, listing, reading, exporting. What is done to one stands in the folders beside. */
import { z } from 'zod'
import { cutPage, PAGE_QUERY, pageOf } from '../../kit/page.ts'
import { notFound } from '../../kit/problem.ts'
import { type Route, route } from '../../kit/route.ts'
import { alertRoutes } from './alert/routes.ts'
import { etag } from './answer-outcome.ts'
import { bookRoutes } from './book/routes.ts'
import { changesForExport, changesRoute } from './change/routes.ts'
import {
  answering,
  type IncidentRoutesDesk,
  instantWord,
  oneIncident,
  severityNamed,
  severityWord,
} from './desk/routes.ts'
import { exportMarkdown } from './export-markdown.ts'
import { INCIDENT_KINDS, INCIDENT_STATUSES, type Incident } from './incident.ts'
import { entryShape, incidentShape, showEntry, showIncident } from './incident-shape.ts'
import { openIncident } from './open/actions.ts'
import { pairRoutes } from './pair/routes.ts'
import { SEVERITIES } from './severity.ts'
import { findIncident, incidentEvents, listIncidents } from './store.ts'
import { timeline } from './timeline.ts'
import { workRoutes } from './work/routes.ts'

export const incidentRoutes = (desk: IncidentRoutesDesk): Route[] => [
  listRoute(desk),
  openRoute(desk),
  ...readRoutes(desk),
  changesRoute(desk),
  ...workRoutes(desk),
  ...pairRoutes(desk),
  ...alertRoutes(desk),
  ...bookRoutes(desk),
]

function listRoute({ db }: IncidentRoutesDesk): Route {
  return route({
    method: 'GET',
    path: '/api/v1/incidents',
    summary: 'Incidents, newest first',
    access: { kind: 'user', permission: 'incident:read', object: 'none' },
    query: z.object({
      ...PAGE_QUERY,
      active: z.enum(['true', 'false']).optional().describe('Only those somebody has to handle'),
      status: z.enum(INCIDENT_STATUSES).optional(),
      severity: z.enum(SEVERITIES).optional(),
      kind: z.enum(INCIDENT_KINDS).optional(),
      service: z.string().max(200).optional(),
    }),
    answers: { 200: pageOf(incidentShape) },
    handle: async ({ query: { limit, after, active, status, severity, kind, service }, receivedAt }) => {
      const rows = await listIncidents(db, {
        limit: limit + 1,
        active: active === 'true',
        ...(after === undefined ? {} : { after }),
        ...(status === undefined ? {} : { status }),
        ...(severity === undefined ? {} : { severity }),
        ...(kind === undefined ? {} : { kind }),
        ...(service === undefined ? {} : { service }),
      })
      const item = (incident: Incident) => showIncident(incident, receivedAt)
      return { status: 200, body: cutPage(rows, limit, { item, cursor: ({ id }) => id }) }
    },
  })
}

function openRoute(desk: IncidentRoutesDesk): Route {
  return route({
    method: 'POST',
    path: '/api/v1/incidents',
    summary:
      'Declares an incident; whoever does has acknowledged it. Idempotency-Key makes a repeated request harmless',
    access: { kind: 'user', permission: 'incident:write', object: 'none' },
    body: z.strictObject({
      title: z.string().trim().min(1).max(300),
      severity: severityWord,
      kind: z.enum(INCIDENT_KINDS).default('normal'),
      service: z.string().trim().min(1).max(200).optional(),
      startedAt: instantWord.optional(),
      why: z.string().trim().min(1).max(2_000).optional(),
    }),
    answers: { 201: incidentShape },
    handle: async (request) => {
      const { title, kind, service, startedAt, why } = request.body
      const named = severityNamed(desk, request.body.severity)
      if (!('severity' in named)) return named
      const wish = { title, kind, service, why, severity: named.severity }
      return answering(
        request,
        (asked) => openIncident(desk, { ...wish, ...(startedAt ? { startedAt: new Date(startedAt) } : {}) }, asked),
        201,
      )
    },
  })
}

function readRoutes(desk: IncidentRoutesDesk): Route[] {
  const { db } = desk
  const access = oneIncident(desk, 'incident:read')
  return [
    route({
      method: 'GET',
      path: '/api/v1/incidents/:incident',
      summary: 'One incident, by its id or its number',
      access,
      answers: { 200: incidentShape },
      handle: async ({ params, receivedAt }) => {
        const incident = await findIncident(db, params.incident!)
        if (!incident) return notFound('incident', params.incident!)
        return { status: 200, headers: { etag: etag(incident.version) }, body: showIncident(incident, receivedAt) }
      },
    }),
    route({
      method: 'GET',
      path: '/api/v1/incidents/:incident/timeline',
      summary: 'What happened, in the order in which it did; corrections in force',
      access,
      query: z.object(PAGE_QUERY),
      answers: { 200: pageOf(entryShape) },
      handle: async ({ params, query: { limit, after } }) => {
        const incident = await findIncident(db, params.incident!)
        if (!incident) return notFound('incident', params.incident!)
        const entries = timeline(await incidentEvents(db, incident.id))
        const start = after === undefined ? 0 : entries.findIndex(({ seq }) => String(seq) === after) + 1
        const rows = after !== undefined && start === 0 ? [] : entries.slice(start, start + limit + 1)
        return { status: 200, body: cutPage(rows, limit, { item: showEntry, cursor: ({ seq }) => String(seq) }) }
      },
    }),
    route({
      method: 'GET',
      path: '/api/v1/incidents/:incident/export',
      summary: 'The incident as a Markdown file',
      access,
      handle: async ({ params, receivedAt }) => {
        const incident = await findIncident(db, params.incident!)
        if (!incident) return notFound('incident', params.incident!)
        const [events, changes] = await Promise.all([
          incidentEvents(db, incident.id),
          changesForExport(desk, incident, receivedAt),
        ])
        const body = exportMarkdown(incident, { events, changes, now: receivedAt })
        return { status: 200, headers: { 'content-type': 'text/markdown; charset=utf-8' }, body }
      },
    }),
  ]
}
