/** What the book says for incidents, and the way through one that it describes. */
import { z } from 'zod'
import { notFound, refuseRequest } from '../../../kit/problem.ts'
import { type Route, route } from '../../../kit/route.ts'
import { fillTemplate } from '../communication.ts'
import { answering, type IncidentRoutesDesk, oneIncident } from '../desk/routes.ts'
import type { Incident } from '../incident.ts'
import { incidentShape } from '../incident-shape.ts'
import { templateFor } from '../read-templates.ts'
import { SEVERITIES } from '../severity.ts'
import { clockTerms, type SeverityPolicy } from '../severity-policy.ts'
import { findIncident } from '../store.ts'
import { chooseWorkflow, doWorkflowStep } from '../work/actions.ts'
import { answersOf, likelyAnswer, workflowPosition } from '../workflow.ts'
import { draftShape, policyShape, positionShape } from './book-shape.ts'

export const bookRoutes = (desk: IncidentRoutesDesk): Route[] => [
  policyRoute(desk),
  draftRoute(desk),
  positionRoute(desk),
  chooseRoute(desk),
  stepRoute(desk),
]

const workflowId = ({ file, line }: { file: string; line: number }): string => `${file}:${line}`

function policyRoute(desk: IncidentRoutesDesk): Route {
  return route({
    method: 'GET',
    path: '/api/v1/incident-policy',
    summary: 'What the book says for incidents: severities and their promises, roles, templates, workflows',
    access: { kind: 'user', permission: 'incident:read', object: 'none' },
    answers: { 200: policyShape },
    handle: async () => {
      const { roles, templates, workflows } = desk.book()
      const { levels } = desk.policy()
      const body: z.input<typeof policyShape> = {
        severities: SEVERITIES.map((severity) => {
          const { name, from } = levels[severity]
          return { severity, name, promises: clockTerms(levels[severity]), from: from ?? null }
        }),
        roles: roles.map(({ id, title, qualifier, duties, from }) => ({
          ...{ role: id, title, qualifier: qualifier ?? null, duties: [...duties], from: from ?? null },
        })),
        templates: templates.map(({ id, title, audience, moment, from }) => ({
          ...{ id, title, audience, moment, from: from ?? null },
        })),
        workflows: workflows.map((each) => ({ id: workflowId(each), title: each.title, steps: each.steps.length })),
      }
      return { status: 200, body }
    },
  })
}

const fact = z.string().trim().min(1).max(5_000).optional()

function draftRoute(desk: IncidentRoutesDesk): Route {
  return route({
    method: 'POST',
    path: '/api/v1/incidents/:incident/draft',
    summary: 'Fills a template with what the incident knows; nothing is posted',
    access: oneIncident(desk, 'incident:read'),
    body: z
      .strictObject({
        audience: z.enum(['internal', 'public']).default('internal'),
        template: z.string().max(500).optional().describe('Id of one; else the one that fits'),
        facts: z
          .strictObject({
            ...{ impact: fact, actions: fact, next: fact, eta: fact },
            ...{ cause: fact, prevention: fact, summary: fact },
          })
          .default({}),
      })
      .prefault({}),
    answers: { 200: draftShape },
    handle: async ({ params, body: { audience, template: id, facts }, receivedAt }) => {
      const incident = await findIncident(desk.db, params.incident!)
      if (!incident) return notFound('incident', params.incident!)
      const { templates } = desk.book()
      const posted = incident.lastPostedAt !== undefined
      const chosen =
        id === undefined
          ? templateFor(templates, { audience, status: incident.status, posted })
          : templates.find((each) => each.id === id)
      if (!chosen)
        return refuseRequest(404, {
          code: 'incident/no-template',
          message: id === undefined ? `the book has no ${audience} template` : `the book has no template "${id}"`,
        })
      const { subject, text, open } = fillTemplate(chosen, incident, { facts, now: receivedAt })
      return { status: 200, body: { template: chosen.id, subject: subject ?? null, text, open } }
    },
  })
}

function showPosition(incident: Incident, policy: SeverityPolicy): z.input<typeof positionShape> | undefined {
  const { workflow, workflowLog, severity } = incident
  if (!workflow) return undefined
  const { current, done, finished } = workflowPosition(workflow, workflowLog)
  const texts = new Map(workflow.steps.map(({ id, text }) => [id, text]))
  return {
    ...{ id: workflowId(workflow), title: workflow.title, finished, steps: workflow.steps.length },
    current: current.map((each) => ({
      ...{ id: each.id, text: each.text, question: each.question, answers: answersOf(each) },
      likely: likelyAnswer(each, policy.levels[severity].keys) ?? null,
    })),
    done: done.map((entry) => ({
      ...{ step: entry.step, text: texts.get(entry.step) ?? '', answer: entry.answer ?? null },
      ...{ by: entry.by, at: entry.at.toISOString() },
    })),
  }
}

const positionRoute = (desk: IncidentRoutesDesk): Route =>
  route({
    method: 'GET',
    path: '/api/v1/incidents/:incident/workflow',
    summary: 'Where it stands in the workflow it follows',
    access: oneIncident(desk, 'incident:read'),
    answers: { 200: positionShape },
    handle: async ({ params }) => {
      const incident = await findIncident(desk.db, params.incident!)
      if (!incident) return notFound('incident', params.incident!)
      const body = showPosition(incident, desk.policy())
      return body ? { status: 200, body } : refuseRequest(404, NO_WORKFLOW)
    },
  })

const NO_WORKFLOW = {
  code: 'incident/no-workflow',
  message: 'it follows no workflow yet',
  hint: 'PUT one of the book to choose it',
}

const chooseRoute = (desk: IncidentRoutesDesk): Route =>
  route({
    method: 'PUT',
    path: '/api/v1/incidents/:incident/workflow',
    summary: 'Follows a workflow of the book, as it is now, from its beginning',
    access: oneIncident(desk, 'incident:write'),
    body: z.strictObject({ workflow: z.string().max(500).optional().describe('Id; else the likeliest') }).prefault({}),
    answers: { 200: incidentShape },
    handle: async (request) => {
      const { workflow: id } = request.body
      const { workflows } = desk.book()
      const chosen = id === undefined ? workflows[0] : workflows.find((each) => workflowId(each) === id)
      if (!chosen)
        return refuseRequest(404, {
          code: 'incident/unknown-workflow',
          message:
            id === undefined ? 'the book describes no workflow of incidents' : `the book has no workflow "${id}"`,
          hint: 'GET /api/v1/incident-policy lists them',
        })
      return answering(request, (asked) => chooseWorkflow(desk, request.params.incident!, chosen, asked))
    },
  })

const stepRoute = (desk: IncidentRoutesDesk): Route =>
  route({
    method: 'POST',
    path: '/api/v1/incidents/:incident/workflow/steps',
    summary: 'Says that a step of the workflow is done; a question with its answer',
    access: oneIncident(desk, 'incident:write'),
    body: z.strictObject({ step: z.string().min(1).max(200), answer: z.string().min(1).max(300).optional() }),
    answers: { 200: incidentShape },
    handle: async (request) =>
      answering(request, (asked) => doWorkflowStep(desk, request.params.incident!, request.body, asked)),
  })
