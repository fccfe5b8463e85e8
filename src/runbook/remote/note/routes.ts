/** What people say beside a run, above all what they did by hand while its runner was away. */
import { z } from 'zod'
import { personBehind } from '../../../kit/person-behind.ts'
import { notFound } from '../../../kit/problem.ts'
import { type Route, route } from '../../../kit/route.ts'
import { addRunNote, type RunDesk } from '../actions.ts'
import { runAccess } from '../run-access.ts'
import { runShape, showRun } from '../run-shape.ts'
import { findRun } from '../store.ts'
import { runNotes } from './store.ts'

export const runNoteShape = z.object({
  ...{ by: z.string(), text: z.string(), at: z.iso.datetime() },
  step: z.string().nullable(),
  byHand: z.boolean().describe('The step was done by hand'),
})

export function noteRoutes(desk: RunDesk): Route[] {
  const { db } = desk
  const find = (id: string) => findRun(db, id)
  return [
    route({
      method: 'GET',
      path: '/api/v1/runs/:run/notes',
      summary: 'What people said beside a run',
      access: runAccess(find, 'run:read'),
      answers: { 200: z.object({ items: z.array(runNoteShape) }) },
      handle: async ({ params }) => ({ status: 200, body: { items: await runNotes(db, params.run!) } }),
    }),
    route({
      method: 'POST',
      path: '/api/v1/runs/:run/notes',
      summary:
        'Says something beside a run; the runner writes it into its record. "byHand" says that a person did a step',
      access: runAccess(find, 'run:start'),
      body: z.strictObject({
        text: z.string().min(1).max(10_000),
        step: z.string().max(200).optional(),
        byHand: z.boolean().default(false),
      }),
      answers: { 200: runShape },
      handle: async ({ params, body, actor }) => {
        const run = await findRun(db, params.run!)
        if (!run) return notFound('run', params.run!)
        await addRunNote(desk, run, { ...body, by: personBehind(actor) })
        return { status: 200, body: showRun((await findRun(db, run.id))!) }
      },
    }),
  ]
}
