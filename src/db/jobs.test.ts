import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { testDatabase } from '../../test/test-database.ts'
import { startJobs } from './jobs.ts'
import { inTransaction } from './transaction.ts'

const troubles: string[] = []
const start = (config: Parameters<typeof startJobs>[0]['config']) =>
  startJobs({ config, onTrouble: (message) => troubles.push(message) })

test('a job exists if and only if its transaction commits, and waits for its time', async () => {
  const { db, config } = await testDatabase()
  const jobs = await start(config)
  const done: unknown[] = []
  await jobs.work({ name: 'mail', handle: async ({ to }) => void done.push(to) })
  const failing = inTransaction(db, async (tx) => {
    await jobs.enqueue(tx, 'mail', { to: 'nobody' })
    throw new Error('rolled back')
  })
  await expect(failing).rejects.toThrow('rolled back')
  const due = new Date(Date.now() + 1_500)
  await inTransaction(db, async (tx) => {
    await jobs.enqueue(tx, 'mail', { to: 'ben' }, { startAfter: due })
    await jobs.enqueue(tx, 'mail', { to: 'ana' })
  })
  while (done.length < 1) await sleep(10)
  expect(done).toEqual(['ana'])
  while (done.length < 2) await sleep(10)
  expect(done).toEqual(['ana', 'ben'])
  expect(Date.now()).toBeGreaterThanOrEqual(due.getTime())
  await jobs.stop(1_000)
})

test('a job that fails is tried again, then kept with the dead', async () => {
  const { db, config } = await testDatabase()
  const jobs = await start(config)
  let tries = 0
  await jobs.work({
    name: 'broken',
    tries: 2,
    handle: async () => {
      tries += 1
      throw new Error('no')
    },
  })
  await inTransaction(db, (tx) => jobs.enqueue(tx, 'broken', {}))
  while ((await jobs.counts()).dead === 0) await sleep(100)
  expect(tries).toBe(2)
  await jobs.stop(1_000)
})
