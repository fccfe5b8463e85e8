/** How far a run has come, and what an approval of it would be about. */

import type { Database } from '../../../db/database.ts'
import { notFound } from '../../../kit/problem.ts'
import type { Actor, Route } from '../../../kit/route.ts'
import { route } from '../../../kit/route.ts'
import type { RunEvent } from '../../record/events.ts'
import { type Approver, mayApprove } from '../approver.ts'
import { runAccess } from '../run-access.ts'
import { findRun, journalLines, requestOf } from '../store.ts'
import { approvalView } from './approval-view.ts'
import { progressOf } from './progress.ts'
import { approvalShape, progressShape } from './progress-shape.ts'
import { approvedBefore } from './store.ts'

export interface ProgressDesk {
  readonly db: Database
  readonly approver: (actor: Actor) => Promise<Approver>
}

export function progressRoutes({ db, approver }: ProgressDesk): Route[] {
  const access = runAccess((id) => findRun(db, id), 'run:read')
  return [
    route({
      method: 'GET',
      path: '/api/v1/runs/:run/progress',
      summary: 'How far a run has come, step by step, with what was expected and seen',
      access,
      answers: { 200: progressShape },
      handle: async ({ params, receivedAt }) => {
        const request = await requestOf(db, params.run!)
        if (!request) return notFound('run', params.run!)
        const events = (await journalLines(db, params.run!)).map((line) => JSON.parse(line) as RunEvent)
        return { status: 200, body: progressOf(request.plan, events, receivedAt.toISOString()) }
      },
    }),
    route({
      method: 'GET',
      path: '/api/v1/runs/:run/approval',
      summary: 'What an approval of a run is about: its plan, and how that differs from the one approved last',
      access,
      answers: { 200: approvalShape },
      handle: async ({ params, actor }) => {
        const [run, request] = [await findRun(db, params.run!), await requestOf(db, params.run!)]
        if (!run || !request) return notFound('run', params.run!)
        const who = await approver(actor)
        const may = mayApprove(request.plan, { planHash: run.planHash }, who, run.requestedBy)
        return { status: 200, body: approvalView(request.plan, may, await approvedBefore(db, run)) }
      },
    }),
  ]
}
