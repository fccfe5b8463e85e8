/** What people ask of paging: the next step, a snooze, somebody else; who was paged; what would happen. */
import { z } from 'zod'
import { cutPage, PAGE_QUERY, pageOf } from '../../kit/page.ts'
import { notFound, refuseRequest } from '../../kit/problem.ts'
import { type Route, type RouteAnswer, route } from '../../kit/route.ts'
import { duration } from '../alert/settings/field-schemas.ts'
import { readPrometheusDuration } from '../alert/settings/prometheus-duration.ts'
import {
  answering,
  type IncidentRoutesDesk,
  instantWord,
  oneIncident,
  severityNamed,
  severityWord,
} from '../incident/desk/routes.ts'
import { incidentShape } from '../incident/incident-shape.ts'
import { openIncident } from '../incident/open/actions.ts'
import { SEVERITIES } from '../incident/severity.ts'
import { findIncident } from '../incident/store.ts'
import {
  assign,
  callIn,
  declineIncident,
  escalateNow,
  type Receiver,
  reassignIncident,
  snoozeIncident,
} from './act/actions.ts'
import { findEscalation } from './escalation/store.ts'
import type { PageDesk } from './page-desk.ts'
import { escalationShape, pageShape, showEscalation, showPage, showSimulated, simulationShape } from './page-shape.ts'
import type { Target } from './policy/policy.ts'
import { simulate } from './simulate/actions.ts'
import { listPages, openPages } from './store.ts'

const words = z.string().trim().min(1).max(2_000)
const name = z.string().trim().min(1).max(100)
const answers = { 200: incidentShape }
const saying = z.strictObject({ text: words.optional() }).prefault({})

const one = (to: object) => Object.values(to).filter((each) => each !== undefined).length === 1
const target = { user: name.optional(), schedule: name.optional(), team: name.optional() }
const targetBody = z.strictObject(target).refine(one, 'names one of user, schedule, team')
const receiverBody = z
  .strictObject({ ...target, policy: name.optional() })
  .refine(one, 'names one of user, schedule, team, policy')

/** Of `incidents` only what the routes of incidents have too. */
export const pageRoutes = (desk: PageDesk, incidents: Pick<IncidentRoutesDesk, 'policy' | 'db'>): Route[] => [
  ...actRoutes(desk),
  callRoute(desk, incidents),
  ...readRoutes(desk),
  ...policyRoutes(desk),
]

function actRoutes(desk: PageDesk): Route[] {
  const access = oneIncident(desk.incidents, 'incident:write')
  return [
    route({
      method: 'POST',
      path: '/api/v1/incidents/:incident/escalate',
      summary: 'Pages the next step at once. Who has the incident keeps it and gets help',
      ...{ access, answers, body: saying },
      handle: async (request) =>
        answering(request, (asked) => escalateNow(desk, request.params.incident!, request.body, asked)),
    }),
    route({
      method: 'POST',
      path: '/api/v1/incidents/:incident/decline',
      summary: 'Says that you cannot take it; the next one is paged',
      ...{ access, answers, body: saying },
      handle: async (request) =>
        answering(request, (asked) => declineIncident(desk, request.params.incident!, request.body, asked)),
    }),
    route({
      method: 'POST',
      path: '/api/v1/incidents/:incident/snooze',
      summary: 'Pages nobody until a time; then it pages as if it were new. You have it until then',
      ...{ access, answers },
      body: z
        .strictObject({ for: duration.optional(), until: instantWord.optional(), text: words.optional() })
        .refine((wish) => (wish.for === undefined) !== (wish.until === undefined), 'takes one of for, until'),
      handle: async (request) => {
        const { for: length, until, text } = request.body
        const wake = (now: Date) =>
          until === undefined ? new Date(now.getTime() + readPrometheusDuration(length!)!) : new Date(until)
        return answering(request, (asked) =>
          snoozeIncident(desk, request.params.incident!, { until: wake, text }, asked),
        )
      },
    }),
    route({
      method: 'POST',
      path: '/api/v1/incidents/:incident/reassign',
      summary: 'Gives it to somebody else, who is paged at once; the policy goes on behind them',
      ...{ access, answers },
      body: z.strictObject({ to: receiverBody, text: words.optional() }),
      handle: async (request) => {
        const { to, text } = request.body
        const receiver = receiverOf(desk, to)
        if ('status' in receiver) return receiver
        return answering(request, (asked) =>
          reassignIncident(desk, request.params.incident!, { to: receiver, text }, asked),
        )
      },
    }),
  ]
}

function receiverOf(desk: PageDesk, { policy: named, ...to }: z.infer<typeof receiverBody>): Receiver | RouteAnswer {
  if (named === undefined) return targetOf(to)
  const policy = desk.paging().policies.get(named)
  return policy ? { kind: 'policy', policy } : unknownPolicy(desk, named)
}

function targetOf({ user, schedule, team }: z.infer<typeof targetBody>): Target {
  if (user !== undefined) return { kind: 'user', name: user }
  return schedule !== undefined ? { kind: 'schedule', name: schedule } : { kind: 'team', name: team! }
}

