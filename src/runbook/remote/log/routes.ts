/** The output of a run by lines: any range, a search, the whole as text. */
import { z } from 'zod'
import type { Database } from '../../../db/database.ts'
import { type Route, route } from '../../../kit/route.ts'
import { runAccess } from '../run-access.ts'
import { findRun } from '../store.ts'
import { LogIndex } from './log-lines.ts'
import { logHitsShape, logShape } from './log-shape.ts'
import { extendIndex, piecesAfter, readLines, searchLines } from './store.ts'

const MOST_LINES = 2_000
/** Lines that one search looks at before it answers; the next one goes on. */
const SEARCHED = 200_000
const RUNS_KEPT = 64

export function logRoutes(db: Database): Route[] {
  const indexes = logIndexes(db)
  const access = runAccess((id) => findRun(db, id), 'run:read')
  return [
    route({
      method: 'GET',
      path: '/api/v1/runs/:run/log',
      summary: 'Lines of what the commands of a run printed, from a line on; with "tail" the last ones',
      access,
      query: z.object({
        from: z.coerce.number().int().min(0).default(0),
        limit: z.coerce.number().int().min(1).max(MOST_LINES).default(200),
        tail: z.enum(['true', 'false']).default('false'),
      }),
      answers: { 200: logShape },
      handle: async ({ params, query: { from, limit, tail } }) => {
        const index = await indexes(params.run!)
        const start = tail === 'true' ? Math.max(0, index.total - limit) : from
        const lines = await readLines(db, params.run!, { index, from: start, to: start + limit })
        return { status: 200, body: { from: start, total: index.total, lines: [...lines] } }
      },
    }),
    route({
      method: 'GET',
      path: '/api/v1/runs/:run/log/search',
      summary: 'Lines that hold some words; goes on at "next" while there is one',
      access,
      query: z.object({
        q: z.string().min(1).max(200),
        from: z.coerce.number().int().min(0).default(0),
        limit: z.coerce.number().int().min(1).max(500).default(100),
      }),
      answers: { 200: logHitsShape },
      handle: async ({ params, query: { q, from, limit } }) => {
        const index = await indexes(params.run!)
        const found = await searchLines(db, params.run!, { index, from, words: q, limit, most: SEARCHED })
        return { status: 200, body: { hits: [...found.hits], next: found.next ?? null } }
      },
    }),
    route({
      method: 'GET',
      path: '/api/v1/runs/:run/log.txt',
      summary: 'Everything the commands of a run printed, as a file',
      access,
      handle: async ({ params }) => ({
        status: 200,
        headers: {
          'content-type': 'text/plain; charset=utf-8',
          'content-disposition': `attachment; filename="${params.run!.replace(/[^\w.-]/g, '_')}.txt"`,
        },
        stream: texts(db, params.run!),
      }),
    }),
  ]
}

async function* texts(db: Database, run: string): AsyncGenerator<string> {
  for await (const { text } of piecesAfter(db, run, 0)) yield text
}

/** Indexes of the runs that were read last. One at a time extends an index, so that no piece is counted twice. */
function logIndexes(db: Database): (run: string) => Promise<LogIndex> {
  const known = new Map<string, { index: LogIndex; ready: Promise<void> }>()
  return async (run) => {
    const entry = known.get(run) ?? { index: new LogIndex(), ready: Promise.resolve() }
    known.delete(run)
    known.set(run, entry)
    for (const oldest of known.keys()) if (known.size > RUNS_KEPT) known.delete(oldest)
    const extended = entry.ready.catch(() => undefined).then(() => extendIndex(db, run, entry.index))
    entry.ready = extended
    await extended
    return entry.index
  }
}
