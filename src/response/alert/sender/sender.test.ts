import { expect, test } from 'vitest'
import { testDatabase } from '../../../../test/test-database.ts'
import { newId } from '../../../kit/new-id.ts'
import { receiveSignals } from '../receive/actions.ts'
import type { Signal } from '../signal.ts'
import { commandAlert } from './actions.ts'
import type { AlertCommand, AlertTarget } from './alert-command.ts'
import { alertFacts, alertLog, countAlerts, findTarget, requestOutcome, searchAlerts } from './store.ts'

const NOW = new Date()
const request = (integrationId: string) => ({
  ...{ id: newId('request'), integrationId, receivedAt: NOW, raw: Buffer.from('x'), problems: [], warnings: [] },
})
async function world() {
  const { db } = await testDatabase()
  const send = async (integrationId: string, action: Signal['action'], key: string) => {
    const sent = request(integrationId)
    const signal: Signal = {
      ...{ action, key, summary: `${key} is wrong`, severity: 'warning', labels: { priority: 'P3' }, annotations: {} },
      ...{ startsAt: NOW, endIsTimeout: false, links: [], details: { tags: ['a'] } },
    }
    const [outcomes] = await receiveSignals([{ ...sent, signals: [signal] }], {
      ...{ db, newId, clock: () => NOW, onStored: () => undefined },
    })
    return { ...outcomes![0]!, requestId: sent.id }
  }
  const order = (integrationId: string, target: AlertTarget, command: AlertCommand, note?: string) =>
    commandAlert(db, {
      ...{ request: request(integrationId), target, command, by: 'ana', now: NOW },
      ...(note === undefined ? {} : { note }),
    })
  return { db, send, order }
}
const page = { limit: 10, offset: 0, newestFirst: true }

test('a sender finds its own alerts, by key, id or number, and nobody else’s', async () => {
  const { db, send } = await world()
  const mine = await send('i', 'trigger', 'disk')
  expect(mine.alertNumber).toBe(1)
  expect((await send('i', 'trigger', 'disk')).alertNumber).toBe(1)
  await send('other', 'trigger', 'disk')
  for (const target of [
    { by: 'key', value: 'disk' },
    { by: 'id', value: mine.alertId! },
    { by: 'number', value: 1 },
  ] as const) {
    expect(await alertFacts(db, 'i', target, NOW)).toMatchObject({
      id: mine.alertId,
      number: 1,
      state: 'open',
      count: 2,
    })
    if (target.by !== 'key') expect(await findTarget(db, 'other', target)).toBeUndefined()
  }
  await send('i', 'resolve', 'disk')
  await send('i', 'trigger', 'disk')
  expect(await alertFacts(db, 'i', { by: 'key', value: 'disk' }, NOW)).toMatchObject({ number: 3, state: 'open' })
  expect(await alertFacts(db, 'i', { by: 'number', value: 1 }, NOW)).toMatchObject({
    state: 'resolved',
    resolvedAt: NOW,
  })
})

test('what is asked for is done, written down, and found again', async () => {
  const { db, send, order } = await world()
  const { alertId } = await send('i', 'trigger', 'disk')
  const disk = { by: 'key', value: 'disk' } as const
  expect(await order('i', { by: 'key', value: 'none' }, { do: 'acknowledge' })).toBe(false)
  expect(await order('other', disk, { do: 'acknowledge' })).toBe(false)
  expect(await order('i', disk, { do: 'acknowledge' }, 'looking')).toBe(true)
  expect(await order('i', disk, { do: 'acknowledge' })).toBe(true)
  const until = new Date(NOW.getTime() + 60_000)
  await order('i', disk, { do: 'snooze', until })
  await order('i', disk, { do: 'set-priority', priority: 'P1' })
  await order('i', disk, { do: 'add-tags', tags: ['b'] })
  await order('i', disk, { do: 'assign', to: { type: 'user', name: 'ben' } })
  await order('i', disk, { do: 'note' }, 'a note\0')
  expect(await alertFacts(db, 'i', disk, NOW)).toMatchObject({
    ...{
      state: 'acknowledged',
      acknowledgedBy: 'ana',
      severity: 'critical',
      labels: { priority: 'P1' },
      snoozedUntil: until,
    },
    details: { tags: ['a', 'b'] },
  })
  const log = await alertLog(db, alertId!, { ...page, newestFirst: false, notesOnly: false })
  expect(log.map(({ text }) => text)).toEqual([
    'trigger: opened',
    'looking',
    'acknowledge: ignored',
    'snooze: snoozed',
    'set-priority: updated',
    'add-tags: updated',
    'assign: recorded',
    'a note\ufffd',
  ])
  expect((await alertLog(db, alertId!, { ...page, notesOnly: true })).map(({ text, by }) => `${by}: ${text}`)).toEqual([
    'ana: a note\ufffd',
    'ana: looking',
  ])
  await order('i', disk, { do: 'delete' })
  expect((await alertFacts(db, 'i', disk, NOW))!.state).toBe('resolved')
})

test('what was changed stays while its sender only repeats itself', async () => {
  const { db, send, order } = await world()
  await send('i', 'trigger', 'disk')
  const disk = { by: 'key', value: 'disk' } as const
  await order('i', disk, { do: 'set-message', text: 'it is the left disk' })
  await order('i', disk, { do: 'add-details', details: { rack: '4' } })
  await send('i', 'trigger', 'disk')
  expect(await alertFacts(db, 'i', disk, NOW)).toMatchObject({
    ...{ summary: 'it is the left disk', labels: { priority: 'P3', rack: '4' }, count: 2 },
  })
})

test('lists of a sender', async () => {
  const { db, send, order } = await world()
  for (const key of ['disk', 'cpu', 'net']) await send('i', 'trigger', key)
  await order('i', { by: 'key', value: 'cpu' }, { do: 'acknowledge' })
  await order('i', { by: 'key', value: 'net' }, { do: 'resolve' })
  await order('i', { by: 'key', value: 'disk' }, { do: 'add-tags', tags: ['urgent'] })
  const find = async (filter: Parameters<typeof countAlerts>[2]) => {
    const found = await searchAlerts(db, 'i', { filter, page, now: NOW })
    expect(await countAlerts(db, 'i', filter)).toBe(found.length)
    return found.map(({ key }) => key)
  }
  expect(await find({})).toEqual(['net', 'cpu', 'disk'])
  expect(await find({ states: ['open', 'acknowledged'] })).toEqual(['cpu', 'disk'])
  expect(await find({ states: ['resolved'] })).toEqual(['net'])
  expect(await find({ states: [] })).toEqual([])
  expect(await find({ key: 'cpu' })).toEqual(['cpu'])
  expect(await find({ tag: 'urgent' })).toEqual(['disk'])
  expect(await find({ text: 'DISK' })).toEqual(['disk'])
  expect(await find({ severity: 'critical' })).toEqual([])
})

test('what became of a request', async () => {
  const { db, send } = await world()
  const { requestId, alertId } = await send('i', 'trigger', 'disk')
  expect(await requestOutcome(db, 'i', requestId)).toMatchObject({
    action: 'trigger',
    success: true,
    alertId,
    key: 'disk',
  })
  const ignored = await send('i', 'resolve', 'none')
  expect(await requestOutcome(db, 'i', ignored.requestId)).toMatchObject({ action: 'resolve', success: false })
  expect(await requestOutcome(db, 'other', requestId)).toBeUndefined()
  const again = await send('i', 'trigger', 'disk')
  expect(await requestOutcome(db, 'i', again.requestId)).toMatchObject({ action: 'trigger', success: true })
})
