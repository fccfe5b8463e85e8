/** `GET /api/v1/oncall/problems`: who cannot be reached, and when nobody is there. */
import { z } from 'zod'
import { PAGE_QUERY, pageOf } from '../../../kit/page.ts'
import { type Route, route } from '../../../kit/route.ts'
import { shiftsOf } from '../actions.ts'
import type { OncallDesk } from '../desk.ts'
import type { OncallSettings } from '../settings/oncall-schema.ts'
import { loginsOf } from '../shifts.ts'
import { DAY_MS } from '../zone/local-date.ts'
import { findRotaProblems, namedPeople, uncovered } from './find-rota-problems.ts'
import { type Reachability, type ServerProblem, serverProblems } from './server-problems.ts'

export interface ProblemParts {
  /** The settings the schedules were made from. */
  readonly settings: () => OncallSettings | undefined
  readonly calendars: () => Parameters<typeof findRotaProblems>[1]['calendars']
  /** Undefined while no part of the server sends messages. */
  readonly reachability: Reachability | undefined
}

const problemSchema = z.object({
  code: z.string(),
  severity: z.enum(['error', 'warning', 'info']),
  ...{ schedule: z.string().nullable(), login: z.string().nullable(), from: z.iso.datetime().nullable() },
  message: z.string(),
})

const AHEAD_MS = 14 * DAY_MS

export const problemRoutes = (parts: OncallDesk & ProblemParts): Route[] => [
  route({
    method: 'GET',
    path: '/api/v1/oncall/problems',
    summary: 'What is wrong with who is on call in the next two weeks: unknown logins, gaps, people nobody can reach',
    access: { kind: 'user', permission: 'oncall:read', object: 'none' },
    query: z.object({ ...PAGE_QUERY, after: z.coerce.number().int().min(0).default(0) }),
    answers: {
      200: pageOf(problemSchema).extend({
        asksReachability: z.boolean().describe('Whether it could be asked how people are reached.'),
      }),
    },
    handle: async ({ query: { after, limit } }) => {
      const all = await oncallProblems(parts)
      const next = all.length > after + limit ? String(after + limit) : null
      const items = all.slice(after, after + limit)
      return { status: 200, body: { items, next, asksReachability: parts.reachability !== undefined } }
    },
  }),
]

/** All of them, the worst first. */
export async function oncallProblems(parts: OncallDesk & ProblemParts) {
  const [settings, rotas, now] = [parts.settings(), parts.rotas(), parts.clock().getTime()]
  if (!settings) return []
  const found: ServerProblem[] = []
  for (const [name, schedule] of Object.entries(settings.schedules)) {
    const rota = rotas.get(name)
    if (!rota) continue
    const spans = await shiftsOf(parts.db, rota, { from: now, until: now + AHEAD_MS })
    const named = [...new Set(namedPeople(schedule, []).map(({ login }) => login))]
    const people = await parts.people([...new Set([...named, ...spans.flatMap(({ onCall }) => loginsOf(onCall))])])
    const asked = parts.reachability && (await parts.reachability(people.map(({ id }) => id)))
    found.push(
      ...serverProblems({
        ...{ rota, named, spans, now },
        gaps: uncovered(rota, spans),
        people: new Map(people.map((person) => [person.login, person])),
        reachable: asked && new Map(asked.map((each) => [each.userId, each])),
      }),
    )
  }
  const local = findRotaProblems(settings, { rotas, calendars: parts.calendars(), now })
    .filter(({ code }) => code === 'RB705' || code === 'RB706')
    .map(({ code, path, message }) => ({
      ...{ code: code as string, severity: 'warning' as const, message, login: null, from: null },
      schedule: path[0] === 'schedules' ? String(path[1]) : null,
    }))
  const shown = found.map((problem) => ({ ...problem, from: problem.from?.toISOString() ?? null }))
  return [
    ...shown.filter(({ severity }) => severity === 'error'),
    ...shown.filter(({ severity }) => severity !== 'error'),
    ...local,
  ]
}
