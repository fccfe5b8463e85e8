/** Reports about duty, with what they ask of other features. */
import { findUser } from '../../identity/store.ts'
import type { Route } from '../../kit/route.ts'
import type { DutyParts } from '../../response/page/duty/actions.ts'
import { dutyRoutes } from '../../response/page/duty/routes.ts'
import type { RouteParts } from './routes.ts'

export const routesOfDuty = (parts: Pick<RouteParts, 'store' | 'clock' | 'oncall'>): Route[] =>
  dutyRoutes({ ...dutyParts(parts.store.open.db, parts.oncall), clock: parts.clock })

export const dutyParts = (db: DutyParts['db'], oncall: RouteParts['oncall']): DutyParts => ({
  db,
  rotas: () => oncall().rotas,
  zoneOfPerson: (login) => oncall().settings?.people[login]?.zone,
  loginsOf: async (ids) => {
    const found = await Promise.all(ids.map((id) => findUser(db, id)))
    return new Map(found.flatMap((user) => (user ? [[user.id, user.login] as const] : [])))
  },
})
