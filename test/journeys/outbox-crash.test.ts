/** Senders that are killed, and one that comes back from the dead: nothing is lost, and nothing is said twice but what a crash cut off. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import type pg from 'pg'
import { expect, onTestFinished, test, vi } from 'vitest'
import { inTransaction } from '../../src/db/transaction.ts'
import { notifyPerson } from '../../src/response/page/notify/actions.ts'
import { contactable } from '../contactable.ts'
import { chanceOf, chosenSeed } from '../crash/random.ts'
import { testDatabase } from '../test-database.ts'

const PROGRAM = new URL('../crash/outbox-process.js', import.meta.url).pathname

interface Heard {
  readonly delivery: string
  readonly page: string
  readonly atMs: number
}

/** A provider that takes a while to answer, and writes down what it heard. */
async function provider(answerMs: () => number) {
  const heard: Heard[] = []
  const server = createServer((request, answer) => {
    let body = ''
    request.on('data', (piece) => {
      body += piece
    })
    request.on('end', () => {
      heard.push({ delivery: String(request.headers['idempotency-key']), page: body, atMs: performance.now() })
      setTimeout(() => answer.end('ok'), answerMs())
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, heard }
}

async function sender(config: pg.PoolConfig, url: string, thinkMs = 0): Promise<ChildProcess> {
  const { types: _, ...plain } = config
  const child = spawn(process.execPath, [PROGRAM, JSON.stringify(plain), url, String(thinkMs)], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  })
  await once(child.stdout!, 'data')
  return child
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL')
  await once(child, 'exit')
}

test('three senders, killed again and again: every page arrives, twice at most for each crash, under one name', {
  timeout: 180_000,
}, async () => {
  const { db, config } = await testDatabase()
  const seed = chosenSeed()
  const chance = chanceOf(seed)
  const { url, heard } = await provider(() => chance.between(0, 120))
  const people = Array.from({ length: 40 }, (_, index) => `person_${index}`)
  for (const person of people) await contactable(db, person, ['push'])
  const senders = await Promise.all([sender(config, url), sender(config, url), sender(config, url)])
  let kills = 0
  let pages = 0
  for (let round = 0; round < 12; round += 1) {
    for (const userId of people.slice(0, 10 + chance.between(0, 30))) {
      const pageId = `page_${pages++}`
      const subject = { kind: 'incident' as const, id: pageId, thread: pageId }
      await inTransaction(db, (tx) => notifyPerson(tx, { userId, pageId, subject, urgency: 'high', severity: 'P0' }))
    }
    await sleep(chance.between(0, 200))
    const victim = chance.between(0, senders.length)
    await kill(senders[victim]!)
    kills += 1
    senders[victim] = await sender(config, url)
  }
  await vi.waitFor(
    async () => {
      const { rows } = await sql<{ left: number }>`
        select count(*)::int as left from messages where state <> 'accepted'`.execute(db)
      expect(rows[0]!.left).toBe(0)
    },
    { timeout: 90_000, interval: 200 },
  )
  const names = new Map<string, Set<string>>()
  for (const { page, delivery } of heard) names.set(page, (names.get(page) ?? new Set()).add(delivery))
  expect(names.size).toBe(pages)
  expect([...names.values()].filter((each) => each.size !== 1)).toEqual([])
  const most = Math.max(...[...names.keys()].map((page) => heard.filter((each) => each.page === page).length))
  const twice = heard.length - names.size
  process.stdout.write(`seed ${seed}: ${pages} pages, ${kills} kills, ${twice} repeated, ${most} times at most\n`)
  expect(most).toBeLessThanOrEqual(1 + kills)
  // A crash repeats no more than what was under way in it.
  expect(twice).toBeLessThanOrEqual(kills * 8)
})

test('without a crash nothing is said twice, however many senders there are', { timeout: 120_000 }, async () => {
  const { db, config } = await testDatabase()
  const { url, heard } = await provider(() => 10)
  await Promise.all([sender(config, url), sender(config, url), sender(config, url)])
  for (let index = 0; index < 60; index += 1) {
    const userId = `person_${index % 20}`
    if (index < 20) await contactable(db, userId, ['push'])
    const subject = { kind: 'incident' as const, id: `i${index}`, thread: `i${index}` }
    await inTransaction(db, (tx) =>
      notifyPerson(tx, { userId, pageId: `page_${index}`, subject, urgency: 'high', severity: 'P1' }),
    )
  }
  await vi.waitFor(() => expect(heard.length).toBeGreaterThanOrEqual(60), { timeout: 60_000, interval: 100 })
  await sleep(1_000)
  expect(heard.map(({ page }) => page).sort()).toEqual(Array.from({ length: 60 }, (_, index) => `page_${index}`).sort())
})

test('a sender that was stopped in the middle says nothing when it comes back: another one has said it', {
  timeout: 120_000,
}, async () => {
  const { db, config } = await testDatabase()
  const { url, heard } = await provider(() => 0)
  await contactable(db, 'ana', ['push'])
  const zombie = await sender(config, url, 2_000)
  const subject = { kind: 'incident' as const, id: 'i', thread: 'i' }
  await inTransaction(db, (tx) =>
    notifyPerson(tx, { userId: 'ana', pageId: 'page_1', subject, urgency: 'high', severity: 'P0' }),
  )
  await vi.waitFor(
    async () => {
      const { rows } = await sql<{ state: string }>`select state from message_deliveries`.execute(db)
      expect(rows).toEqual([{ state: 'sending' }])
    },
    { timeout: 20_000, interval: 10 },
  )
  zombie.kill('SIGSTOP')
  await sender(config, url)
  await vi.waitFor(() => expect(heard).toHaveLength(1), { timeout: 40_000, interval: 50 })
  zombie.kill('SIGCONT')
  await sleep(5_000)
  expect(heard).toHaveLength(1)
  const { rows } = await sql<{
    state: string
    attempts: number
  }>`select state, attempts from message_deliveries`.execute(db)
  expect(rows).toEqual([{ state: 'accepted', attempts: 2 }])
})
