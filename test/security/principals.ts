/** Everybody who may come to the door: each role by each kind of proof, each single scope, and every proof that is worth nothing any more. */
import { createHash, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Database } from '../../src/db/database.ts'
import { csrfToken } from '../../src/identity/csrf.ts'
import type { Begun } from '../../src/identity/desk.ts'
import { createToken } from '../../src/identity/own/actions.ts'
import { reveal } from '../../src/identity/secret.ts'
import { beginSession } from '../../src/identity/sign-in/actions.ts'
import { makeToken, TOKEN_CHANCE_BYTES } from '../../src/identity/token.ts'
import { newId } from '../../src/kit/new-id.ts'
import { PERMISSIONS, type Permission, permissionsOf, ROLES, withParts } from '../../src/kit/permission.ts'
import { makeEnrolment, runnerTokenHash } from '../../src/runbook/remote/runner/routes.ts'
import { putRunner } from '../../src/runbook/remote/runner/store.ts'
import { addPerson, asker, deskOn } from '../identity-desk.ts'
import type { WholeServer } from './whole-server.ts'

/** What a proof is worth: to routes for people, and to routes for runners. */
export type Worth =
  | { user: 'missing' | 'invalid' | 'cross-site'; runner: boolean }
  | { user: ReadonlySet<Permission>; runner: false }

export interface Principal {
  readonly name: string
  readonly worth: Worth
  readonly headers: Record<string, string>
  /** Makes the proof anew, where a route has ended it. */
  readonly renew?: () => Promise<void>
}

type House = Pick<WholeServer, 'db' | 'host'>

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

