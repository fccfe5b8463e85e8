/** `/api/v1/runs`: procedures carried out by runners, for people. */
import { z } from 'zod'
import { cutPage, PAGE_QUERY, pageOf } from '../../kit/page.ts'
import { personBehind } from '../../kit/person-behind.ts'
import { notFound, type Problem, refuseRequest } from '../../kit/problem.ts'
import { type Actor, type Route, type RouteAnswer, route } from '../../kit/route.ts'
import type { Plan } from '../plan/plan.ts'
import { askForRun, giveAnswer, giveApproval, giveOrder, type RunDesk } from './actions.ts'
import type { Approver } from './approver.ts'
import { logRoutes } from './log/routes.ts'
import { noteRoutes } from './note/routes.ts'
import { progressRoutes } from './progress/routes.ts'
import { remoteQuestionSchema } from './remote-question.ts'
import type { RemoteRequest, RemoteRun } from './remote-run.ts'
import { runShape, showRun } from './run-shape.ts'
import { findRun, journalLines, listRuns, openQuestion, outputAfter, requestOf } from './store.ts'

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
  steps: z
    .array(z.string().min(1).max(300))
    .min(1)
    .max(100)
    .optional()
    .describe('Ids of the only steps to carry out; all where absent'),
  runner: z.string().max(100).optional().describe('Name of the runner; any where absent'),
  incident: z.string().max(100).optional(),
})

export type RunWish = z.output<typeof wishSchema>
export type Planned = { ok: true; id: string; request: RemoteRequest } | { ok: false; problems: readonly PlanProblem[] }

/** Why there is no plan, with the lines of the page or the parameter it is about. */
export interface PlanProblem extends Problem {
  readonly lines?: readonly number[]
  readonly parameter?: string
}

export interface RunRoutesDesk extends RunDesk {
  /** Makes the plan of a wish from the book as it is now. */
  readonly plan: (wish: RunWish) => Promise<Planned>
  readonly approver: (actor: Actor) => Promise<Approver>
  /** The id of an incident by its number or id; undefined when there is none. */
  readonly incidentId: (name: string) => Promise<string | undefined>
}

const DEFAULT_APPROVAL_MINUTES = 60

/** A run with what it is about; the plan is `opsbook.plan/v1`. */
export const shownRunShape = runShape.extend({
  plan: z.custom<Plan>(),
  question: remoteQuestionSchema.nullable(),
})

export function runRoutes(desk: RunRoutesDesk): Route[] {
  return [
    ...readRoutes(desk),
    ...progressRoutes(desk),
    ...logRoutes(desk.db),
    ...noteRoutes(desk),
    startRoute(desk),
    previewRoute(desk),
    answerRoute(desk),
    ...approvalRoutes(desk),
    ...orderRoutes(desk),
  ]
}

const anyRun = ({ db }: RunDesk, permission: 'run:read' | 'run:start' | 'run:approve') =>
  ({
    kind: 'user',
    permission,
    object: { param: 'run', exists: async (id: string) => (await findRun(db, id)) !== undefined },
  }) as const

function readRoutes(desk: RunRoutesDesk): Route[] {
  const { db } = desk
  const read = anyRun(desk, 'run:read')
  return [
    route({
      method: 'GET',
      path: '/api/v1/runs',
      summary: 'Runs, newest first',
      access: { kind: 'user', permission: 'run:read', object: 'none' },
      query: z.object({
        ...PAGE_QUERY,
        state: runShape.shape.state.optional(),
        result: z.string().max(50).optional().describe('Of those that have ended'),
        waitsFor: z.enum(['person', 'approval', 'resume']).optional(),
        incident: z.string().max(100).optional(),
        page: z.string().max(500).optional().describe('Path of the page in the book'),
        unsettled: z.enum(['true', 'false']).optional().describe('Only those of which nobody knows how a step ended'),
      }),
      answers: { 200: pageOf(runShape) },
      handle: async ({ query: { limit, incident, unsettled, ...filter } }) => {
        const incidentId = incident === undefined ? undefined : ((await desk.incidentId(incident)) ?? incident)
        const rows = await listRuns(db, {
          ...{ ...filter, limit: limit + 1, incidentId, unsettled: unsettled === 'true' },
        })
        return { status: 200, body: cutPage(rows, limit, { item: showRun, cursor: ({ id }) => id }) }
      },
    }),
    route({
      method: 'GET',
      path: '/api/v1/runs/:run',
      summary: 'One run, with its plan and what it asks at the moment',
      access: read,
      answers: { 200: shownRunShape },
      handle: async ({ params }) => {
        const [run, request, open] = [
          await findRun(db, params.run!),
          await requestOf(db, params.run!),
          await openQuestion(db, params.run!),
        ]
        if (!run || !request) return notFound('run', params.run!)
        return { status: 200, body: { ...showRun(run), plan: request.plan, question: open?.question ?? null } }
      },
    }),
    route({
      method: 'GET',
      path: '/api/v1/runs/:run/events',
      summary: 'The journal of a run as the runner wrote it, one JSON object a line',
      access: read,
      query: z.object({ after: z.coerce.number().int().min(0).default(0) }),
      handle: async ({ params, query }) => {
        const lines = await journalLines(db, params.run!, query.after)
        const body = lines.map((line) => `${line}\n`).join('')
        return { status: 200, headers: { 'content-type': 'application/x-ndjson' }, body }
      },
    }),
    route({
      method: 'GET',
      path: '/api/v1/runs/:run/output',
      summary: 'What the commands of a run printed',
      access: read,
      query: z.object({
        after: z.coerce.number().int().min(0).default(0),
        limit: z.coerce.number().int().min(1).max(5_000).default(1_000),
      }),
      answers: { 200: pageOf(z.object({ seq: z.int(), piece: z.unknown() })) },
      handle: async ({ params, query: { after, limit } }) => {
        const rows = await outputAfter(db, params.run!, after, limit + 1)
        return { status: 200, body: cutPage(rows, limit, { item: (row) => row, cursor: ({ seq }) => String(seq) }) }
      },
    }),
  ]
}

