/** Overrides of schedules: made, shown before they are made, listed, taken back. */
import { z } from 'zod'
import { cutPage, PAGE_QUERY, pageOf } from '../../../kit/page.ts'
import { notFound } from '../../../kit/problem.ts'
import { type Route, route } from '../../../kit/route.ts'
import { existingSchedule, type OncallDesk } from '../desk.ts'
import type { Rota } from '../rota.ts'
import { iso, login, logins, moment, note, overrideSchema, refusedAct, shownChange, stretchIn } from '../shown.ts'
import { endOverride, makeOverride, previewOverride } from './actions.ts'
import type { Difference, WantedOverride } from './decide-override.ts'
import { findChange, listChanges } from './store.ts'

const stretch = { from: moment, until: moment }
const wantedSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('add'), ...stretch, people: logins, note }),
  z.strictObject({ kind: z.literal('remove'), ...stretch, people: logins, note }),
  z.strictObject({
    ...{ kind: z.literal('replace'), ...stretch, people: logins, note },
    person: login.optional().describe('Whom; without, everybody who is on.'),
  }),
  z.strictObject({
    ...{ kind: z.literal('temporary'), ...stretch, name: z.string().trim().min(1).max(100), note },
    shifts: z.array(z.strictObject({ ...stretch, people: logins })).max(200),
  }),
])
type Wanted = z.output<typeof wantedSchema>

const differenceSchema = z.object({
  ...{ from: z.iso.datetime(), until: z.iso.datetime() },
  before: z.array(z.string()).describe('Who is on without it; nobody in a gap.'),
  after: z.array(z.string()),
})

const shownDifference = ({ from, until, before, after }: Difference): z.output<typeof differenceSchema> => ({
  ...{ from: iso(from), until: iso(until), before: [...before], after: [...after] },
})

function wantedOf(body: Wanted, { zone }: Rota): WantedOverride {
  const span = stretchIn(body, zone)
  switch (body.kind) {
    case 'temporary':
      return {
        ...{ kind: 'temporary', name: body.name, ...span },
        shifts: body.shifts.map((shift) => ({ ...stretchIn(shift, zone), people: shift.people })),
      }
    case 'replace':
      return { kind: 'replace', person: body.person, people: body.people, ...span }
    default:
      return { kind: body.kind, people: body.people, ...span }
  }
}

export const overrideRoutes = (desk: OncallDesk): Route[] => [
  listRoute(desk),
  route({
    method: 'POST',
    path: '/api/v1/oncall/schedules/:schedule/overrides',
    summary:
      'Overrides a schedule for a time: adds, removes or replaces people, or puts a temporary schedule in its place',
    access: { kind: 'user', permission: 'oncall:write', object: existingSchedule(desk) },
    body: wantedSchema,
    answers: { 201: z.object({ override: overrideSchema, changes: z.array(differenceSchema) }) },
    handle: async ({ params, body, actor }) => {
      const rota = desk.rotas().get(params.schedule!)!
      const made = await makeOverride(desk, rota, { wanted: wantedOf(body, rota), note: body.note, by: actor })
      if (made.do === 'refuse') return refusedAct(made)
      return {
        status: 201,
        body: { override: shownChange(made.stored), changes: made.differences.map(shownDifference) },
      }
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/oncall/schedules/:schedule/overrides/preview',
    summary: 'Who would be on call instead of whom by such an override',
    access: { kind: 'user', permission: 'oncall:read', object: existingSchedule(desk) },
    body: wantedSchema,
    answers: { 200: z.object({ changes: z.array(differenceSchema) }) },
    handle: async ({ params, body }) => {
      const rota = desk.rotas().get(params.schedule!)!
      const shown = await previewOverride(desk, rota, wantedOf(body, rota))
      if (shown.do === 'refuse') return refusedAct(shown)
      return { status: 200, body: { changes: shown.differences.map(shownDifference) } }
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/v1/oncall/overrides/:override',
    summary: 'Takes an override back; one that has begun ends now',
    access: {
      kind: 'user',
      permission: 'oncall:write',
      object: { param: 'override', exists: async (id) => (await findChange(desk.db, id)) !== undefined },
    },
    handle: async ({ params, actor }) => {
      const ended = await endOverride(desk, params.override!, actor)
      if (!ended) return notFound('override', params.override!)
      return ended.do === 'refuse' ? refusedAct(ended) : { status: 204 }
    },
  }),
]

const listRoute = (desk: OncallDesk): Route =>
  route({
    method: 'GET',
    path: '/api/v1/oncall/schedules/:schedule/overrides',
    summary: 'What people changed of a schedule, the newest first; what is over or was taken back stays',
    access: { kind: 'user', permission: 'oncall:read', object: existingSchedule(desk) },
    query: z.object({ ...PAGE_QUERY, after: z.coerce.number().int().min(0).optional() }),
    answers: { 200: pageOf(overrideSchema) },
    handle: async ({ params, query }) => {
      const { after, limit } = query
      const rows = await listChanges(desk.db, params.schedule!, { after, limit: limit + 1 })
      return { status: 200, body: cutPage(rows, limit, { item: shownChange, cursor: ({ seq }) => String(seq) }) }
    },
  })
