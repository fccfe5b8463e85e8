import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { testDatabase } from '../../test/test-database.ts'
import { eventsAfter, lastCursor, listenForEvents, publish } from './events.ts'
import { inTransaction } from './transaction.ts'

const event = (subject: string) => ({ type: 'alert.opened', subject, data: { n: subject } })

test('a reader goes on where it stopped', async () => {
  const { db } = await testDatabase()
  await inTransaction(db, (tx) => publish(tx, [event('a'), event('b')]))
  const first = await eventsAfter(db, '0-0', 1)
  expect(first.map(({ subject }) => subject)).toEqual(['a'])
  expect((await eventsAfter(db, first[0]!.cursor, 10)).map(({ subject }) => subject)).toEqual(['b'])
  expect(await eventsAfter(db, await lastCursor(db), 10)).toEqual([])
})

test('a transaction that commits late is not overtaken', async () => {
  const { db } = await testDatabase()
  const seen: string[] = []
  let cursor = '0-0'
  const read = async () => {
    for (const each of await eventsAfter(db, cursor, 100)) {
      seen.push(each.subject)
      cursor = each.cursor
    }
  }
  await inTransaction(db, async (slow) => {
    await publish(slow, [event('slow')])
    await inTransaction(db, (tx) => publish(tx, [event('fast')]))
    await read()
    expect(seen).toEqual([])
  })
  await read()
  expect(seen.sort()).toEqual(['fast', 'slow'])
})

test('transactions come in the order of their numbers, also where these grow by a digit', async () => {
  const { db } = await testDatabase()
  for (const xid of ['100', '9', '99', '10'])
    await sql`insert into events (xid, type, subject, data) values (${xid}::text::xid8, 'alert.opened', ${xid}, '{}')`.execute(
      db,
    )
  const seen: string[] = []
  for (let cursor = '0-0'; ; ) {
    const [next] = await eventsAfter(db, cursor, 1)
    if (!next) break
    seen.push(next.subject)
    cursor = next.cursor
  }
  expect(seen).toEqual(['9', '10', '99', '100'])
  expect(await lastCursor(db)).toMatch(/^100-/)
})

test('what is rolled back never happened', async () => {
  const { db } = await testDatabase()
  const failing = inTransaction(db, async (tx) => {
    await publish(tx, [event('never')])
    throw new Error('changed our mind')
  })
  await expect(failing).rejects.toThrow('changed our mind')
  expect(await eventsAfter(db, '0-0', 10)).toEqual([])
})

test('readers are woken at the commit', async () => {
  const { db, config } = await testDatabase()
  const end = new AbortController()
  let woken = 0
  listenForEvents(config, () => (woken += 1), end.signal)
  while (woken === 0) await sleep(5)
  const before = woken
  const began = performance.now()
  await inTransaction(db, (tx) => publish(tx, [event('a')]))
  while (woken === before) await sleep(1)
  end.abort()
  expect(performance.now() - began).toBeLessThan(900)
})

test('a listener that loses its connection again and again is one listener', async () => {
  const { db, config } = await testDatabase()
  const over = new AbortController()
  listenForEvents({ ...config, application_name: 'lost listener' }, () => undefined, over.signal)
  const pids = async () =>
    (
      await sql<{ pid: number }>`select pid from pg_stat_activity where application_name = 'lost listener'`.execute(db)
    ).rows.map(({ pid }) => pid)
  for (let round = 0; round < 4; round++) {
    while ((await pids()).length === 0) await sleep(10)
    for (const pid of await pids()) await sql`select pg_terminate_backend(${pid})`.execute(db)
    await sleep(600)
  }
  await sleep(600)
  expect(await pids()).toHaveLength(1)
  over.abort()
})
