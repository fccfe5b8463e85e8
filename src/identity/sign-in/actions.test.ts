import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { addPerson, asker, firstAdmin, PASSWORD, testDesk } from '../../../test/identity-desk.ts'
import { findAudit } from '../../audit/store.ts'
import { eventsAfter } from '../../db/events.ts'
import { authenticate } from '../authenticate/actions.ts'
import type { Begun, IdentityDesk, Outcome } from '../desk.ts'
import { changePassword, createToken, revokeToken } from '../own/actions.ts'
import { reveal, Secret } from '../secret.ts'
import { findUser } from '../store.ts'
import { updateUser } from '../user/actions.ts'
import { endOwnSession, signIn } from './actions.ts'

const code = (outcome: Outcome<unknown>) => ('no' in outcome ? outcome.no.code : 'done')
const value = <Value>(outcome: Outcome<Value>): Value => {
  if ('no' in outcome) throw new Error(outcome.no.code)
  return outcome.value
}
const attempt = (desk: IdentityDesk, login: string, password = PASSWORD, address = '192.0.2.1') =>
  signIn(desk, asker(address), { login, password: new Secret(password) })
const who = async (desk: IdentityDesk, secret: Secret) => {
  const known = await authenticate(desk, { method: 'POST', headers: { authorization: `Bearer ${reveal(secret)}` } })
  return 'reason' in known ? known.reason : known.actor.kind
}

test('a password lets in by name or address; nothing tells what was wrong', async () => {
  const desk = await testDesk()
  await firstAdmin(desk)
  const bo = await addPerson(desk, 'bo', 'responder')
  expect(code(await attempt(desk, ' ANA '))).toBe('done')
  expect(code(await attempt(desk, 'ana@shop.example'))).toBe('done')
  await updateUser(desk, asker(), bo.user.id, { disabled: true })
  const wrong = await Promise.all([
    attempt(desk, 'ana', 'wrong password here'),
    attempt(desk, 'bo'),
    attempt(desk, 'nobody-of-that-name'),
    attempt(desk, '\u0000'),
  ])
  expect(new Set(wrong.map((each) => JSON.stringify(each))).size).toBe(1)
  const refusals = (await findAudit(desk.db, { action: 'session.started' }, 50)).filter(({ body }) =>
    body.includes('refused'),
  )
  expect(refusals).toHaveLength(4)
})

test('tries at once count one by one: five, and not one more', async () => {
  const { db, replicas, ...desk } = await testDesk(2)
  await firstAdmin({ ...desk, db })
  const tries = await Promise.all(
    Array.from({ length: 20 }, (_, n) => attempt(replicas[n % 2]!, 'ana', 'wrong password here', '198.51.100.7')),
  )
  expect(tries.map(code).filter((each) => each === 'login/wrong')).toHaveLength(5)
  expect(tries.map(code).filter((each) => each === 'login/too-many')).toHaveLength(15)
  expect(code(await attempt({ ...desk, db }, 'ana', PASSWORD, '198.51.100.7')), 'even a right one').toBe(
    'login/too-many',
  )
  expect(code(await attempt({ ...desk, db }, 'ana', PASSWORD, '203.0.113.9')), 'another source').toBe('done')
  await sql`update login_tries set at = at - interval '15 minutes'`.execute(db)
  expect(code(await attempt({ ...desk, db }, 'ana', PASSWORD, '198.51.100.7')), 'later').toBe('done')
})

test('whoever is attacked from everywhere still gets in from where they always do', async () => {
  const desk = await testDesk()
  await firstAdmin(desk)
  expect(code(await attempt(desk, 'ana', PASSWORD, '203.0.113.9'))).toBe('done')
  for (let n = 0; n < 22; n++) await attempt(desk, 'ana', 'wrong password here', `198.51.100.${n}`)
  expect(code(await attempt(desk, 'ana', PASSWORD, '198.51.100.99'))).toBe('login/too-many')
  expect(code(await attempt(desk, 'ana', PASSWORD, '203.0.113.9'))).toBe('done')
})

test('signing out, a new role and disabling end sessions and tokens at once', async () => {
  const desk = await testDesk()
  await firstAdmin(desk)
  const bo = await addPerson(desk, 'bo', 'operator')
  const mine = asker('192.0.2.1', bo.actor)
  const again = value(await attempt(desk, 'bo'))
  expect(await endOwnSession(desk, mine, bo.user.id, bo.sessionId)).toBe(true)
  expect([await who(desk, bo.secret), await who(desk, again.secret)]).toEqual(['invalid', 'user'])
  const wish = { userId: bo.user.id, name: 'ci', scope: ['run:start', 'alert:read'] as const, validMs: 3_600_000 }
  const { secret, token } = value(await createToken(desk, mine, wish))
  expect(await who(desk, secret)).toBe('token')
  value(await updateUser(desk, asker(), bo.user.id, { role: 'viewer' }))
  expect(await who(desk, again.secret)).toBe('invalid')
  const known = await authenticate(desk, { method: 'GET', headers: { authorization: `Bearer ${reveal(secret)}` } })
  expect('permissions' in known && [...known.permissions].sort()).toEqual(['alert:read', 'session:own'])
  const third = value(await attempt(desk, 'bo'))
  value(await updateUser(desk, asker(), bo.user.id, { disabled: true }))
  expect([await who(desk, third.secret), await who(desk, secret)]).toEqual(['invalid', 'invalid'])
  value(await updateUser(desk, asker(), bo.user.id, { disabled: false }))
  expect([await who(desk, third.secret), await who(desk, secret)], 'ended is ended').toEqual(['invalid', 'invalid'])
  const told = (await eventsAfter(desk.db, '0-0', 100)).filter(({ type }) => type === 'user.access-changed')
  expect(told.filter(({ subject }) => subject === bo.user.id).length).toBeGreaterThanOrEqual(3)
  expect(token.scope).toEqual(['run:start', 'alert:read'])
})

