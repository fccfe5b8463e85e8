/** `/api/v1/teams`. */
import { z } from 'zod'
import { cutPage, PAGE_QUERY, pageOf } from '../../kit/page.ts'
import { type Route, route } from '../../kit/route.ts'
import { answerWith, askerOf, type IdentityRouteDesk } from '../answer.ts'
import { nameSchema } from '../name-text.ts'
import { changeMember, createTeam, deleteTeam } from './actions.ts'
import { findTeam, listTeams } from './store.ts'

export const teamShape = z.object({
  ...{ id: z.string(), name: z.string(), createdAt: z.iso.datetime() },
  members: z.array(z.object({ id: z.string(), name: z.string() })),
})

export function teamRoutes(desk: IdentityRouteDesk): Route[] {
  const one = {
    kind: 'user',
    permission: 'user:write',
    object: { param: 'team', exists: async (id: string) => (await findTeam(desk.db, id)) !== undefined },
  } as const
  return [
    route({
      method: 'GET',
      path: '/api/v1/teams',
      summary: 'Teams and who is in them',
      access: { kind: 'user', permission: 'user:read', object: 'none' },
      query: z.object(PAGE_QUERY),
      answers: { 200: pageOf(teamShape) },
      handle: async ({ query }) => {
        const rows = await listTeams(desk.db, query.after, query.limit + 1)
        return { status: 200, body: cutPage(rows, query.limit, { item: (row) => row, cursor: ({ id }) => id }) }
      },
    }),
    route({
      method: 'POST',
      path: '/api/v1/teams',
      summary: 'Makes a team',
      access: { kind: 'user', permission: 'user:write', object: 'none' },
      body: z.strictObject({ name: nameSchema }),
      answers: { 201: teamShape },
      handle: async (request) => {
        const outcome = await createTeam(desk, askerOf(request), request.body.name)
        return answerWith(outcome, (body) => ({ status: 201, body }))
      },
    }),
    route({
      method: 'DELETE',
      path: '/api/v1/teams/:team',
      summary: 'Removes a team; its members stay users',
      access: one,
      handle: async (request) =>
        answerWith(await deleteTeam(desk, askerOf(request), request.params.team!), () => ({ status: 204 })),
    }),
    ...(['PUT', 'DELETE'] as const).map((method) =>
      route({
        method,
        path: '/api/v1/teams/:team/members/:user',
        summary: method === 'PUT' ? 'Puts somebody into a team' : 'Takes somebody out of a team',
        access: one,
        answers: { 200: teamShape },
        handle: async (request) => {
          const { team, user } = request.params
          const change = { team: team!, user: user!, member: method === 'PUT' }
          return answerWith(await changeMember(desk, askerOf(request), change), (body) => ({ status: 200, body }))
        },
      }),
    ),
  ]
}
