/** `/api/v1/runs`: procedures carried out by runners, for people. Reading them and talking to them stand in the folders beside. */
import { z } from 'zod'
import { personBehind } from '../../kit/person-behind.ts'
import { notFound, type Problem, refuseRequest } from '../../kit/problem.ts'
import { type Route, type RouteAnswer, route } from '../../kit/route.ts'
import { askForRun } from './actions.ts'
import { type LookDesk, lookRoutes } from './look/routes.ts'
import type { RemoteRequest } from './remote-run.ts'
import { runShape, showRun } from './run-shape.ts'
import { type SayDesk, sayRoutes } from './say/routes.ts'

const wishSchema = z.strictObject({
  page: z.string().min(1).max(500).describe('Path of the page in the book'),
  procedure: z.string().min(1).max(200),
  params: z.record(z.string(), z.string().max(100_000)).default({}),
  secrets: z.record(z.string(), z.string().regex(/^(?:env:[A-Za-z_]\w*|file:.+)$/)).default({}),
  labels: z.record(z.string(), z.string()).default({}).describe('Labels of an alert; they fill parameters nobody gave'),
  targets: z.array(z.string().min(1).max(300)).max(500).default([]),
  variants: z.array(z.string().max(100)).max(20).default([]),
  choices: z.record(z.string(), z.string().max(100)).default({}),
  batch: z.string().max(100).optional(),
  maxFailures: z.string().max(10).optional(),
  mode: z.enum(['interactive', 'auto', 'yes-changes']).default('interactive'),
  rollsBack: z.boolean().default(false),
  runner: z.string().max(100).optional().describe('Name of the runner; any where absent'),
  incident: z.string().max(100).optional(),
})

export type RunWish = z.output<typeof wishSchema>
export type Planned = { ok: true; id: string; request: RemoteRequest } | { ok: false; problems: readonly Problem[] }

export interface RunRoutesDesk extends LookDesk, SayDesk {
  /** Makes the plan of a wish from the book as it is now. */
  readonly plan: (wish: RunWish) => Promise<Planned>
  /** The id of an incident by its number or id; undefined when there is none. */
  readonly incidentId: (name: string) => Promise<string | undefined>
}

export const runRoutes = (desk: RunRoutesDesk): Route[] => [
  ...lookRoutes(desk),
  startRoute(desk),
  previewRoute(desk),
  ...sayRoutes(desk),
]

const startRoute = (desk: RunRoutesDesk): Route =>
  route({
    method: 'POST',
    path: '/api/v1/runs',
    summary: 'Plans a procedure of the book and has a runner carry it out',
    access: { kind: 'user', permission: 'run:start', object: 'none' },
    body: wishSchema,
    answers: { 201: runShape },
    handle: async ({ body, actor }) => {
      const incidentId = body.incident === undefined ? null : await desk.incidentId(body.incident)
      if (incidentId === undefined) return notFound('incident', body.incident!)
      const planned = await desk.plan(body)
      if (!planned.ok) return refusePlan(planned.problems)
      const { id, request } = planned
      const by = personBehind(actor)
      const run = await askForRun(desk, {
        id,
        request,
        incidentId,
        runnerName: body.runner ?? null,
        by,
      })
      return { status: 201, headers: { location: `/api/v1/runs/${id}` }, body: showRun(run) }
    },
  })

const previewRoute = (desk: RunRoutesDesk): Route =>
  route({
    method: 'POST',
    path: '/api/v1/plans',
    summary: 'Shows what exactly a run would do; nothing is kept or carried out',
    access: { kind: 'user', permission: 'runbook:read', object: 'none' },
    body: wishSchema,
    answers: { 200: z.object({ plan: z.unknown(), batches: z.unknown() }) },
    handle: async ({ body }) => {
      const planned = await desk.plan(body)
      if (!planned.ok) return refusePlan(planned.problems)
      return { status: 200, body: { plan: planned.request.plan, batches: planned.request.batches } }
    },
  })

function refusePlan(problems: readonly Problem[]): RouteAnswer {
  const [first, ...others] = problems
  const message = [first!.message, ...others.map((each) => each.message)].join('\n')
  return refuseRequest(first!.code === 'plan/unknown-procedure' || first!.code === 'book/no-such-page' ? 404 : 422, {
    ...first!,
    message,
  })
}
