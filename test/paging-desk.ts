import type { Database } from '../src/db/database.ts'
import { sealOf } from '../src/db/seal.ts'
import { findUser, userByLogin } from '../src/identity/store.ts'
import { newId } from '../src/kit/new-id.ts'
import type { Actor } from '../src/kit/route.ts'
import { workOn } from '../src/response/page/escalation/actions.ts'
import { followIncident } from '../src/response/page/escalation/follow/actions.ts'
import { claimEscalations } from '../src/response/page/escalation/store.ts'
import { notifyPerson, tellUpdate, withdrawMessages } from '../src/response/page/notify/actions.ts'
import type { PageDesk, Person } from '../src/response/page/page-desk.ts'
import { compilePaging } from '../src/response/page/policy/compile-paging.ts'
import { pagingSchema } from '../src/response/page/policy/paging-schema.ts'
import { contactable } from './contactable.ts'
import { incidentDesk } from './incident-desk.ts'

export const actor = (name: string): Actor => ({ kind: 'user', id: name, name })

const personOf = async (db: Database, login: string): Promise<Person | undefined> => {
  const user = (await userByLogin(db, login)) ?? (await findUser(db, login))
  return user && { id: user.id, login: user.login, name: user.name }
}

/** Paging on a database of its own: people who can be reached by mail, schedules that name who is on, policies as they are written. */
export async function pagingDesk(
  written: unknown,
  { people, schedules = {} }: { people: readonly string[]; schedules?: Record<string, readonly string[]> },
) {
  const base = await incidentDesk()
  const { db } = base
  for (const name of people) await contactable(db, name, ['email'])
  const troubles: unknown[] = []
  let paging = compilePaging(pagingSchema.parse(written))
  const incidents = {
    ...base.desk,
    follow: (...[tx, incident, events]: Parameters<NonNullable<typeof base.desk.follow>>) =>
      followIncident(desk, tx, incident, events),
  }
  const desk: PageDesk = {
    incidents,
    paging: () => paging,
    publicUrl: () => 'https://ops.example.org',
    mark: sealOf(Buffer.alloc(32, 3)).mark,
    notifier: { notifyPerson, withdrawMessages, tellUpdate },
    person: (tx, id) => personOf(tx, id),
    roster: {
      find: async (tx, { kind, name }) => {
        const logins = kind === 'user' ? [name] : (schedules[name] ?? [])
        const found = (await Promise.all(logins.map((login) => personOf(tx, login)))).flatMap((each) => each ?? [])
        return { people: found, why: found.length > 0 ? `on call in ${name}` : `nobody is on call in ${name}` }
      },
    },
    messagesOf: async (_tx, userId, _severity, at) => (people.includes(userId) ? [{ channel: 'email', at }] : []),
    telling: async () => undefined,
    suggest: async () => [
      {
        title: 'Restart the checkout',
        place: 'docs/shop.md:12',
        command: 'opsbook run docs/shop.md#restart',
        reasons: ['its alert names the page'],
      },
    ],
    onTrouble: (error) => void troubles.push(error),
  }
  /** Does what is due, until nothing is. */
  const settle = async () => {
    for (let claimed = await claimEscalations(db, 10); claimed.length > 0; claimed = await claimEscalations(db, 10))
      for (const each of claimed) await workOn(desk, each)
  }
  const change = (next: unknown) => {
    paging = compilePaging(pagingSchema.parse(next))
  }
  return {
    desk,
    db,
    troubles,
    settle,
    newId,
    change,
  }
}
