import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { addPerson, asker, firstAdmin, linkToken, PASSWORD, testDesk } from '../../../test/identity-desk.ts'
import { verifyStored } from '../../audit/actions.ts'
import { findAudit } from '../../audit/store.ts'
import { inTransaction } from '../../db/transaction.ts'
import { authenticate } from '../authenticate/actions.ts'
import type { Begun, Outcome } from '../desk.ts'
import { reveal, Secret } from '../secret.ts'
import { listUsers } from '../store.ts'
import { acceptLink, makeLink, offerSetup, setUp } from './actions.ts'

const code = (outcome: Outcome<unknown>) => ('no' in outcome ? outcome.no.code : 'done')
const wish = (token: string, login = 'ana', password = PASSWORD) => ({
  ...{ token, login, name: 'Ana', email: null, password: new Secret(password) },
})
const bearer = ({ secret }: Begun) => ({ method: 'POST', headers: { authorization: `Bearer ${reveal(secret)}` } })

test('two replicas, two links, two clicks each: one administrator', async () => {
  const { replicas } = await testDesk(2)
  const links = await Promise.all(replicas.map((desk) => offerSetup(desk, 'http://127.0.0.1:8080')))
  const clicks = replicas.flatMap((desk, at) => [0, 1].map(() => ({ desk, token: linkToken(links[at]!) })))
  const outcomes = await Promise.all(
    clicks.map(({ desk, token }, at) => setUp(desk, asker(), wish(token, `admin${at}`))),
  )
  expect(outcomes.map(code).filter((each) => each === 'done')).toHaveLength(1)
  expect(outcomes.map(code).filter((each) => each !== 'done')).toEqual(Array(3).fill('setup/already-set-up'))
  const [{ db } = { db: undefined }] = replicas
  expect(await listUsers(db!, undefined, 10)).toMatchObject([{ role: 'admin', createdBy: 'setup' }])
  expect(await offerSetup(replicas[0]!, 'http://127.0.0.1:8080')).toBeUndefined()
  expect(await verifyStored(db!, [])).toMatchObject({ records: 2 })
})

test('the setup link: a wrong one, a weak password, an old one', async () => {
  const desk = await testDesk()
  const token = linkToken((await offerSetup(desk, 'http://127.0.0.1:8080'))!)
  const other = linkToken((await offerSetup({ ...desk, chance: (n) => new Uint8Array(n) }, 'http://x'))!)
  const forged = other.slice(0, 21) + token.slice(21)
  expect(code(await setUp(desk, asker(), wish(forged)))).toBe('setup/unknown')
  expect(code(await setUp(desk, asker(), wish(token, 'ana', 'short')))).toBe('password/refused')
  await sql`update setup_links set expires_at = now() - interval '1 second'`.execute(desk.db)
  expect(code(await setUp(desk, asker(), wish(token)))).toBe('setup/expired')
  expect(await listUsers(desk.db, undefined, 10)).toEqual([])
})

test('the first administrator is signed in, and the audit says so without a secret', async () => {
  const desk = await testDesk()
  const begun = await firstAdmin(desk)
  expect(await authenticate(desk, bearer(begun))).toMatchObject({ actor: { kind: 'user', name: 'Ana' } })
  const bodies = (await findAudit(desk.db, {}, 10)).map(({ body }) => body)
  expect(bodies.map((body) => JSON.parse(body).action)).toEqual(['session.started', 'user.created'])
  for (const secret of [PASSWORD, reveal(begun.secret), 'scrypt$']) expect(bodies.join()).not.toContain(secret)
})

test('a link sets a password once, ends what was open, and the link before it is worth nothing', async () => {
  const desk = await testDesk()
  await firstAdmin(desk)
  const before = await addPerson(desk, 'bo', 'responder')
  const make = () => inTransaction(desk.db, (tx) => makeLink(desk, tx, before.user.id))
  const [first, second] = [await make(), await make()]
  const accept = (link: Secret) =>
    acceptLink(desk, asker(), { token: reveal(link), password: new Secret('a lamp that nobody lit') })
  expect(code(await accept(first))).toBe('link/invalid')
  const twice = await Promise.all([accept(second), accept(second)])
  expect(twice.map(code).sort()).toEqual(['done', 'link/invalid'])
  expect(await authenticate(desk, bearer(before))).toEqual({ reason: 'invalid' })
})

test('a link for a user does not make an administrator, and the other way round', async () => {
  const desk = await testDesk()
  const setup = linkToken((await offerSetup(desk, 'http://127.0.0.1:8080'))!)
  expect(code(await acceptLink(desk, asker(), { token: setup, password: new Secret(PASSWORD) }))).toBe('link/invalid')
})