const startRoute = (desk: RunRoutesDesk): Route =>
  route({
    method: 'POST',
    path: '/api/v1/runs',
    summary:
      'Plans a procedure of the book and has a runner carry it out; the same Idempotency-Key again is the same run',
    access: { kind: 'user', permission: 'run:start', object: 'none' },
    body: wishSchema,
    answers: { 201: runShape },
    handle: async ({ body, actor, headers }) => {
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
        key: headers['idempotency-key']?.slice(0, 200),
      })
      return { status: 201, headers: { location: `/api/v1/runs/${run.id}` }, body: showRun(run) }
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

const answerRoute = (desk: RunRoutesDesk): Route =>
  route({
    method: 'POST',
    path: '/api/v1/runs/:run/answer',
    summary: 'Answers what a run asks; the first answer counts',
    access: anyRun(desk, 'run:start'),
    body: z.strictObject({ key: z.string().min(1), answer: z.string().min(1), note: z.string().max(2_000).optional() }),
    answers: { 200: runShape },
    handle: async ({ params, body: { key, answer, note }, actor }) =>
      withRun(desk, params.run!, async (run) => {
        const given = await giveAnswer(desk, run, {
          key,
          answer,
          by: personBehind(actor),
          ...(note === undefined ? {} : { note }),
        })
        return given.ok ? undefined : refuseRequest(409, { code: given.code, message: given.reason })
      }),
  })

const approvalRoutes = (desk: RunRoutesDesk): Route[] =>
  (['approve', 'reject'] as const).map((verb) =>
    route({
      method: 'POST',
      path: `/api/v1/runs/:run/${verb}`,
      summary:
        verb === 'approve'
          ? 'Agrees to what a run waits for; bound to its plan'
          : 'Refuses it, or takes an approval back',
      access: anyRun(desk, 'run:approve'),
      body: z.strictObject({
        planHash: z.string().regex(/^[0-9a-f]{64}$/),
        steps: z.array(z.string()).min(1).optional(),
        validMinutes: z
          .int()
          .min(1)
          .max(7 * 24 * 60)
          .default(DEFAULT_APPROVAL_MINUTES),
        note: z.string().max(2_000).optional(),
      }),
      answers: { 200: runShape },
      handle: async ({ params, body: { planHash, steps, validMinutes, note }, actor, receivedAt }) => {
        if (actor.kind !== 'user')
          return refuseRequest(403, {
            code: 'approval/person',
            message: 'only a person who is signed in approves, no token',
          })
        return withRun(desk, params.run!, async (run) => {
          const verdict = await giveApproval(desk, run, {
            ...{ planHash, by: await desk.approver(actor), verdict: verb === 'approve' ? 'approved' : 'rejected' },
            expiresAt: new Date(receivedAt.getTime() + validMinutes * 60_000).toISOString(),
            ...(steps === undefined ? {} : { steps }),
            ...(note === undefined ? {} : { note }),
          })
          if (verdict.allowed) return undefined
          const { code, reason, hint } = verdict
          return refuseRequest(code === 'approval/other-plan' ? 409 : 403, { code, message: reason, hint })
        })
      },
    }),
  )

const orderRoutes = (desk: RunRoutesDesk): Route[] => [
  route({
    method: 'POST',
    path: '/api/v1/runs/:run/cancel',
    summary: 'Stops a run: after its step, or now',
    access: anyRun(desk, 'run:start'),
    body: z.strictObject({ now: z.boolean().default(false) }).prefault({}),
    answers: { 200: runShape },
    handle: async ({ params, body, actor }) =>
      withRun(desk, params.run!, async (run) => {
        if (run.state === 'finished') return over(run)
        await giveOrder(desk, run, { kind: 'cancel', now: body.now, by: personBehind(actor).name }, personBehind(actor))
        return undefined
      }),
  }),
  route({
    method: 'POST',
    path: '/api/v1/runs/:run/resume',
    summary: 'Lets a run that waits go on',
    access: anyRun(desk, 'run:start'),
    answers: { 200: runShape },
    handle: async ({ params, actor }) =>
      withRun(desk, params.run!, async (run) => {
        if (run.state === 'finished' && run.result !== 'failed' && run.result !== 'cancelled') return over(run)
        await giveOrder(desk, run, { kind: 'resume', by: personBehind(actor).name }, personBehind(actor))
        return undefined
      }),
  }),
]

/** Does something with a run; unless that refuses, the answer is the run as it is then. */
async function withRun(
  { db }: RunDesk,
  id: string,
  work: (run: RemoteRun) => Promise<RouteAnswer | undefined>,
): Promise<RouteAnswer> {
  const run = await findRun(db, id)
  const refused = run ? await work(run) : notFound('run', id)
  return refused ?? { status: 200, body: showRun((await findRun(db, id))!) }
}

const over = (run: RemoteRun) => refuseRequest(409, { code: 'run/over', message: `the run has ended: ${run.result}` })

/** The first problem decides the status; all of them are there to be shown. */
function refusePlan(problems: readonly PlanProblem[]): RouteAnswer {
  const [first, ...others] = problems
  const message = [first!.message, ...others.map((each) => each.message)].join('\n')
  const status = first!.code === 'plan/unknown-procedure' || first!.code === 'book/no-such-page' ? 404 : 422
  return refuseRequest(status, { ...first!, message, ...{ problems } })
}
