/** Reading runs: lists, one of them, its journal, its output, and its news while it goes. */
import { z } from 'zod'
import type { Database } from '../../../db/database.ts'
import { cutPage, PAGE_QUERY, pageOf } from '../../../kit/page.ts'
import { notFound } from '../../../kit/problem.ts'
import { type Route, type RouteRequest, route } from '../../../kit/route.ts'
import { runAccess } from '../run-access.ts'
import { runShape, showRun } from '../run-shape.ts'
import { findRun, journalLines, listRuns, openQuestion, outputAfter, requestOf } from '../store.ts'

export interface LookDesk {
  readonly db: Database
  /** Resolves when something may have changed, or after the time. */
  readonly nextChange: (withinMs: number, signal: AbortSignal) => Promise<void>
}

/** How long a question for news is held while there is none. */
const HOLD_MS = 10_000
/** Output rings no bell: it is looked for so often. */
const LOOK_EVERY_MS = 400
const LINES_A_TIME = 2_000
const PIECES_A_TIME = 1_000

const from = z.coerce.number().int().min(0).max(2_000_000_000).default(0)
const questionShape = z
  .object({ key: z.string(), kind: z.string(), text: z.string(), details: z.array(z.string()) })
  .loose()
const pieceShape = z.object({ seq: z.int(), piece: z.unknown() })

export const lookRoutes = (desk: LookDesk): Route[] => [
  listRoute(desk),
  viewRoute(desk),
  eventsRoute(desk),
  outputRoute(desk),
  newsRoute(desk),
]

const reading = ({ db }: LookDesk) => runAccess((id) => findRun(db, id), 'run:read')

const listRoute = ({ db }: LookDesk): Route =>
  route({
    method: 'GET',
    path: '/api/v1/runs',
    summary: 'Runs, newest first',
    access: { kind: 'user', permission: 'run:read', object: 'none' },
    query: z.object({
      ...PAGE_QUERY,
      state: runShape.shape.state.optional(),
      status: z
        .string()
        .regex(/^[a-z-]{1,20}(?:,[a-z-]{1,20}){0,15}$/)
        .optional()
        .describe('One or several, with commas: queued, running, waiting, lost, or the result of a finished one'),
      incident: z.string().max(100).optional(),
      page: z.string().min(1).max(500).optional().describe('Path of its page, or the end of it'),
      procedure: z.string().max(200).optional(),
      name: z.string().min(1).max(100).optional().describe('Beginning or end of its id'),
    }),
    answers: { 200: pageOf(runShape) },
    handle: async ({ query: { limit, status, incident, ...filter } }) => {
      const rows = await listRuns(db, {
        ...{ ...filter, incidentId: incident, status: status?.split(',') },
        limit: limit + 1,
      })
      return { status: 200, body: cutPage(rows, limit, { item: showRun, cursor: ({ id }) => id }) }
    },
  })

const viewRoute = (desk: LookDesk): Route =>
  route({
    method: 'GET',
    path: '/api/v1/runs/:run',
    summary: 'One run, with its plan and what it asks at the moment',
    access: reading(desk),
    answers: { 200: runShape.extend({ plan: z.unknown(), question: questionShape.nullable() }) },
    handle: async ({ params }) => {
      const { db } = desk
      const id = params.run!
      const [run, request, open] = [await findRun(db, id), await requestOf(db, id), await openQuestion(db, id)]
      if (!run || !request) return notFound('run', id)
      return { status: 200, body: { ...showRun(run), plan: request.plan, question: open?.question ?? null } }
    },
  })

const eventsRoute = (desk: LookDesk): Route =>
  route({
    method: 'GET',
    path: '/api/v1/runs/:run/events',
    summary: 'The journal of a run as the runner wrote it, one JSON object a line; the run says how many there are',
    access: reading(desk),
    query: z.object({ after: from, limit: z.coerce.number().int().min(1).max(5_000).default(5_000) }),
    handle: async ({ params, query }) => {
      const lines = await journalLines(desk.db, params.run!, query.after, query.limit)
      const body = lines.map((line) => `${line}\n`).join('')
      return { status: 200, headers: { 'content-type': 'application/x-ndjson' }, body }
    },
  })

const outputRoute = (desk: LookDesk): Route =>
  route({
    method: 'GET',
    path: '/api/v1/runs/:run/output',
    summary: 'What the commands of a run printed',
    access: reading(desk),
    query: z.object({ after: from, limit: z.coerce.number().int().min(1).max(5_000).default(PIECES_A_TIME) }),
    answers: { 200: pageOf(pieceShape) },
    handle: async ({ params, query: { after, limit } }) => {
      const rows = await outputAfter(desk.db, params.run!, after, limit + 1)
      return { status: 200, body: cutPage(rows, limit, { item: (row) => row, cursor: ({ seq }) => String(seq) }) }
    },
  })

const newsQuery = z.object({
  events: from.describe('Lines of the journal the client has'),
  output: from.describe('Number of the last piece of output the client has'),
  state: z.string().max(20).optional().describe('The state it has seen: another one is news'),
  question: z.string().max(300).optional().describe('Key of the question it has seen'),
})
type NewsQuery = z.output<typeof newsQuery>

const newsRoute = (desk: LookDesk): Route =>
  route({
    method: 'GET',
    path: '/api/v1/runs/:run/news',
    summary:
      'What a client that looks on does not have yet; held for a moment while there is nothing. Ask again with what one has then: a cut line loses and doubles nothing',
    access: reading(desk),
    query: newsQuery,
    answers: {
      200: z.object({
        ...{ run: runShape, question: questionShape.nullable() },
        lines: z.array(z.string()).describe('Next lines of the journal'),
        output: z.array(pieceShape).describe('Next pieces; whatever belongs to a line is here or was before it'),
        more: z.boolean().describe('There is more already'),
      }),
    },
    handle: (request) => news(desk, request),
  })

async function news(desk: LookDesk, { params, query, signal }: RouteRequest<unknown, NewsQuery>) {
  const until = performance.now() + HOLD_MS
  for (;;) {
    const found = await newsNow(desk, params.run!, query)
    if (!found) return notFound('run', params.run!)
    const left = until - performance.now()
    if (found.isNew || left <= 0 || signal.aborted) return { status: 200, body: found.body }
    await desk.nextChange(Math.min(left, LOOK_EVERY_MS), signal)
  }
}

async function newsNow({ db }: LookDesk, id: string, seen: NewsQuery) {
  // In this order: what a later look adds to the output or the journal belongs to the next answer, never to an earlier one.
  const run = await findRun(db, id)
  const open = await openQuestion(db, id)
  if (!run) return undefined
  const lines =
    run.eventCount > seen.events
      ? await journalLines(db, id, seen.events, Math.min(LINES_A_TIME, run.eventCount - seen.events))
      : []
  const output = await outputAfter(db, id, seen.output, PIECES_A_TIME + 1)
  const question = run.state === 'finished' ? null : (open?.question ?? null)
  const hasMore = output.length > PIECES_A_TIME || seen.events + lines.length < run.eventCount
  const isNew =
    lines.length + output.length > 0 || run.state !== seen.state || (question?.key ?? undefined) !== seen.question
  const pieces = output.slice(0, PIECES_A_TIME)
  return { isNew, body: { run: showRun(run), question, lines, output: pieces, more: hasMore } }
}
