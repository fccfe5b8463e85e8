/** The routes of on-call, with what they ask of other features. */
import { note } from '../../audit/actions.ts'
import { findUser, userByLogin } from '../../identity/store.ts'
import type { User } from '../../identity/user.ts'
import { newId } from '../../kit/new-id.ts'
import { personBehind } from '../../kit/person-behind.ts'
import type { Route } from '../../kit/route.ts'
import type { OncallDesk, Person } from '../../response/oncall/desk.ts'
import { oncallRoutes } from '../../response/oncall/routes.ts'
import { reachability } from '../../response/page/notify/actions.ts'
import type { RouteParts } from './routes.ts'

export function routesOfOncall(parts: Pick<RouteParts, 'store' | 'clock' | 'oncall'>): Route[] {
  const { oncall, store } = parts
  return oncallRoutes({
    ...oncallDesk(parts),
    settings: () => oncall().settings,
    calendars: () => oncall().calendars,
    reachability: (userIds) => reachability(store.open.db, userIds),
  })
}

/** What acts on schedules work with. */
export function oncallDesk({ store, clock, oncall }: Pick<RouteParts, 'store' | 'clock' | 'oncall'>): OncallDesk {
  const { db } = store.open
  return {
    ...{ db, newId, clock, note },
    rotas: () => oncall().rotas,
    people: async (logins) => {
      const found = await Promise.all(logins.map((login) => userByLogin(db, login)))
      // A login is looked for among addresses, too; a schedule names logins.
      return found.flatMap((user) => personOf(user, logins) ?? [])
    },
    personOf: async (actor) =>
      actor.kind === 'user' || actor.kind === 'token'
        ? personOf(await findUser(db, personBehind(actor).id))
        : undefined,
  }
}

/** Nobody is on call who cannot come in. */
function personOf(user: User | undefined, logins?: readonly string[]): Person | undefined {
  if (!user || user.disabledAt !== null || logins?.includes(user.login) === false) return undefined
  return { id: user.id, login: user.login, name: user.name }
}
