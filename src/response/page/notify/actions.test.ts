import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { contactable } from '../../../../test/contactable.ts'
import { testDatabase } from '../../../../test/test-database.ts'
import { inTransaction } from '../../../db/transaction.ts'
import { notifyPerson, type PersonPage, reachability, tellUpdate, withdrawMessages } from './actions.ts'

const page: PersonPage = {
  ...{ userId: 'ana', pageId: 'page_1', urgency: 'high', severity: 'P1' },
  subject: { kind: 'incident', id: 'incident_1', thread: 'incident_1' },
}

async function world(channels: readonly string[] = ['ntfy', 'voice']) {
  const { db } = await testDatabase()
  await contactable(db, 'ana', channels)
  const notify = (more: Partial<PersonPage> = {}) => inTransaction(db, (tx) => notifyPerson(tx, { ...page, ...more }))
  const rows = async () =>
    (
      await sql<{ channel: string; kind: string; state: string; inSeconds: number }>`
        select channel, kind, state, round(extract(epoch from due_at - created_at))::int as "inSeconds"
        from messages order by due_at, id`.execute(db)
    ).rows.map(({ channel, kind, state, inSeconds }) => `${channel} ${kind} ${state} in ${inSeconds} s`)
  return { db, notify, rows }
}

test('without rules every verified method is used, the best first', async () => {
  const { notify, rows } = await world()
  expect(await notify()).toMatchObject({ reachable: true, first: expect.any(Date) })
  expect(await rows()).toEqual(['ntfy page pending in 0 s', 'voice page pending in 120 s'])
  await notify()
  expect(await rows()).toEqual(['ntfy page pending in 0 s', 'voice page pending in 120 s'])
})

test('somebody without a verified method, shut out or unknown is not reachable', async () => {
  const { db, notify } = await world()
  expect(await notify({ userId: 'nobody' })).toMatchObject({ reachable: false, why: 'no verified contact method' })
  expect(await reachability(db, ['ana', 'nobody'])).toMatchObject([
    { userId: 'ana', isReachable: true },
    { userId: 'nobody', isReachable: false },
  ])
  await sql`update users set disabled_at = now()`.execute(db)
  expect(await notify()).toMatchObject({ reachable: false })
  expect(await reachability(db, ['ana'])).toMatchObject([{ isReachable: false }])
})

test('what has not left is taken back, and who was told hears what became of it', async () => {
  const { db, notify, rows } = await world()
  await notify()
  await sql`update messages set state = 'accepted' where channel = 'ntfy'`.execute(db)
  expect(await inTransaction(db, (tx) => withdrawMessages(tx, { pageId: 'page_1' }))).toBe(1)
  const subject = { kind: 'incident' as const, id: 'incident_1' }
  const told = await inTransaction(db, (tx) => tellUpdate(tx, { subject, title: 'Acknowledged by Ben' }))
  expect(told).toEqual(['ana'])
  expect(await rows()).toEqual([
    'ntfy page accepted in 0 s',
    'ntfy update pending in 0 s',
    'voice page withdrawn in 120 s',
  ])
})