const unknownPolicy = (desk: PageDesk, named: string): RouteAnswer => {
  const known = [...desk.paging().policies.keys()]
  const hint = known.length > 0 ? `There are ${known.join(', ')}` : 'opsbook.yaml has none below paging.policies'
  return refuseRequest(404, { code: 'policy/unknown', message: `there is no policy "${named}"`, hint })
}

const callRoute = (desk: PageDesk, incidents: Pick<IncidentRoutesDesk, 'policy' | 'db'>): Route =>
  route({
    method: 'POST',
    path: '/api/v1/pages',
    summary: 'Pages somebody: for an incident there is, or for a new one that is theirs to answer',
    access: { kind: 'user', permission: 'incident:write', object: 'none' },
    body: z.strictObject({
      to: targetBody,
      text: z.string().trim().min(1).max(300),
      incident: z.string().min(1).max(100).optional().describe('Its number or id; without it a new one is declared'),
      severity: severityWord.default('P1').describe('Of a new incident'),
    }),
    answers: { 200: incidentShape, 201: incidentShape },
    handle: async (request) => {
      const { to, text, incident, severity } = request.body
      const called = targetOf(to)
      if (incident !== undefined) {
        if (!(await findIncident(desk.incidents.db, incident))) return notFound('incident', incident)
        return answering(request, (asked) => callIn(desk, incident, { to: called, text }, asked))
      }
      const named = severityNamed(incidents as IncidentRoutesDesk, severity)
      if (!('severity' in named)) return named
      const wish = { title: text, severity: named.severity, kind: 'normal' as const }
      const also: Parameters<typeof openIncident>[3] = (tx, place) => assign(desk, tx, place, called)
      return answering(request, (asked) => openIncident(desk.incidents, wish, asked, also), 201)
    },
  })

function readRoutes(desk: PageDesk): Route[] {
  const { db } = desk.incidents
  return [
    route({
      method: 'GET',
      path: '/api/v1/incidents/:incident/escalation',
      summary: 'How far its paging has come: which policy, which step comes next and when, whose page is open',
      access: oneIncident(desk.incidents, 'incident:read'),
      answers: { 200: escalationShape },
      handle: async ({ params }) => {
        const incident = await findIncident(db, params.incident!)
        if (!incident) return notFound('incident', params.incident!)
        const stored = await findEscalation(db, incident.id)
        return { status: 200, body: showEscalation(stored?.state, await openPages(db, incident.id)) }
      },
    }),
    route({
      method: 'GET',
      path: '/api/v1/pages',
      summary: 'Who was paged, newest first',
      access: { kind: 'user', permission: 'incident:read', object: 'none' },
      query: z.object({
        ...PAGE_QUERY,
        open: z.enum(['true', 'false']).optional().describe('Only those nobody has answered'),
        user: z.string().max(100).optional().describe('Id of a person'),
        incident: z.string().max(100).optional().describe('Id of an incident'),
      }),
      answers: { 200: pageOf(pageShape) },
      handle: async ({ query: { limit, after, open, user, incident } }) => {
        const filter = { userId: user, incidentId: incident, open: open === 'true', after, limit: limit + 1 }
        const rows = await listPages(db, filter)
        return { status: 200, body: cutPage(rows, limit, { item: showPage, cursor: ({ id }) => id }) }
      },
    }),
  ]
}

function policyRoutes(desk: PageDesk): Route[] {
  const exists = async (named: string) => desk.paging().policies.has(named)
  return [
    route({
      method: 'GET',
      path: '/api/v1/policies',
      summary: 'The paging policies of the settings, by name',
      access: { kind: 'user', permission: 'incident:read', object: 'none' },
      query: z.object(PAGE_QUERY),
      answers: { 200: pageOf(z.object({ name: z.string(), steps: z.int(), repeat: z.int() })) },
      handle: async ({ query: { limit, after } }) => {
        const all = [...desk.paging().policies.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
        const rows = all.filter((policy) => after === undefined || policy.name > after).slice(0, limit + 1)
        const item = (policy: (typeof all)[number]) => ({
          name: policy.name,
          steps: policy.steps.length,
          repeat: policy.repeat,
        })
        return { status: 200, body: cutPage(rows, limit, { item, cursor: (policy) => policy.name }) }
      },
    }),
    route({
      method: 'GET',
      path: '/api/v1/policies/:policy/simulation',
      summary: 'Who would be told when, by what, if an incident began then and nobody answered. Pages nobody',
      access: { kind: 'user', permission: 'incident:read', object: { param: 'policy', exists } },
      query: z.object({ at: instantWord.optional(), severity: z.enum(SEVERITIES).default('P1') }),
      answers: { 200: simulationShape },
      handle: async ({ params, query: { at, severity }, receivedAt }) => {
        const policy = desk.paging().policies.get(params.policy!)
        if (!policy) return unknownPolicy(desk, params.policy!)
        const start = at === undefined ? receivedAt : new Date(at)
        const simulated = await simulate(desk, { policy, severity, start })
        return { status: 200, body: showSimulated(policy.name, start, severity, simulated) }
      },
    }),
  ]
}
