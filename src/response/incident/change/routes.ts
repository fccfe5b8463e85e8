/** What was changed around an incident. */
import { z } from 'zod'
import { cutPage, PAGE_QUERY, pageOf } from '../../../kit/page.ts'
import { notFound, refuseRequest } from '../../../kit/problem.ts'
import { type Route, route } from '../../../kit/route.ts'
import { type ChangeAround, changeShape, changeWindow, showChange } from '../changes-around.ts'
import { type IncidentRoutesDesk, oneIncident } from '../desk/routes.ts'
import type { Incident } from '../incident.ts'
import { findIncident } from '../store.ts'

export const changesRoute = (desk: IncidentRoutesDesk): Route =>
  route({
    method: 'GET',
    path: '/api/v1/incidents/:incident/changes',
    summary:
      'What was deployed or changed from two hours before it was opened until it ended, of its service or of none that was named. Context: not part of its timeline',
    access: oneIncident(desk, 'incident:read'),
    query: z.object(PAGE_QUERY),
    answers: { 200: pageOf(changeShape) },
    handle: async ({ params, query: { limit, after }, receivedAt }) => {
      const incident = await findIncident(desk.db, params.incident!)
      if (!incident) return notFound('incident', params.incident!)
      const behind = after === undefined ? undefined : readCursor(after)
      if (after !== undefined && !behind)
        return refuseRequest(400, { code: 'page/cursor', message: 'this is no "next" of this list', at: 'after' })
      const rows = await desk.changes({ ...asked(incident, receivedAt), after: behind, limit: limit + 1 })
      const item = (change: ChangeAround) => showChange(change, incident)
      return { status: 200, body: cutPage(rows, limit, { item, cursor: cursorOf }) }
    },
  })

const MOST_EXPORTED = 200

/** The latest of them, for a file; and how many earlier ones there are, up to a limit. */
export async function changesForExport(
  { changes }: Pick<IncidentRoutesDesk, 'changes'>,
  incident: Incident,
  now: Date,
): Promise<{ shown: readonly ChangeAround[]; earlier: number }> {
  const all = await changes({ ...asked(incident, now), limit: 10 * MOST_EXPORTED })
  return { shown: all.slice(-MOST_EXPORTED), earlier: Math.max(0, all.length - MOST_EXPORTED) }
}

const asked = (incident: Incident, now: Date) => ({ ...changeWindow(incident, now), service: incident.service })

const cursorOf = ({ happenedAt, id }: ChangeAround): string => `${happenedAt.getTime()}_${id}`

function readCursor(text: string): { at: Date; id: string } | undefined {
  const [, at, id] = /^(\d{1,14})_([\w-]{1,100})$/.exec(text) ?? []
  return at === undefined || id === undefined ? undefined : { at: new Date(Number(at)), id }
}
