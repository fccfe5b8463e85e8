import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { expect, test, vi } from 'vitest'
import { contactable } from '../../../../../test/contactable.ts'
import { testChannel } from '../../../../../test/test-channel.ts'
import { testDatabase } from '../../../../../test/test-database.ts'
import { testOutbox } from '../../../../../test/test-outbox.ts'
import { inTransaction } from '../../../../db/transaction.ts'
import { notifyPerson, withdrawMessages } from '../actions.ts'

test('an answer stops what is queued: everything is taken back at once, and nothing is handed over later', async () => {
  const { db } = await testDatabase()
  const push = testChannel('push')
  const handedOverAtMs: number[] = []
  // Each takes a while to connect, as a provider far away does.
  push.answer = async ({ beforeHandOver }) => {
    await sleep(150)
    await beforeHandOver!()
    handedOverAtMs.push(performance.now())
    return { state: 'accepted' }
  }
  const subject = { kind: 'incident' as const, id: 'incident_1', thread: 'incident_1' }
  const people = Array.from({ length: 60 }, (_, index) => `person_${index}`)
  for (const person of people) await contactable(db, person, ['push'])
  testOutbox(db, [push])
  await inTransaction(db, async (tx) => {
    for (const userId of people)
      await notifyPerson(tx, { userId, pageId: `page_${userId}`, subject, urgency: 'high', severity: 'P1' })
  })
  await vi.waitFor(() => expect(handedOverAtMs.length).toBeGreaterThan(3), { timeout: 20_000, interval: 5 })
  const before = performance.now()
  await inTransaction(db, (tx) => withdrawMessages(tx, { subject }))
  const answeredAtMs = performance.now()
  expect(answeredAtMs - before).toBeLessThan(1_000)
  await vi.waitFor(
    async () => {
      const { rows } = await sql<{ left: number }>`
        select count(*)::int as left from message_deliveries where state in ('pending', 'sending')`.execute(db)
      expect(rows[0]!.left).toBe(0)
    },
    { timeout: 20_000, interval: 50 },
  )
  await sleep(2_500)
  expect(handedOverAtMs.filter((at) => at > answeredAtMs + 2_000)).toEqual([])
  expect(handedOverAtMs.length).toBeLessThan(people.length)
  const { rows } = await sql<{ state: string; count: number }>`
    select state, count(*)::int as count from messages group by state order by state`.execute(db)
  expect(rows).toEqual([
    { state: 'accepted', count: handedOverAtMs.length },
    { state: 'withdrawn', count: people.length - handedOverAtMs.length },
  ])
})
