import { sql } from 'kysely'
import { expect, test, vi } from 'vitest'
import { contactable } from '../../../../../test/contactable.ts'
import { type TestChannel, testChannel } from '../../../../../test/test-channel.ts'
import { testDatabase } from '../../../../../test/test-database.ts'
import { testOutbox, testPages } from '../../../../../test/test-outbox.ts'
import { inTransaction } from '../../../../db/transaction.ts'
import { notifyPerson, type PersonPage, tellRooms, tellUpdate, withdrawMessages } from '../actions.ts'
import { failingProviders } from './circuit/store.ts'

const within = { timeout: 20_000, interval: 20 }
const page = (pageId: string, severity: PersonPage['severity'] = 'P1'): PersonPage => ({
  ...{ userId: 'ana', pageId, urgency: 'low', severity },
  subject: { kind: 'incident', id: `incident_${pageId}`, thread: `incident_${pageId}` },
})

async function world(channels: readonly TestChannel[]) {
  const { db } = await testDatabase()
  await contactable(
    db,
    'ana',
    channels.map(({ channel }) => channel.id),
  )
  const notify = (...pages: PersonPage[]) =>
    inTransaction(db, async (tx) => {
      for (const each of pages) await notifyPerson(tx, each)
    })
  const states = async () =>
    (
      await sql<{
        text: string
      }>`select channel || ' ' || kind || ' ' || state as text from messages order by channel, id`.execute(db)
    ).rows.map(({ text }) => text)
  const events = async () =>
    (await sql<{ type: string; subject: string }>`select type, subject from events order by seq`.execute(db)).rows.map(
      ({ type, subject }) => (type.startsWith('page.') ? `${type} ${subject}` : type),
    )
  return { db, notify, states, events }
}

const titles = ({ calls }: TestChannel) => calls.map(({ notification }) => notification.title)

test('a page is handed over to the first method, and what became of it is told', async () => {
  const push = testChannel('push')
  const { db, notify, states, events } = await world([push])
  testOutbox(db, [push])
  await notify(page('p1'))
  await vi.waitFor(async () => expect(await states()).toEqual(['push page accepted']), within)
  expect(push.calls).toMatchObject([
    {
      address: 'ana@push',
      attempt: 1,
      notification: { title: 'Page p1', isUrgent: true, deliveryId: expect.stringMatching(/^delivery_/) },
    },
  ])
  expect(await events()).toEqual(['page.sent p1'])
})

test('a failure is tried again under the same id, and the next method is used meanwhile', async () => {
  const [push, voice] = [testChannel('push'), testChannel('voice')]
  push.answer = () =>
    push.calls.length < 3 ? { state: 'failed', lasting: false, why: 'answered 503' } : { state: 'delivered' }
  const { db, notify, states, events } = await world([push, voice])
  testOutbox(db, [push, voice])
  await notify(page('p1'))
  await vi.waitFor(async () => expect(await states()).toEqual(['push page delivered', 'voice page accepted']), within)
  expect(new Set(push.calls.map(({ notification }) => notification.deliveryId)).size).toBe(1)
  expect(push.calls.map(({ attempt }) => attempt)).toEqual([1, 2, 3])
  expect(await events()).toEqual(['message.failed', 'page.sent p1', 'page.sent p1', 'page.delivered p1'])
})

test('Retry-After is honoured while the next method carries the message', async () => {
  const [push, mail] = [testChannel('push'), testChannel('mail')]
  mail.answer = () => ({ state: 'failed', lasting: false, why: 'answered 429', retryAfterMs: 60_000 })
  const { db, notify, states } = await world([push, mail])
  testOutbox(db, [push, mail])
  const began = performance.now()
  await notify(page('p1', 'P3'))
  await vi.waitFor(async () => expect(await states()).toEqual(['mail page pending', 'push page accepted']), within)
  expect(performance.now() - began).toBeLessThan(30_000)
  const { rows } = await sql<{ wait: number }>`
    select extract(epoch from due_at - clock_timestamp())::float8 as wait from message_deliveries where state = 'pending'`.execute(
    db,
  )
  expect(rows.map(({ wait }) => wait > 25)).toEqual([true])
})

test('what fails for good with nothing left is said once, so that others are told', async () => {
  const [push, voice] = [testChannel('push'), testChannel('voice')]
  for (const channel of [push, voice])
    channel.answer = () => ({ state: 'failed', lasting: true, why: 'no such reader', addressIsGone: true })
  const { db, notify, states, events } = await world([push, voice])
  testOutbox(db, [push, voice])
  await notify(page('p1'))
  await vi.waitFor(async () => expect(await states()).toEqual(['push page failed', 'voice page failed']), within)
  await vi.waitFor(
    async () => expect((await events()).filter((each) => each === 'page.unreachable p1')).toHaveLength(1),
    within,
  )
  const { rows } = await sql`select 1 from contact_methods where gone_why = 'no such reader'`.execute(db)
  expect(rows).toHaveLength(2)
})

test('nothing is handed over that was taken back, even when it was claimed already', async () => {
  const [push, voice] = [testChannel('push'), testChannel('voice')]
  const { db, notify, states } = await world([push, voice])
  const over = new Set<string>()
  const reached: string[] = []
  // Taken back between the claim and the first byte.
  push.answer = async ({ beforeHandOver, notification }) => {
    await inTransaction(db, (tx) => withdrawMessages(tx, { pageId: 'p1' }))
    await beforeHandOver!()
    reached.push(notification.title)
    return { state: 'accepted' }
  }
  testOutbox(db, [push, voice], { pages: testPages(over) })
  await notify(page('p1'))
  await vi.waitFor(async () => expect(await states()).toEqual(['push page withdrawn', 'voice page withdrawn']), within)
  over.add('p2')
  await notify(page('p2'))
  await vi.waitFor(async () => expect(await states()).toContain('push page withdrawn'), within)
  await vi.waitFor(async () => {
    const { rows } = await sql<{ state: string }>`select state from message_deliveries`.execute(db)
    expect(rows.map(({ state }) => state)).toEqual(['withdrawn', 'withdrawn'])
  }, within)
  expect(reached).toEqual([])
  expect(push.calls).toHaveLength(1)
})

