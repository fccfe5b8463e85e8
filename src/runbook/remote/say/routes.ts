/** What people say to a run: answers, approvals, how a step ended, stop, go on. */
import { z } from 'zod'
import { personBehind } from '../../../kit/person-behind.ts'
import { notFound, refuseRequest } from '../../../kit/problem.ts'
import { type Actor, type Route, type RouteAnswer, route } from '../../../kit/route.ts'
import { giveAnswer, giveApproval, giveDecision, giveOrder, type RunDesk } from '../actions.ts'
import type { Approver } from '../approver.ts'
import type { RemoteRun } from '../remote-run.ts'
import { runAccess } from '../run-access.ts'
import { runShape, showRun } from '../run-shape.ts'
import { findRun } from '../store.ts'

export interface SayDesk extends RunDesk {
  readonly approver: (actor: Actor) => Promise<Approver>
}

const DEFAULT_APPROVAL_MINUTES = 60
const LONGEST_APPROVAL_MINUTES = 7 * 24 * 60

const words = z.string().max(2_000)

export const sayRoutes = (desk: SayDesk): Route[] => [
  answerRoute(desk),
  ...(['approve', 'reject'] as const).map((verb) => approvalRoute(desk, verb)),
  decideRoute(desk),
  cancelRoute(desk),
  resumeRoute(desk),
]

const saying = ({ db }: RunDesk, permission: 'run:start' | 'run:approve') =>
  runAccess((id) => findRun(db, id), permission)

const answerRoute = (desk: SayDesk): Route =>
  route({
    method: 'POST',
    path: '/api/v1/runs/:run/answer',
    summary: 'Answers what a run asks; the first answer counts',
    access: saying(desk, 'run:start'),
    body: z.strictObject({ key: z.string().min(1), answer: z.string().min(1), note: words.optional() }),
    answers: { 200: runShape },
    handle: async ({ params, body: { key, answer, note }, actor }) =>
      withRun(desk, params.run!, async (run) => {
        const given = { key, answer, by: personBehind(actor), ...(note === undefined ? {} : { note }) }
        const answered = await giveAnswer(desk, run, given)
        return answered.ok ? undefined : refuseRequest(409, { code: answered.code, message: answered.reason })
      }),
  })

const approvalRoute = (desk: SayDesk, verb: 'approve' | 'reject'): Route =>
  route({
    method: 'POST',
    path: `/api/v1/runs/:run/${verb}`,
    summary:
      verb === 'approve'
        ? 'Agrees to what a run waits for; bound to its plan'
        : 'Refuses it: a run that waits for an approval ends as rejected; else an approval is taken back',
    access: saying(desk, 'run:approve'),
    body: z.strictObject({
      planHash: z.string().regex(/^[0-9a-f]{64}$/),
      steps: z.array(z.string()).min(1).optional(),
      validMinutes: z.int().min(1).max(LONGEST_APPROVAL_MINUTES).default(DEFAULT_APPROVAL_MINUTES),
      note: words.optional(),
    }),
    answers: { 200: runShape.extend({ approval: approvalShape }) },
    handle: async ({ params, body: { planHash, steps, validMinutes, note }, actor, receivedAt }) => {
      if (actor.kind !== 'user')
        return refuseRequest(403, {
          code: 'approval/person',
          message: 'only a person who is signed in approves, no token',
        })
      const by = await desk.approver(actor)
      const verdict = verb === 'approve' ? 'approved' : 'rejected'
      const expiresAt = new Date(receivedAt.getTime() + validMinutes * 60_000).toISOString()
      const answer = await withRun(desk, params.run!, async (run) => {
        if (run.state === 'finished' && run.result !== 'failed') return over(run)
        const given = await giveApproval(desk, run, {
          ...{ planHash, by, verdict, expiresAt },
          ...(steps === undefined ? {} : { steps }),
          ...(note === undefined ? {} : { note }),
        })
        if (given.allowed) return undefined
        const { code, reason, hint } = given
        return refuseRequest(code === 'approval/other-plan' ? 409 : 403, { code, message: reason, hint })
      })
      if (answer.status !== 200) return answer
      const approval = { verdict, by: by.name, steps: steps ?? null, expiresAt }
      return { ...answer, body: { ...(answer.body as object), approval } }
    },
  })

const approvalShape = z.object({
  verdict: z.enum(['approved', 'rejected']),
  ...{ by: z.string(), steps: z.array(z.string()).nullable(), expiresAt: z.iso.datetime() },
})

const decideRoute = (desk: SayDesk): Route =>
  route({
    method: 'POST',
    path: '/api/v1/runs/:run/decide',
    summary: 'Says how a step ended that was started and has no end in the journal; the runner writes it down',
    access: saying(desk, 'run:start'),
    body: z.strictObject({
      step: z.string().min(1).max(300),
      command: z.int().min(0).max(100_000),
      target: z.string().min(1).max(300),
      as: z.enum(['succeeded', 'failed', 'again']),
      note: words.optional(),
    }),
    answers: { 200: runShape },
    handle: async ({ params, body, actor }) =>
      withRun(desk, params.run!, async (run) => {
        const { note, ...said } = body
        const given = await giveDecision(
          desk,
          run,
          { ...said, ...(note === undefined ? {} : { note }) },
          personBehind(actor),
        )
        return given.ok ? undefined : refuseRequest(409, { code: given.code, message: given.reason })
      }),
  })

const cancelRoute = (desk: SayDesk): Route =>
  route({
    method: 'POST',
    path: '/api/v1/runs/:run/cancel',
    summary: 'Stops a run: after its step, or now',
    access: saying(desk, 'run:start'),
    body: z.strictObject({ now: z.boolean().default(false), note: words.optional() }).prefault({}),
    answers: { 200: runShape },
    handle: async ({ params, body: { now, note }, actor }) =>
      withRun(desk, params.run!, async (run) => {
        if (run.state === 'finished') return over(run)
        const by = personBehind(actor)
        await giveOrder(desk, run, { kind: 'cancel', now, by: by.name, ...(note === undefined ? {} : { note }) }, by)
        return undefined
      }),
  })

const resumeRoute = (desk: SayDesk): Route =>
  route({
    method: 'POST',
    path: '/api/v1/runs/:run/resume',
    summary: 'Lets a run that waits go on',
    access: saying(desk, 'run:start'),
    answers: { 200: runShape },
    handle: async ({ params, actor }) =>
      withRun(desk, params.run!, async (run) => {
        if (run.state === 'finished' && run.result !== 'failed' && run.result !== 'cancelled') return over(run)
        await giveOrder(desk, run, { kind: 'resume', by: personBehind(actor).name }, personBehind(actor))
        return undefined
      }),
  })

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
