/** The routes of incidents, with what they ask of other features. */
import { findUser, userByLogin } from '../../identity/store.ts'
import type { Route } from '../../kit/route.ts'
import { changesBetween } from '../../response/alert/change-event/store.ts'
import { findAlert } from '../../response/alert/show/store.ts'
import { incidentRoutes } from '../../response/incident/routes.ts'
import { findRun } from '../../runbook/remote/store.ts'
import type { RouteParts } from './routes.ts'

export function routesOfIncidents({
  store,
  desk,
  incidents,
}: Pick<RouteParts, 'store' | 'desk' | 'incidents'>): Route[] {
  const { db } = store.open
  return incidentRoutes({
    ...desk,
    book: () => incidents().book,
    person: async (name) => {
      const user = (await findUser(db, name)) ?? (await userByLogin(db, name.toLowerCase()))
      // Nobody hands a role to somebody who cannot come in.
      return user && user.disabledAt === null ? { id: user.id, name: user.name } : undefined
    },
    alerts: async (ids) => {
      const found = await Promise.all(ids.map((id) => findAlert(db, id)))
      return found.filter((alert) => alert !== undefined)
    },
    changes: (asked) => changesBetween(db, asked),
    run: async (id) => {
      const run = await findRun(db, id)
      return run && { procedure: `${run.page}#${run.procedure}` }
    },
  })
}