test('hundreds of pages are one message and a counted one; a P0 among them leaves at once and by itself', async () => {
  const push = testChannel('push')
  const { db, notify } = await world([push])
  testOutbox(db, [push])
  const storm = Array.from({ length: 600 }, (_, index) => page(`s${index}`, 'P3'))
  for (let at = 0; at < storm.length; at += 100) await notify(...storm.slice(at, at + 100))
  await vi.waitFor(() => expect(push.calls.length).toBeGreaterThan(0), within)
  const before = performance.now()
  await notify(page('worst', 'P0'))
  await vi.waitFor(() => expect(titles(push)).toContain('Page worst'), within)
  expect(performance.now() - before).toBeLessThan(5_000)
  await vi.waitFor(async () => {
    const { rows } = await sql`select 1 from messages where state = 'pending' and delivery_id is null`.execute(db)
    expect(rows).toHaveLength(0)
  }, within)
  expect(titles(push)).toHaveLength(2)
  await sql`update message_deliveries set due_at = clock_timestamp() where state = 'pending'`.execute(db)
  await vi.waitFor(() => expect(push.calls).toHaveLength(3), within)
  expect(push.calls[2]!.notification).toMatchObject({ kind: 'grouped', counted: { incidents: 599 } })
})

test('a provider that fails is left alone and said to fail; pages go by the next method at once; one message tries it again', async () => {
  const [push, voice] = [testChannel('push'), testChannel('voice')]
  push.answer = () => ({ state: 'failed', lasting: false, why: 'connection refused' })
  const { db, notify, events } = await world([push, voice])
  await sql`insert into notify_circuits (provider, channel, failures) values ('push', 'push', 4)`.execute(db)
  testOutbox(db, [push, voice])
  await notify(page('p1'))
  await vi.waitFor(async () => expect(await events()).toContain('channel.failing'), within)
  expect(await failingProviders(db)).toMatchObject([{ channel: 'push', why: 'connection refused' }])
  await notify(page('p2'), page('p3'))
  await vi.waitFor(
    () => expect(titles(voice)).toEqual(expect.arrayContaining(['Page p1', 'Page p2', 'Page p3'])),
    within,
  )
  expect(titles(push)).toEqual(['Page p1'])
  push.answer = () => ({ state: 'accepted' })
  await sql`update notify_circuits set closed_until = clock_timestamp()`.execute(db)
  await sql`update message_deliveries set due_at = clock_timestamp() where state = 'pending'`.execute(db)
  await vi.waitFor(async () => expect(await events()).toContain('channel.recovered'), within)
  expect(await failingProviders(db)).toEqual([])
})

test('a message that is not proven in time goes by the next method', async () => {
  const [push, voice] = [testChannel('push', { proof: 'delivered' }), testChannel('voice')]
  push.answer = () => ({ state: 'accepted', providerRef: 'ref-1' })
  const { db, notify, events } = await world([push, voice])
  testOutbox(db, [push, voice], { proofWithinMs: () => 500 })
  await notify(page('p1'))
  await vi.waitFor(() => expect(titles(voice)).toEqual(['Page p1']), within)
  expect(await events()).toContain('page.unproven p1')
})

test('who was told hears what became of it, below the first message of its thread', async () => {
  const push = testChannel('push')
  push.answer = () => ({ state: 'accepted', providerRef: `ref-${push.calls.length}` })
  const { db, notify } = await world([push])
  testOutbox(db, [push])
  await notify(page('p1'))
  await vi.waitFor(() => expect(push.calls).toHaveLength(1), within)
  await vi.waitFor(async () => {
    const subject = { kind: 'incident' as const, id: 'incident_p1' }
    expect(await inTransaction(db, (tx) => tellUpdate(tx, { subject, title: 'Acknowledged by Ben' }))).toEqual(['ana'])
  }, within)
  await vi.waitFor(() => expect(push.calls).toHaveLength(2), within)
  expect(push.calls[1]).toMatchObject({
    threadRef: 'ref-1',
    notification: { kind: 'update', title: 'Acknowledged by Ben', isUrgent: false },
  })
})

test('composing that fails does not silence a page', async () => {
  const push = testChannel('push')
  const { db, notify } = await world([push])
  const compose = async () => {
    throw new Error('a bug')
  }
  testOutbox(db, [push], { pages: { ...testPages(), compose }, onTrouble: () => undefined })
  await notify(page('p1'))
  await vi.waitFor(
    () => expect(titles(push)).toEqual([expect.stringMatching(/details could not be looked up/)]),
    within,
  )
})

test('a room is told through its channel, once, without anybody’s address', async () => {
  const room = testChannel('room', { reach: 'shared' })
  const { db } = await testDatabase()
  testOutbox(db, [room])
  const news = {
    subject: { kind: 'incident' as const, id: 'i' },
    severity: 'P1' as const,
    key: 'i_1',
    text: { title: 'opened: Checkout', lines: [] },
  }
  for (let twice = 0; twice < 2; twice += 1) await inTransaction(db, (tx) => tellRooms(tx, ['room'], news))
  await vi.waitFor(() => expect(room.calls).toHaveLength(1), within)
  expect(room.calls[0]).toMatchObject({ address: '', notification: { kind: 'update', title: 'opened: Checkout' } })
})
