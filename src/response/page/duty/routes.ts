/** `/api/v1/oncall/report` and the note of a hand-over. */
import { z } from 'zod'
import { cutPage, PAGE_QUERY, pageOf } from '../../../kit/page.ts'
import { notFound, refuseRequest } from '../../../kit/problem.ts'
import { type Route, type RouteAnswer, route } from '../../../kit/route.ts'
import { type DutyParts, dutyByShift, dutyReport, handoverOf, type Period } from './actions.ts'
import type { DutySummary } from './summarise.ts'

export interface DutyRouteParts extends DutyParts {
  readonly clock: () => Date
}

const count = z.number().int()
const ackShape = z
  .object({ median: z.number(), p90: z.number() })
  .nullable()
  .describe('Seconds from the call to the answer: half of them were quicker, nine in ten')
const summaryShape = {
  ...{ pages: count, incidents: count },
  atNight: count.describe('Between 22:00 and 07:00 where the person lives'),
  ...{ acknowledged: count, declined: count },
  taken: count.describe('Another one had it first'),
  over: count.describe('It was over before anybody had to answer'),
  unanswered: count.describe('Called again, passed over, not to be reached, or still open'),
  ackSeconds: ackShape,
}

const reportShape = z.object({
  ...{ from: z.iso.datetime(), until: z.iso.datetime() },
  total: z.object(summaryShape),
  people: z.array(z.object({ login: z.string(), onCallHours: z.number(), shifts: count, ...summaryShape })),
  isCut: z.boolean().describe('There were more calls than a report takes: ask for a shorter period'),
})
export type ShownDutyReport = z.output<typeof reportShape>

const shiftShape = z.object({
  ...{ schedule: z.string(), login: z.string(), from: z.iso.datetime(), until: z.iso.datetime(), ...summaryShape },
})
export type ShownShiftDuty = z.output<typeof shiftShape>

const handoverShape = z.object({
  ...{ schedule: z.string(), logins: z.array(z.string()), until: z.iso.datetime().nullable() },
  before: z.array(z.string()).describe('Who was on last'),
  ...{ title: z.string(), lines: z.array(z.string()) },
  open: z
    .array(
      z.object({
        ...{ number: count, severity: z.string(), title: z.string(), status: z.string(), by: z.string().nullable() },
        openedAt: z.iso.datetime(),
      }),
    )
    .describe('Open incidents, the worst first, 200 at most'),
})
export type ShownHandover = z.output<typeof handoverShape>

const moment = z.iso.datetime({ offset: true }).optional()
const PERIOD = {
  from: moment.describe('Four weeks before "until" if not said'),
  until: moment.describe('Now if not said'),
}
const DAY_MS = 86_400_000
const MOST_DAYS = 400

/** The period a query asks for, or why it cannot be had. */
function periodOf(
  { from, until }: { from?: string | undefined; until?: string | undefined },
  now: Date,
): { period: Period } | { refused: RouteAnswer } {
  const end = until === undefined ? now : new Date(until)
  const begin = from === undefined ? new Date(end.getTime() - 28 * DAY_MS) : new Date(from)
  const message =
    end <= begin
      ? 'the end is not after the beginning'
      : end.getTime() - begin.getTime() > MOST_DAYS * DAY_MS
        ? `longer than ${MOST_DAYS} days`
        : undefined
  if (message === undefined) return { period: { from: begin, until: end } }
  return { refused: refuseRequest(422, { code: 'oncall/invalid', message, at: 'from' }) }
}

const access = { kind: 'user', permission: 'oncall:read', object: 'none' } as const

const summaryOf = ({ ackSeconds, ...counts }: DutySummary) => ({
  ...counts,
  ackSeconds: ackSeconds && { median: rounded(ackSeconds.median), p90: rounded(ackSeconds.p90) },
})
const rounded = (seconds: number): number => Math.round(seconds * 10) / 10

export const dutyRoutes = (parts: DutyRouteParts): Route[] => [
  route({
    method: 'GET',
    path: '/api/v1/oncall/report',
    summary: 'What being on call was like in a period: calls, nights, answers, person by person',
    access,
    query: z.object(PERIOD),
    answers: { 200: reportShape },
    handle: async ({ query }) => {
      const asked = periodOf(query, parts.clock())
      if ('refused' in asked) return asked.refused
      const { from, until, total, people, isCut } = await dutyReport(parts, asked.period)
      const shown = people.map(({ login, onCallHours, shifts, ...rest }) => ({
        ...{ login, onCallHours, shifts },
        ...summaryOf(rest),
      }))
      return {
        status: 200,
        body: { from: from.toISOString(), until: until.toISOString(), total: summaryOf(total), people: shown, isCut },
      }
    },
  }),
  shiftsRoute(parts),
  route({
    method: 'GET',
    path: '/api/v1/oncall/schedules/:schedule/handover',
    summary: 'What whoever is on call now should know: open incidents, and how the shift before was',
    access: {
      ...access,
      object: { param: 'schedule', exists: async (name: string) => parts.rotas().has(name) },
    },
    answers: { 200: handoverShape },
    handle: async ({ params }) => {
      const found = await handoverOf(parts, params.schedule!, parts.clock())
      if (!found) return notFound('schedule', params.schedule!)
      const { until, logins, before, lines, open, ...rest } = found
      return {
        status: 200,
        body: {
          ...{
            ...rest,
            until: until?.toISOString() ?? null,
            logins: [...logins],
            before: [...before],
            lines: [...lines],
          },
          open: open.map(({ openedAt, by = null, ...each }) => ({ ...each, by, openedAt: openedAt.toISOString() })),
        },
      }
    },
  }),
]

const shiftsRoute = (parts: DutyRouteParts): Route =>
  route({
    method: 'GET',
    path: '/api/v1/oncall/report/shifts',
    summary: 'The same shift by shift, oldest first',
    access,
    query: z.object({
      ...{ ...PAGE_QUERY, ...PERIOD, after: z.coerce.number().int().min(0).optional() },
      schedule: z.string().max(100).optional(),
    }),
    answers: { 200: pageOf(shiftShape) },
    handle: async ({ query }) => {
      const { after = 0, limit, schedule } = query
      const asked = periodOf(query, parts.clock())
      if ('refused' in asked) return asked.refused
      const rows = await dutyByShift(parts, { ...asked.period, schedule }, { after, limit: limit + 1 })
      const item = ({ seq: _, schedule, login, from, until, ...rest }: (typeof rows)[number]) => ({
        ...{ schedule, login, from: from.toISOString(), until: until.toISOString() },
        ...summaryOf(rest),
      })
      return { status: 200, body: cutPage(rows, limit, { item, cursor: ({ seq }) => String(seq) }) }
    },
  })
