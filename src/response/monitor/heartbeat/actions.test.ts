import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { testDatabase } from '../../../../test/test-database.ts'
import type { Database } from '../../../db/database.ts'
import { newId } from '../../../kit/new-id.ts'
import { judgeHeartbeats, recordPing } from './actions.ts'
import { adoptBook, declareHeartbeat, removeHeartbeat, turnSecret } from './declare/actions.ts'
import { pingSecret, pingSecretHash } from './ping/ping-secret.ts'
import { listPings } from './ping/store.ts'
import { claimUntold, findHeartbeat, heartbeatLag, markTold } from './store.ts'

const mark = (text: string, purpose: string) => pingSecretHash(`${purpose} ${text}`)
const written = { every: '5m', grace: '1m', severity: 'critical', labels: { team: 'shop' }, matchers: [] } as const
const plain = () => ({ ...written, labels: { ...written.labels }, matchers: [] as string[] })
const deskOn = (db: Database) => ({ db, newId, mark, note: async () => {} })

async function withNightly() {
  const { db } = await testDatabase()
  const desk = deskOn(db)
  await adoptBook(desk, { nightly: plain() })
  const stateOf = async () => (await findHeartbeat(db, { name: 'nightly' }))?.standing.state
  /** As if so many minutes had gone by, with somebody listening. */
  const later = async (minutes: number) => {
    await sql`update heartbeats set expected_at = expected_at - make_interval(mins => ${minutes}),
      due_at = due_at - make_interval(mins => ${minutes})`.execute(db)
    await judgeHeartbeats(db)
  }
  const events = async () =>
    (await sql<{ type: string }>`select type from events order by seq`.execute(db)).rows.map(({ type }) => type)
  return { db, desk, stateOf, later, events }
}

test('new → up → late → down → up, each once, told to those who follow', async () => {
  const { db, stateOf, later, events } = await withNightly()
  expect(await stateOf()).toBe('new')
  await recordPing(db, { name: 'nightly' }, { kind: 'success' }, { via: 'test' })
  await later(5)
  expect(await stateOf()).toBe('late')
  await later(1)
  await judgeHeartbeats(db)
  expect(await stateOf()).toBe('down')
  await recordPing(db, { name: 'nightly' }, { kind: 'success' }, { via: 'test' })
  expect(await events()).toEqual(['heartbeat.up', 'heartbeat.late', 'heartbeat.down', 'heartbeat.up'])
  expect(await recordPing(db, { name: 'nobody' }, { kind: 'success' }, { via: 'test' })).toBeUndefined()
})

test('what the alert engine does not know is given to one teller at a time, until it knows', async () => {
  const { db, later } = await withNightly()
  await later(7)
  const [[first], second] = [await claimUntold(db, 10), await claimUntold(db, 10)]
  expect([first?.standing.state, second.length]).toEqual(['down', 0])
  // The teller died; its lease runs out and another one tells.
  await sql`update heartbeats set leased_until = now() - interval '1 second'`.execute(db)
  const [again] = await claimUntold(db, 10)
  await recordPing(db, { name: 'nightly' }, { kind: 'success' }, { via: 'test' })
  await markTold(db, again!)
  const [back] = await claimUntold(db, 10)
  expect(back?.standing.state).toBe('up')
  await markTold(db, back!)
  // The first teller was only slow: what it told last is wrong by now, and is told right.
  await markTold(db, first!)
  expect((await claimUntold(db, 10)).map(({ standing }) => standing.state)).toEqual(['up'])
})

test('three replicas judge and claim at once: one alert', async () => {
  const { db } = await withNightly()
  await sql`update heartbeats set expected_at = now() - interval '1 hour', due_at = now() - interval '1 hour'`.execute(
    db,
  )
  await Promise.all([1, 2, 3].map(() => judgeHeartbeats(db)))
  const claimed = await Promise.all([1, 2, 3].map(() => claimUntold(db, 10)))
  expect(claimed.flat()).toHaveLength(1)
})

test('a server that was down itself calls nothing dead', async () => {
  const { db, stateOf, events } = await withNightly()
  await recordPing(db, { name: 'nightly' }, { kind: 'success' }, { via: 'test' })
  await judgeHeartbeats(db)
  await sql`update heartbeats set expected_at = now() - interval '50 minutes', due_at = now() - interval '50 minutes'`.execute(
    db,
  )
  await sql`update heartbeat_watch set watched_until = now() - interval '1 hour'`.execute(db)
  await judgeHeartbeats(db)
  expect(await stateOf()).toBe('up')
  const { standing } = (await findHeartbeat(db, { name: 'nightly' }))!
  expect(standing.expectedAt.getTime()).toBeGreaterThan(Date.now() + 240_000)
  expect(await events()).toEqual(['heartbeat.up'])
})

test('the book adds, changes and removes; the alert of one that is gone ends', async () => {
  const { db, desk, later } = await withNightly()
  await later(7)
  await markTold(db, (await claimUntold(db, 1))[0]!)
  await adoptBook(desk, { nightly: { ...plain(), every: '1h' }, other: plain() })
  expect((await findHeartbeat(db, { name: 'nightly' }))?.written.every).toBe('1h')
  await adoptBook(desk, { other: plain() })
  expect(await findHeartbeat(db, { name: 'nightly' })).toBeUndefined()
  const [gone] = await claimUntold(db, 10)
  expect([gone?.name, gone?.standing.state]).toEqual(['nightly', 'new'])
  await markTold(db, gone!)
  const { rows } = await sql<{ name: string }>`select name from heartbeats`.execute(db)
  expect(rows).toEqual([{ name: 'other' }])
})

test('an address works until it is made anew; what came by it is kept, the last hundred', async () => {
  const { db } = await testDatabase()
  const desk = deskOn(db)
  const by = { kind: 'user', id: 'u', name: 'ana' } as const
  const declared = await declareHeartbeat(desk, { name: 'backup', written: plain(), by })
  if (!declared.ok) throw new Error(declared.why)
  const hashOf = (turn: number) => ({ secretHash: pingSecretHash(pingSecret(mark, declared.heartbeat.id, turn)) })
  for (let n = 0; n < 105; n += 1)
    await recordPing(db, hashOf(1), { kind: 'success' }, { via: 'address', body: `run ${n}` })
  const pings = await listPings(db, declared.heartbeat.id, { limit: 500 })
  expect([pings.length, pings[0]?.body, pings.at(-1)?.body]).toEqual([100, 'run 104', 'run 5'])
  await turnSecret(desk, 'backup', by)
  expect(await recordPing(db, hashOf(1), { kind: 'success' }, { via: 'address' })).toBeUndefined()
  expect(await recordPing(db, hashOf(2), { kind: 'success' }, { via: 'address' })).toBeDefined()
  expect(await declareHeartbeat(desk, { name: 'backup', written: plain(), by })).toEqual({ ok: false, why: 'taken' })
  expect(await removeHeartbeat(desk, 'backup', by)).toBe('removed')
})

test('what is overdue shows in the look at ourselves', async () => {
  const { db } = await withNightly()
  expect(await heartbeatLag(db)).toEqual({ overdueSeconds: 0, untoldSeconds: 0 })
  await sql`update heartbeats set due_at = now() - interval '20 seconds'`.execute(db)
  expect((await heartbeatLag(db)).overdueSeconds).toBeGreaterThan(19)
})