/** Headers a browser sends for one of our own pages. */
export const fromOurPage = (host: string, { secret }: Pick<Begun, 'secret'>) => ({
  ...{ cookie: `opsbook=${reveal(secret)}`, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' },
  'x-opsbook-csrf': csrfToken(secret),
})

export const sessionOf = (db: Database, user: { id: string; name: string }): Promise<Begun> => {
  const desk = deskOn(db)
  return db.transaction().execute((tx) => beginSession(desk, tx, asker(), { ...user, way: 'password' }))
}

export async function tokenOf(db: Database, userId: string, scope: readonly Permission[]) {
  const given = { userId, name: `for ${scope.join(' ') || 'nothing'}`, scope, validMs: 3_600_000 }
  const made = await createToken(deskOn(db), asker(), given)
  if ('no' in made) throw new Error(made.no.code)
  return { id: made.value.token.id, text: reveal(made.value.secret) }
}

/** All of them; `key` is the key of some integration. */
export async function principals(house: House, key: string): Promise<Principal[]> {
  const nothing: Principal[] = [
    { name: 'nobody', worth: { user: 'missing', runner: false }, headers: {} },
    ...[
      ['nonsense', bearer('nonsense')],
      ['a token that was never given out', bearer(reveal(makeToken('api', randomBytes(TOKEN_CHANCE_BYTES)).secret))],
      ['a session that never was', bearer(reveal(makeToken('session', randomBytes(TOKEN_CHANCE_BYTES)).secret))],
      ['an empty password', { authorization: `Basic ${Buffer.from('the-admin:').toString('base64')}` }],
      ['an integration key', bearer(key)],
    ].map(([name, headers]) => ({ name, worth: { user: 'invalid', runner: false }, headers }) as Principal),
  ]
  const people = await Promise.all(ROLES.map((role) => roleOf(house, role)))
  const admin = people.find(({ role }) => role === 'admin')!
  return [
    ...nothing,
    ...people.flatMap(({ principals }) => principals),
    ...(await scoped(house, admin.user.id)),
    ...(await ended(house, admin.user)),
    ...(await runners(house.db)),
  ]
}

async function roleOf({ db, host }: House, role: (typeof ROLES)[number]) {
  const { user } = await addPerson(deskOn(db), `the-${role}`, role)
  const worth: Worth = { user: permissionsOf(role), runner: false }
  const renewable = async (name: string, proof: (session: Begun) => Record<string, string>): Promise<Principal> => {
    const headers: Record<string, string> = {}
    const renew = async () => void Object.assign(headers, proof(await sessionOf(db, user)))
    await renew()
    return { name, worth, headers, renew }
  }
  const byHeader = await renewable(`${role} by session`, ({ secret }) => bearer(reveal(secret)))
  const byCookie = await renewable(`${role} by cookie`, (session) => fromOurPage(host, session))
  const { cookie, ...others } = byCookie.headers
  const bare: Principal = {
    ...{ name: `${role} by cookie without the cookie`, worth: { user: 'missing', runner: false }, headers: others },
  }
  return { role, user, principals: [byHeader, byCookie, bare] }
}

async function scoped({ db }: House, userId: string): Promise<Principal[]> {
  const single = await Promise.all(
    PERMISSIONS.map(async (permission) => {
      const { text } = await tokenOf(db, userId, [permission])
      // Everybody who is signed in may end what they hold.
      const user = withParts(['session:own', permission])
      return { name: `token for ${permission}`, worth: { user, runner: false as const }, headers: bearer(text) }
    }),
  )
  const { text } = await tokenOf(db, userId, [])
  const user = new Set<Permission>(['session:own'])
  return [...single, { name: 'token for nothing', worth: { user, runner: false }, headers: bearer(text) }]
}

/** Proofs that were good once. */
async function ended({ db }: House, admin: { id: string; name: string }): Promise<Principal[]> {
  const sessionId = async (session: Begun, change: ReturnType<typeof sql>) => {
    await sql`update sessions set ${change} where id = ${session.sessionId}`.execute(db)
    return reveal(session.secret)
  }
  const idle = await sessionId(await sessionOf(db, admin), sql`last_seen_at = now() - interval '25 hours'`)
  const old = await sessionId(await sessionOf(db, admin), sql`created_at = now() - interval '15 days'`)
  const over = await sessionId(await sessionOf(db, admin), sql`ended_at = now()`)
  const revoked = await tokenOf(db, admin.id, ['audit:read'])
  await sql`update api_tokens set revoked_at = now() where id = ${revoked.id}`.execute(db)
  const expired = await tokenOf(db, admin.id, ['audit:read'])
  await sql`update api_tokens set created_at = now() - interval '2 days', expires_at = now() - interval '1 second' where id = ${expired.id}`.execute(
    db,
  )
  const gone = await addPerson(deskOn(db), 'gone', 'admin')
  const goneToken = await tokenOf(db, gone.user.id, ['audit:read'])
  await sql`update users set disabled_at = now() where id = ${gone.user.id}`.execute(db)
  const proofs: [string, string][] = [
    ['an idle session', idle],
    ['a session that is too old', old],
    ['a session that was ended', over],
    ['a revoked token', revoked.text],
    ['an expired token', expired.text],
    ['a disabled user by session', reveal(gone.secret)],
    ['a disabled user by token', goneToken.text],
  ]
  return proofs.map(([name, text]) => ({ name, worth: { user: 'invalid', runner: false }, headers: bearer(text) }))
}

async function runners(db: Database): Promise<Principal[]> {
  const add = async (name: string) => {
    const token = `obr_${createHash('sha256').update(name).digest('base64url')}`
    const runner = { id: newId('runner'), name, tokenHash: runnerTokenHash(token), version: '1', host: 'h', by: 'test' }
    await putRunner(db, runner)
    return { id: runner.id, token }
  }
  const live = await add('live')
  const disabled = await add('disabled')
  await sql`update runners set disabled_at = now() where id = ${disabled.id}`.execute(db)
  const invitation = await makeEnrolment({ db, note: async () => undefined }, 'invited', { id: 'x', name: 'x' })
  return [
    { name: 'a runner', worth: { user: 'invalid', runner: true }, headers: bearer(live.token) },
    { name: 'a disabled runner', worth: { user: 'invalid', runner: false }, headers: bearer(disabled.token) },
    { name: 'an invitation of a runner', worth: { user: 'invalid', runner: false }, headers: bearer(invitation) },
  ]
}
