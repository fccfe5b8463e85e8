/** The routes of the book's pages, with what they ask of the runs. */
import type { Route } from '../../kit/route.ts'
import { findIncident } from '../../response/incident/store.ts'
import { listRuns } from '../../runbook/remote/store.ts'
import { runsByPage } from '../../runbook/remote/usage/store.ts'
import { runbookRoutes } from '../../runbook/report/runbooks/routes.ts'
import { checkedBooks } from './checked-book.ts'
import type { RouteParts } from './routes.ts'

export function routesOfRunbooks({ store, book, clock }: Pick<RouteParts, 'store' | 'book' | 'clock'>): Route[] {
  const { db } = store.open
  return runbookRoutes({
    checked: checkedBooks(book, clock),
    has: (path) => book.current().book.repositories.some(({ pages }) => pages.some(({ file }) => file === path)),
    runs: {
      all: () => runsByPage(db),
      of: async (page, limit) => {
        const runs = await listRuns(db, { page, limit })
        const incidents = new Map<string, string>()
        for (const id of new Set(runs.flatMap(({ incidentId }) => incidentId ?? []))) {
          const incident = await findIncident(db, id)
          if (incident) incidents.set(id, String(incident.number))
        }
        return runs.map((run) => ({
          ...{ run: run.id, procedure: run.procedure, state: run.state, result: run.result },
          ...{ by: run.requestedByName, at: run.requestedAt },
          incident: run.incidentId === null ? null : (incidents.get(run.incidentId) ?? null),
        }))
      },
    },
  })
}
