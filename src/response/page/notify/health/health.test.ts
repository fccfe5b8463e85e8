import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { contactable } from '../../../../../test/contactable.ts'
import { testDatabase } from '../../../../../test/test-database.ts'
import { inTransaction } from '../../../../db/transaction.ts'
import { notifyPerson } from '../actions.ts'
import { attachDue } from '../outbox/attach/actions.ts'
import { SETTLE_RESTORED_MESSAGES } from '../outbox/settle-restored.ts'
import { claimDeliveries } from '../outbox/store.ts'
import { stormBudgets } from '../settings/compile-delivery.ts'
import { deliverySchema } from '../settings/delivery-schema.ts'
import { adoptChannels, forgetMessages, outboxFacts } from './store.ts'

const budgets = stormBudgets(deliverySchema.parse({}))

async function world() {
  const { db } = await testDatabase()
  await contactable(db, 'ana', ['push', 'voice'])
  const subject = { kind: 'incident' as const, id: 'i', thread: 'i' }
  const notify = (pageId: string) =>
    inTransaction(db, (tx) => notifyPerson(tx, { userId: 'ana', pageId, subject, urgency: 'high', severity: 'P1' }))
  const states = async (table: 'messages' | 'message_deliveries') =>
    (await sql<{ state: string }>`select state from ${sql.table(table)} order by id`.execute(db)).rows.map(
      ({ state }) => state,
    )
  return { db, notify, states }
}

test('what should have left and what nobody took up is told', async () => {
  const { db, notify } = await world()
  expect(await outboxFacts(db)).toEqual({ waiting: 0, oldestSeconds: 0, stuck: 0 })
  await notify('p1')
  await sql`update messages set due_at = due_at - interval '40 seconds'`.execute(db)
  expect(await outboxFacts(db)).toMatchObject({ waiting: 2, oldestSeconds: expect.closeTo(40, -1), stuck: 0 })
  await attachDue(db, budgets)
  expect(await claimDeliveries(db, { lanes: [0, 2], busy: [], limit: 9 })).toHaveLength(1)
  await sql`update message_deliveries set leased_until = now() - interval '20 seconds'`.execute(db)
  expect(await outboxFacts(db)).toMatchObject({ stuck: 1 })
})

test('a restored database hands over nothing that was on its way when the backup was written', async () => {
  const { db, notify, states } = await world()
  await notify('p1')
  await notify('p2')
  await attachDue(db, budgets)
  await claimDeliveries(db, { lanes: [0, 2], busy: [], limit: 1 })
  for (const statement of SETTLE_RESTORED_MESSAGES) await sql.raw(statement).execute(db)
  expect(new Set(await states('messages'))).toEqual(new Set(['withdrawn']))
  expect(new Set(await states('message_deliveries'))).toEqual(new Set(['withdrawn']))
  expect(await attachDue(db, budgets)).toBe(0)
  expect(await claimDeliveries(db, { lanes: [0, 2], busy: [], limit: 9 })).toEqual([])
})

test('messages that are over are forgotten after their time, those that wait never', async () => {
  const { db, notify, states } = await world()
  await notify('old')
  await sql`update messages set state = 'accepted', done_at = now() - interval '91 days' where channel = 'push'`.execute(
    db,
  )
  await sql`update messages set created_at = now() - interval '91 days'`.execute(db)
  await forgetMessages(db, 90, new AbortController().signal)
  expect(await states('messages')).toEqual(['pending'])
})

test('a channel that is in the settings no more is not used until it is back', async () => {
  const { db, notify, states } = await world()
  await adoptChannels(db, ['other'])
  expect(await notify('p1')).toMatchObject({ reachable: false })
  await adoptChannels(db, ['voice', 'push'])
  expect(await notify('p1')).toMatchObject({ reachable: true })
  expect(await states('messages')).toHaveLength(2)
  const { rows } = await sql<{ channel: string }>`select channel from messages order by due_at`.execute(db)
  expect(rows.map(({ channel }) => channel)).toEqual(['voice', 'push'])
})
