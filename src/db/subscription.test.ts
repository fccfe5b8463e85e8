import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { testDatabase } from '../../test/test-database.ts'
import type { Database } from './database.ts'
import { publish, type StoredEvent } from './events.ts'
import { type Subscription, startSubscriber } from './subscription.ts'
import { inTransaction } from './transaction.ts'

const say = (db: Database, ...subjects: string[]) =>
  inTransaction(db, (tx) =>
    publish(
      tx,
      subjects.map((subject) => ({ type: 'alert.opened', subject, data: {} })),
    ),
  )

const follow = (db: Database, handle: (event: StoredEvent) => Promise<void>, troubles: unknown[] = []) => {
  const handleAll: Subscription['handle'] = async (events) => {
    for (const event of events) await handle(event)
  }
  const subscriber = startSubscriber(
    { name: 'test', types: new Set(['alert.opened']), handle: handleAll },
    { db, onTrouble: (error) => troubles.push(error) },
  )
  onTestFinished(subscriber.stop)
  return subscriber
}

const until = async (holds: () => boolean) => {
  while (!holds()) await sleep(10)
}

test('events are handled in order, and a later start goes on where the last one was', async () => {
  const { db } = await testDatabase()
  const seen: string[] = []
  const first = follow(db, async ({ subject }) => void seen.push(subject))
  await sleep(100)
  await say(db, 'a', 'b')
  first.wake()
  await until(() => seen.length === 2)
  await first.stop()
  await say(db, 'c')
  follow(db, async ({ subject }) => void seen.push(subject))
  await until(() => seen.length === 3)
  expect(seen).toEqual(['a', 'b', 'c'])
})

test('of several replicas one handles each event', async () => {
  const { db } = await testDatabase()
  const seen: string[] = []
  const replicas = [1, 2, 3].map(() => follow(db, async ({ subject }) => void seen.push(subject)))
  await sleep(100)
  for (let n = 0; n < 30; n += 1) await say(db, String(n))
  while (seen.length < 30) {
    for (const { wake } of replicas) wake()
    await sleep(20)
  }
  await sleep(100)
  expect(seen).toEqual(Array.from({ length: 30 }, (_, n) => String(n)))
})

test('what fails is tried again before what follows, and a poisonous event is passed over in the end', async () => {
  const { db } = await testDatabase()
  const tried: string[] = []
  const troubles: unknown[] = []
  const subscriber = follow(
    db,
    async ({ subject }) => {
      tried.push(subject)
      if (subject === 'poison') throw new Error('no')
    },
    troubles,
  )
  await sleep(100)
  await say(db, 'poison', 'good')
  subscriber.wake()
  await until(() => tried.includes('good'))
  // Once with what follows it, then alone.
  expect(tried).toEqual(['poison', 'poison', 'poison', 'poison', 'poison', 'poison', 'good'])
  expect(troubles).toHaveLength(5)
})
