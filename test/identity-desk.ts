import { randomBytes } from 'node:crypto'
import { onTestFinished } from 'vitest'
import { type Database, type OpenDatabase, openDatabase } from '../src/db/database.ts'
import type { Asker, IdentityDesk } from '../src/identity/desk.ts'
import { reveal, Secret } from '../src/identity/secret.ts'
import { acceptLink, makeLink, offerSetup, setUp } from '../src/identity/setup/actions.ts'
import { createUser } from '../src/identity/user/actions.ts'
import { newId } from '../src/kit/new-id.ts'
import type { Role } from '../src/kit/permission.ts'
import { testDatabase } from './test-database.ts'

export const PASSWORD = 'kettle under the north stairs'
/** Cheap, because what it costs is tested elsewhere. */
const passwordCost = { logN: 10, r: 8, p: 1 }

export const deskOn = (db: Database): IdentityDesk => ({
  ...{ db, newId, chance: (bytes: number) => randomBytes(bytes), secure: false, passwordCost },
})

export const asker = (address = '192.0.2.1', actor: Asker['actor'] = { kind: 'nobody' }): Asker => ({
  ...{ actor, requestId: 'request_1', address, agent: 'test' },
})

/** A desk on a database of this test alone; `replicas` are more of them on the same one. */
export async function testDesk(
  replicas = 0,
): Promise<IdentityDesk & { replicas: IdentityDesk[]; config: OpenDatabase['config'] }> {
  const open = await testDatabase()
  const others = Array.from({ length: replicas }, () => openDatabase(open.config))
  onTestFinished(async () => {
    await Promise.all(others.map(({ close }) => close()))
  })
  return { ...deskOn(open.db), config: open.config, replicas: others.map(({ db }) => deskOn(db)) }
}

export const linkToken = (address: string): string => address.split('#')[1]!

/** Makes the first administrator and answers with their session. */
export async function firstAdmin(desk: IdentityDesk) {
  const token = linkToken((await offerSetup(desk, 'http://127.0.0.1:8080'))!)
  const begun = await setUp(desk, asker(), {
    ...{ token, login: 'ana', name: 'Ana', email: 'ana@shop.example', password: new Secret(PASSWORD) },
  })
  if ('no' in begun) throw new Error(begun.no.code)
  return begun.value
}

/** Makes a user with a password. */
export async function addPerson(desk: IdentityDesk, login: string, role: Role) {
  const given = { login, name: login, email: `${login}@shop.example`, role }
  const made = await createUser(desk, asker(), given, (tx, id) => makeLink(desk, tx, id))
  if ('no' in made) throw new Error(made.no.code)
  const password = new Secret(PASSWORD)
  const begun = await acceptLink(desk, asker(), { token: reveal(made.value.link), password })
  if ('no' in begun) throw new Error(begun.no.code)
  return { ...begun.value, actor: { kind: 'user', id: made.value.user.id, name: login } as const }
}
