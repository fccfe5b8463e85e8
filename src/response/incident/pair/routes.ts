/** What is done to two incidents. */
import { z } from 'zod'
import { type Route, route } from '../../../kit/route.ts'
import { answering, type IncidentRoutesDesk, incidentsOfAll } from '../desk/routes.ts'
import { INCIDENT_RELATIONS } from '../incident.ts'
import { incidentShape } from '../incident-shape.ts'
import { linkIncidents, mergeIncidents, takeOut, unlinkIncidents } from './actions.ts'

const name = z.string().min(1).max(100).describe('Id or number of the other incident')
const answers = { 200: incidentShape }

export function pairRoutes(desk: IncidentRoutesDesk): Route[] {
  const access = incidentsOfAll(desk, 'incident:write')
  const link = z.strictObject({ incident: name, relation: z.enum(INCIDENT_RELATIONS).default('related') })
  return [
    route({
      method: 'POST',
      path: '/api/v1/incidents/:incident/merge',
      summary: 'Makes it part of another one; both keep their timelines, and it can be undone',
      access,
      body: z.strictObject({ into: name }),
      answers,
      handle: async (request) =>
        answering(request, (asked) => mergeIncidents(desk, [request.params.incident!, request.body.into], asked)),
    }),
    route({
      method: 'POST',
      path: '/api/v1/incidents/:incident/take-out',
      summary: 'Undoes a merge',
      access,
      body: z.strictObject({ from: name }),
      answers,
      handle: async (request) =>
        answering(request, (asked) => takeOut(desk, [request.params.incident!, request.body.from], asked)),
    }),
    route({
      method: 'POST',
      path: '/api/v1/incidents/:incident/links',
      summary: 'Says what it has to do with another one; the other one says it the other way round',
      access,
      body: link,
      answers,
      handle: async (request) => {
        const { incident, relation } = request.body
        return answering(request, (asked) => linkIncidents(desk, [request.params.incident!, incident], relation, asked))
      },
    }),
    route({
      method: 'POST',
      path: '/api/v1/incidents/:incident/unlink',
      summary: 'Takes a link back',
      access,
      body: link,
      answers,
      handle: async (request) => {
        const { incident, relation } = request.body
        return answering(request, (asked) =>
          unlinkIncidents(desk, [request.params.incident!, incident], relation, asked),
        )
      },
    }),
  ]
}
