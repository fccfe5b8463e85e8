import { sql } from 'kysely'
import { expect, test, vi } from 'vitest'
import { contactable } from '../../../../../test/contactable.ts'
import { testChannel } from '../../../../../test/test-channel.ts'
import { testDatabase } from '../../../../../test/test-database.ts'
import { testOutbox } from '../../../../../test/test-outbox.ts'
import { inTransaction } from '../../../../db/transaction.ts'
import { notifyPerson, reachability } from '../actions.ts'
import { sendTestPages } from '../proof/actions.ts'
import { type ActPort, takeReport } from './actions.ts'

const within = { timeout: 20_000, interval: 20 }

async function world() {
  const { db } = await testDatabase()
  await contactable(db, 'ana', ['push', 'voice'])
  const [push, voice] = [testChannel('push'), testChannel('voice')]
  push.answer = () => ({ state: 'accepted', providerRef: `ref-${push.calls.length}` })
  testOutbox(db, [push, voice])
  const acts: ActPort = {
    pressed: async ({ token, by }) => ({ ok: true, text: `${token} by ${by}` }),
    replied: async ({ address, code }) => ({ ok: code === '1234', text: address }),
  }
  const report = (given: Parameters<typeof takeReport>[2]) => takeReport({ db, acts }, 'push', given)
  const page = async (pageId: string) => {
    const subject = { kind: 'incident' as const, id: pageId, thread: pageId }
    await inTransaction(db, (tx) =>
      notifyPerson(tx, { userId: 'ana', pageId, subject, urgency: 'high', severity: 'P1' }),
    )
  }
  const states = async () =>
    (
      await sql<{
        text: string
      }>`select channel || ' ' || state as text from messages where state <> 'pending' order by id`.execute(db)
    ).rows.map(({ text }) => text)
  return { db, push, voice, report, page, states }
}

test('a receipt proves a delivery; one that fails sends the page another way; late ones change nothing', async () => {
  const { db, voice, report, page, states } = await world()
  await page('p1')
  await vi.waitFor(async () => expect(await states()).toEqual(['push accepted']), within)
  expect(await report({ kind: 'receipt', providerRef: 'ref-1', state: 'delivered' })).toEqual({ ok: true, text: '' })
  expect(await states()).toEqual(['push delivered'])
  expect(await reachability(db, ['ana'])).toMatchObject([{ lastProvenAt: expect.any(Date) }])
  await report({ kind: 'receipt', providerRef: 'ref-1', state: 'failed', why: 'late' })
  expect(await states()).toEqual(['push delivered'])
  expect(voice.calls).toHaveLength(0)
  await page('p2')
  await vi.waitFor(async () => expect(await states()).toContain('push accepted'), within)
  await report({ kind: 'receipt', providerRef: 'ref-2', state: 'failed', why: 'unreachable\nhandset' })
  await vi.waitFor(() => expect(voice.calls.map(({ notification }) => notification.title)).toEqual(['Page p2']), within)
  expect(await report({ kind: 'receipt', providerRef: 'nobody', state: 'delivered' })).toMatchObject({ ok: false })
})

test('buttons and replies go to those who page', async () => {
  const { report } = await world()
  expect(await report({ kind: 'pressed', token: 't', by: 'ana' })).toEqual({ ok: true, text: 't by ana' })
  expect(await report({ kind: 'replied', address: '+49', code: '1234' })).toEqual({ ok: true, text: '+49' })
  expect(await report({ kind: 'replied', address: '+49', code: '9' })).toMatchObject({ ok: false })
  expect(await report({ kind: 'none' })).toMatchObject({ ok: true })
})

test('a test a week goes each way that nothing has proven, and its button is the proof', async () => {
  const { db, push, voice, report, states } = await world()
  expect(await sendTestPages(db, undefined, '2030-01-01')).toBe(2)
  expect(await sendTestPages(db, undefined, '2030-01-01')).toBe(0)
  await vi.waitFor(() => expect([push.calls.length, voice.calls.length]).toEqual([1, 1]), within)
  const [act] = push.calls[0]!.notification.actions
  expect(push.calls[0]!.notification).toMatchObject({ kind: 'test', isUrgent: false, url: act!.url })
  await vi.waitFor(async () => expect(await states()).toEqual(expect.arrayContaining(['push accepted'])), within)
  expect(await report({ kind: 'pressed', token: act!.token })).toEqual({ ok: true, text: 'Thank you.' })
  expect(await states()).toContain('push delivered')
  expect(await sendTestPages(db, ['nobody'], '2030-01-08')).toBe(0)
  expect(await sendTestPages(db, ['ana'], '2030-01-08')).toBe(1)
})
