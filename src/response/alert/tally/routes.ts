/** `/api/v1/alerts/groups`: a storm of alerts in a few lines. */
import { z } from 'zod'
import type { Database } from '../../../db/database.ts'
import { cutPage, PAGE_QUERY, pageOf } from '../../../kit/page.ts'
import { refuseRequest } from '../../../kit/problem.ts'
import { type Route, route } from '../../../kit/route.ts'
import { readFilter } from '../matcher/read-filter.ts'
import { SIGNAL_SEVERITIES } from '../signal.ts'
import { countAlerts } from './store.ts'
import { alertGroupShape, tallyAlerts } from './tally.ts'

export const tallyRoute = ({ db }: { readonly db: Database }): Route =>
  route({
    method: 'GET',
    path: '/api/v1/alerts/groups',
    summary: 'How many alerts there are of each value of a label; the worst first, then the largest',
    access: { kind: 'user', permission: 'alert:read', object: 'none' },
    query: z.object({
      ...PAGE_QUERY,
      after: z.coerce.number().int().min(0).default(0).describe('How many groups to leave out'),
      by: z.string().min(1).max(200).describe('Name of the label'),
      state: z.enum(['open', 'acknowledged', 'firing']).default('firing'),
      severity: z.enum(SIGNAL_SEVERITIES).optional(),
      integration: z.string().optional(),
      filter: z
        .union([z.string(), z.array(z.string())])
        .optional()
        .describe('Conditions on labels; all must hold.'),
    }),
    answers: { 200: pageOf(alertGroupShape) },
    handle: async ({ query }) => {
      const filter = readFilter([query.filter ?? []].flat())
      if (!filter.ok) return refuseRequest(400, { code: 'alert/filter', message: filter.problem, at: 'filter' })
      const counts = await countAlerts(db, {
        ...{ by: query.by, state: query.state, severity: query.severity, integrationId: query.integration },
        ...{ equal: filter.equal, names: filter.matchers.map(({ name }) => name) },
      })
      const groups = tallyAlerts(counts, filter.matchers).map((group, index) => ({ group, index }))
      return {
        status: 200,
        body: cutPage(groups.slice(query.after, query.after + query.limit + 1), query.limit, {
          item: ({ group }) => group,
          cursor: ({ index }) => String(index + 1),
        }),
      }
    },
  })
