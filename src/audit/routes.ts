/** `/api/v1/audit`: reading, verifying and taking along what was done. */
import { z } from 'zod'
import type { Database } from '../db/database.ts'
import { cutPage, PAGE_QUERY, pageOf } from '../kit/page.ts'
import { type Route, route } from '../kit/route.ts'
import { readAnchorFile, verifyStored } from './actions.ts'
import { type AuditRecord, readEntry } from './entry.ts'
import { recordLine } from './record-line.ts'
import { auditEnd, auditRecord, auditRecords, findAudit } from './store.ts'

export interface AuditDesk {
  readonly db: Database
  /** The server's own anchor file, where it keeps one. */
  readonly anchorPath?: string | undefined
}

const access = { kind: 'user', permission: 'audit:read', object: 'none' } as const
const seq = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
const entry = z.looseObject({
  seq: z.number(),
  at: z.string(),
  action: z.string(),
  outcome: z.string(),
  prev: z.string(),
})
export const auditRecordShape = z.object({ hash: z.string(), entry })
export const auditProblemShape = z.object({
  seq: z.number(),
  position: z.number(),
  kind: z.string(),
  message: z.string(),
})

export const auditRoutes = (desk: AuditDesk): Route[] => [
  listRoute(desk),
  endRoute(desk),
  verifyRoute(desk),
  exportRoute(desk),
]

const show = ({ hash, body, seq }: AuditRecord) => ({
  hash,
  // A record that is no entry any more is shown as what it is, not hidden.
  entry: readEntry(body) ?? { seq, at: '', action: 'audit.unreadable', outcome: 'failed', prev: '' },
})

const listRoute = ({ db }: AuditDesk): Route =>
  route({
    method: 'GET',
    path: '/api/v1/audit',
    summary: 'What was done: newest first, or oldest first behind a number',
    access,
    query: z.object({
      ...PAGE_QUERY,
      ...{ action: z.string().max(100).optional(), actor: z.string().max(100).optional() },
      ...{ subject: z.string().max(300).optional(), behind: seq.optional() },
    }),
    answers: { 200: pageOf(auditRecordShape) },
    handle: async ({ query: { limit, after, behind, ...filter } }) => {
      const from = after === undefined || !/^\d{1,15}$/.test(after) ? undefined : Number(after)
      const place = behind === undefined ? { before: from } : { behind: from ?? behind }
      const rows = await findAudit(db, { ...filter, ...place }, limit + 1)
      return { status: 200, body: cutPage(rows, limit, { item: show, cursor: (row) => String(row.seq) }) }
    },
  })

const endRoute = ({ db }: AuditDesk): Route =>
  route({
    method: 'GET',
    path: '/api/v1/audit/end',
    summary: 'Number and hash of the last entry, to be kept elsewhere; with `at`, the hash of that entry too',
    access,
    query: z.object({ at: seq.optional() }),
    answers: {
      200: z.object({ seq: z.number(), hash: z.string(), at: auditRecordShape.pick({ hash: true }).nullable() }),
    },
    handle: async ({ query: { at } }) => {
      const record = at === undefined ? undefined : await auditRecord(db, at)
      return { status: 200, body: { ...(await auditEnd(db)), at: record ? { hash: record.hash } : null } }
    },
  })

const verifyRoute = ({ db, anchorPath }: AuditDesk): Route =>
  route({
    method: 'GET',
    path: '/api/v1/audit/verify',
    summary: 'Is the audit what was written? Checked against the server’s own anchors, where it keeps some',
    access,
    answers: {
      200: z.object({
        ...{ ok: z.boolean(), records: z.number(), anchored: z.number(), problem: auditProblemShape.nullable() },
        ...{ end: z.object({ seq: z.number(), hash: z.string() }), anchorProblems: z.array(z.string()) },
      }),
    },
    handle: async ({ signal }) => {
      const file = anchorPath === undefined ? { anchors: [], problems: [] } : await readAnchorFile(anchorPath)
      const { problem, ...report } = await verifyStored(db, file.anchors, signal)
      const anchorProblems = file.problems.map(({ line, why }) => `line ${line}: ${why}`)
      const ok = problem === undefined && anchorProblems.length === 0
      return { status: 200, body: { ok, ...report, problem: problem ?? null, anchorProblems } }
    },
  })

const exportRoute = ({ db }: AuditDesk): Route =>
  route({
    method: 'GET',
    path: '/api/v1/audit/export',
    summary: 'All entries as lines of JSON, each exactly as it was hashed',
    access,
    query: z.object({ from: seq.default(1) }),
    handle: async ({ query, signal }) => ({
      status: 200,
      headers: { 'content-type': 'application/x-ndjson', 'content-disposition': 'attachment; filename="audit.ndjson"' },
      stream: exported(db, query.from, signal),
    }),
  })

async function* exported(db: Database, from: number, signal: AbortSignal): AsyncGenerator<string> {
  const { seq } = await auditEnd(db)
  for await (const records of auditRecords(db, from, seq)) {
    if (signal.aborted) return
    yield records.map((record) => `${recordLine(record)}\n`).join('')
  }
}
