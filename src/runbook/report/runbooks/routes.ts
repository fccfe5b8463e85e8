/** `/api/v1/runbooks`: the pages of the book, for people: found, read, judged. */
import { z } from 'zod'
import { PAGE_QUERY, pageOf } from '../../../kit/page.ts'
import { notFound } from '../../../kit/problem.ts'
import { type Route, route } from '../../../kit/route.ts'
import { searchIndex } from '../../book/search.ts'
import { pageKind, severity } from '../contract-parts.ts'
import { type CheckedBook, type CheckedPage, checkedPage } from './checked-book.ts'
import { findingShape, gateShape, hitShape, runbookPageShape, runbookShape } from './runbook-shape.ts'
import type { RunsOfPages } from './runs-of-pages.ts'
import { showFinding } from './show-finding.ts'
import { showGate } from './show-gate.ts'
import { showHit } from './show-hit.ts'
import { showRunbook, showRunbookPage } from './show-runbook.ts'

export interface RunbookRoutesDesk {
  /** The book as it is now with everything found out about it; the same value until the book is read anew. */
  readonly checked: () => Promise<CheckedBook>
  /** True for a path of a page; answered without waiting for the checks. */
  readonly has: (path: string) => boolean
  readonly runs: RunsOfPages
}

const USED_SHOWN = 20
const LIST = { kind: 'user', permission: 'runbook:read', object: 'none' } as const

export const runbookRoutes = (desk: RunbookRoutesDesk): Route[] => [
  listRoute(desk),
  pageRoute(desk),
  searchRoute(desk),
  findingsRoute(desk),
  gateRoute(desk),
]

/** The cursor is the number of what was shown: the list of one version of the book does not change. */
function cutAt<Row, Item>(
  rows: readonly Row[],
  { limit, after }: { limit: number; after?: string | undefined },
  show: (row: Row) => Item,
): { items: Item[]; next: string | null } {
  const from = /^\d{1,9}$/.test(after ?? '') ? Number(after) : 0
  const to = from + limit
  return { items: rows.slice(from, to).map(show), next: to < rows.length ? String(to) : null }
}

const listRoute = ({ checked, runs }: RunbookRoutesDesk): Route =>
  route({
    method: 'GET',
    path: '/api/v1/runbooks',
    summary: 'Pages of the book, those that are carried out first',
    access: LIST,
    query: z.object({
      ...PAGE_QUERY,
      kind: pageKind.optional(),
      service: z.string().max(200).optional(),
      freshness: z.enum(['verified', 'stale', 'never']).optional(),
    }),
    answers: {
      200: pageOf(runbookShape).extend({
        kinds: z.array(pageKind),
        services: z.array(z.string()),
        total: z.int(),
      }),
    },
    handle: async ({ query: { kind, service, freshness, ...cut } }) => {
      const [{ pages }, all] = await Promise.all([checked(), runs.all()])
      const wanted = (each: CheckedPage) =>
        (kind === undefined || each.page.kind === kind) &&
        (service === undefined || each.service === service) &&
        (freshness === undefined || each.freshness === freshness)
      const shown = pages.filter(wanted)
      return {
        status: 200,
        body: {
          ...cutAt(shown, cut, (each) => showRunbook(each, all.get(each.page.file))),
          kinds: [...new Set(pages.map(({ page }) => page.kind))].sort(),
          services: [...new Set(pages.flatMap((each) => each.service ?? []))].sort(),
          total: shown.length,
        },
      }
    },
  })

const pageRoute = ({ checked, has, runs }: RunbookRoutesDesk): Route =>
  route({
    method: 'GET',
    path: '/api/v1/runbooks/*',
    summary:
      'A page: how it reads, what can be carried out on which line, what is wrong on which line, where it was used',
    access: { kind: 'user', permission: 'runbook:read', object: { param: '*', exists: async (path) => has(path) } },
    answers: { 200: runbookPageShape },
    handle: async ({ params }) => {
      const path = params['*']!
      const [book, all, usedIn] = await Promise.all([checked(), runs.all(), runs.of(path, USED_SHOWN)])
      const page = checkedPage(book, path)
      if (!page) return notFound('page', path)
      return { status: 200, body: showRunbookPage(book, page, { runs: all.get(path), usedIn }) }
    },
  })

const searchRoute = ({ checked }: RunbookRoutesDesk): Route =>
  route({
    method: 'GET',
    path: '/api/v1/runbook-search',
    summary: 'Symptoms, errors, procedures and pages that fit some words, best first; forgiving of typing mistakes',
    access: LIST,
    query: z.object({
      q: z.string().min(1).max(300),
      limit: z.coerce.number().int().min(1).max(50).default(20),
    }),
    answers: { 200: z.object({ items: z.array(hitShape) }) },
    handle: async ({ query: { q, limit } }) => {
      const book = await checked()
      return { status: 200, body: { items: searchIndex(book.search, q, limit).map((hit) => showHit(book, hit)) } }
    },
  })

const findingsRoute = ({ checked }: RunbookRoutesDesk): Route =>
  route({
    method: 'GET',
    path: '/api/v1/readiness/findings',
    summary: 'What the checks find in the pages, by page and line, each with its lines and its fix',
    access: LIST,
    query: z.object({
      ...PAGE_QUERY,
      page: z.string().max(500).optional(),
      rule: z.string().max(100).optional(),
      severity: severity.optional(),
      fixable: z.enum(['true', 'false']).optional(),
      accepted: z.enum(['true', 'false']).optional(),
    }),
    answers: {
      200: pageOf(findingShape).extend({
        total: z.int(),
        rules: z.array(z.object({ rule: z.string(), count: z.int() })),
      }),
    },
    handle: async ({ query: { page, rule, severity: level, fixable, accepted, ...cut } }) => {
      const book = await checked()
      const fits = book.findings.filter(
        (each) =>
          (page === undefined || each.fileInRepository === page) &&
          (level === undefined || each.severity === level) &&
          (fixable === undefined || (each.fix !== undefined) === (fixable === 'true')) &&
          (accepted === undefined || book.accepted.has(each.fingerprint) === (accepted === 'true')),
      )
      const shown = rule === undefined ? fits : fits.filter((each) => each.rule === rule)
      const counts = new Map<string, number>()
      for (const each of fits) counts.set(each.rule, (counts.get(each.rule) ?? 0) + 1)
      return {
        status: 200,
        body: {
          ...cutAt(shown, cut, (each) => showFinding(book, each)),
          total: shown.length,
          rules: [...counts].map(([name, count]) => ({ rule: name, count })).sort((a, b) => b.count - a.count),
        },
      }
    },
  })

const gateRoute = ({ checked }: RunbookRoutesDesk): Route =>
  route({
    method: 'GET',
    path: '/api/v1/readiness',
    summary: 'Whether the book is ready to be used at night: each claim of the baseline with what breaks it',
    access: LIST,
    answers: { 200: gateShape },
    handle: async () => ({ status: 200, body: showGate(await checked()) }),
  })