test('a new password ends all other sessions', async () => {
  const desk = await testDesk()
  const here: Begun = await firstAdmin(desk)
  const there = value(await attempt(desk, 'ana'))
  const change = (current: string, next: string) =>
    changePassword(desk, asker('192.0.2.1', { kind: 'user', ...here.user }), {
      ...{ userId: here.user.id, session: here.sessionId },
      ...{ current: new Secret(current), next: new Secret(next) },
    })
  expect(code(await change('not this one, sorry', 'a lamp that nobody lit'))).toBe('password/wrong')
  expect(code(await change(PASSWORD, 'ana@shop.example'))).toBe('password/refused')
  expect(value(await change(PASSWORD, 'a lamp that nobody lit'))).toEqual({ sessionsEnded: 1 })
  expect([await who(desk, here.secret), await who(desk, there.secret)]).toEqual(['user', 'invalid'])
  expect([code(await attempt(desk, 'ana')), code(await attempt(desk, 'ana', 'a lamp that nobody lit'))]).toEqual([
    'login/wrong',
    'done',
  ])
})

test('a token: at most what its owner may, ends when told and in time, its use noted once a minute', async () => {
  const desk = await testDesk()
  await firstAdmin(desk)
  const bo = await addPerson(desk, 'bo', 'responder')
  const mine = asker('192.0.2.1', bo.actor)
  const make = (scope: readonly ('run:start' | 'alert:read')[]) =>
    createToken(desk, mine, { userId: bo.user.id, name: 'ci', scope, validMs: 3_600_000 })
  expect(code(await make(['run:start']))).toBe('token/scope')
  const first = value(await make(['alert:read']))
  const used = async () => {
    const { rows } = await sql<{
      at: Date | null
    }>`select last_used_at as at from api_tokens where id = ${first.token.id}`.execute(desk.db)
    return rows[0]!.at
  }
  expect(await used()).toBeNull()
  await who(desk, first.secret)
  const noted = await used()
  expect(noted).toBeInstanceOf(Date)
  await Promise.all(Array.from({ length: 20 }, () => who(desk, first.secret)))
  expect(await used()).toEqual(noted)
  await sql`update api_tokens set last_used_at = now() - interval '2 minutes'`.execute(desk.db)
  await who(desk, first.secret)
  expect((await used())!.getTime()).toBeGreaterThan(noted!.getTime() - 1)
  expect(code(await revokeToken(desk, mine, first.token.id, () => false))).toBe('token/unknown')
  value(await revokeToken(desk, mine, first.token.id, () => true))
  expect(await who(desk, first.secret)).toBe('invalid')
  const second = value(await make(['alert:read']))
  await sql`update api_tokens set expires_at = now() - interval '1 second'`.execute(desk.db)
  expect(await who(desk, second.secret)).toBe('invalid')
})

test('sessions end when idle and when old, by the database clock', async () => {
  const desk = await testDesk()
  const { secret } = await firstAdmin(desk)
  await sql`update sessions set last_seen_at = now() - interval '23 hours'`.execute(desk.db)
  expect(await who(desk, secret)).toBe('user')
  await sql`update sessions set last_seen_at = now() - interval '25 hours'`.execute(desk.db)
  expect(await who(desk, secret)).toBe('invalid')
  await sql`update sessions set last_seen_at = now(), created_at = now() - interval '15 days'`.execute(desk.db)
  expect(await who(desk, secret)).toBe('invalid')
})

test('the last administrator stays, whatever two of them do to each other at once', async () => {
  const desk = await testDesk()
  const ana = await firstAdmin(desk)
  const bo = await addPerson(desk, 'bo', 'admin')
  const both = await Promise.all([
    updateUser(desk, asker('192.0.2.1', bo.actor), ana.user.id, { disabled: true }),
    updateUser(desk, asker('192.0.2.1', { kind: 'user', ...ana.user }), bo.user.id, { role: 'viewer' }),
  ])
  expect(both.map(code).sort()).toEqual(['done', 'user/last-admin'])
})

test('a user who was changed meanwhile is not overwritten', async () => {
  const desk = await testDesk()
  const { user } = await firstAdmin(desk)
  const { version } = (await findUser(desk.db, user.id))!
  const rename = (name: string) => updateUser(desk, asker(), user.id, { name, version })
  const both = await Promise.all([rename('Ana L.'), rename('Ana Lima')])
  expect(both.map(code).sort()).toEqual(['done', 'user/changed'])
})

test('what somebody typed in the place of their name is kept nowhere: it may be their password', async () => {
  const desk = await testDesk()
  await firstAdmin(desk)
  await attempt(desk, 'my dog is called rex 99', 'ana')
  const { rows } = await sql`select account from login_tries`.execute(desk.db)
  const bodies = (await findAudit(desk.db, {}, 10)).map(({ body }) => body)
  expect(JSON.stringify([rows, bodies])).not.toContain('rex')
  expect(bodies[0]).toContain('"id":"unknown"')
})

test('name and address of one account share their tries', async () => {
  const desk = await testDesk()
  await firstAdmin(desk)
  for (const login of ['ana', 'ana@shop.example', 'ANA', 'ana', 'ana@shop.example'])
    expect(code(await attempt(desk, login, 'wrong password here'))).toBe('login/wrong')
  expect(code(await attempt(desk, 'ana@shop.example'))).toBe('login/too-many')
})
