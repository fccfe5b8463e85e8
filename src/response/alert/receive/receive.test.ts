import { expect, test } from 'vitest'
import { testDatabase } from '../../../../test/test-database.ts'
import type { Database } from '../../../db/database.ts'
import { newId } from '../../../kit/new-id.ts'
import { type AlertRow, alertOf } from '../alert-row.ts'
import type { Signal } from '../signal.ts'
import { type Delivery, makeReceiver, receiveSignals } from './actions.ts'
import { foldSignals } from './fold-signals.ts'

const at = (minutes: number) => new Date(Date.UTC(2030, 0, 1, 12, minutes))
const signal = (action: Signal['action'], key: string, more: Partial<Signal> = {}): Signal => ({
  action,
  key,
  summary: `${key} is wrong`,
  severity: 'error',
  labels: { alertname: key },
  annotations: {},
  startsAt: at(0),
  endIsTimeout: false,
  links: [],
  details: {},
  ...more,
})
const delivery = (...signals: Signal[]): Delivery => ({
  id: newId('request'),
  integrationId: 'integration_a',
  receivedAt: at(0),
  raw: Buffer.from(JSON.stringify(signals.map(({ key }) => key))),
  problems: [],
  warnings: [],
  signals,
})
async function receiver(poolSize?: number) {
  const { db } = await testDatabase(poolSize === undefined ? {} : { poolSize })
  let minute = 0
  const parts = { db, newId, clock: () => at(minute), onStored: () => undefined }
  return { db, parts, receive: makeReceiver(parts), wait: (minutes: number) => (minute += minutes) }
}
const alerts = async (db: Database) => {
  const rows = await db.withTables<{ alerts: AlertRow }>().selectFrom('alerts').selectAll().orderBy('number').execute()
  const waiting = await db
    .withTables<{ alert_unrouted: { alert_id: string } }>()
    .selectFrom('alert_unrouted')
    .selectAll()
    .execute()
  const queue = new Set(waiting.map(({ alert_id: id }) => id))
  return rows.map((row) => ({
    ...alertOf(row),
    isLatest: row.is_latest,
    open: row.open,
    needsRouting: queue.has(row.id),
  }))
}
const counts = async (db: Database) => {
  const tables = db.withTables<{
    alert_requests: { raw: Buffer }
    alert_events: { outcome: string }
    events: { type: string }
  }>()
  const requests = await tables.selectFrom('alert_requests').selectAll().execute()
  const events = await tables.selectFrom('alert_events').select('outcome').orderBy('outcome').execute()
  const published = await tables.selectFrom('events').select('type').orderBy('type').execute()
  return {
    requests: requests.length,
    events: events.map(({ outcome }) => outcome),
    published: published.map(({ type }) => type),
  }
}

test('a batch is one row a key, whatever happens to the key within it', () => {
  const batch = ['trigger', 'acknowledge', 'resolve', 'resolve', 'trigger', 'trigger'].map((action) => ({
    integrationId: 'i',
    requestId: 'r',
    signal: signal(action as Signal['action'], 'disk'),
  }))
  const folded = foldSignals(batch, new Map(), { now: at(5), newId })
  expect(folded.outcomes.map(({ outcome, repetition }) => `${outcome}${repetition ? ' again' : ''}`)).toEqual([
    'opened',
    'acknowledged',
    'resolved',
    'ignored',
    'opened',
    'updated again',
  ])
  expect(folded.added.map(({ episode, seen }) => [episode, seen])).toEqual([
    [1, 3],
    [2, 2],
  ])
  expect(folded.added.map(({ isLatest, open }) => [isLatest, open])).toEqual([
    [false, false],
    [true, true],
  ])
  expect({ ...folded, added: [], outcomes: [] }).toEqual({
    added: [],
    outcomes: [],
    touched: [],
    reworded: [],
    superseded: [],
  })
})

test('an end without words leaves the words; a firing with others replaces them, not the fingerprint', async () => {
  const { db, receive } = await receiver()
  await receive(delivery(signal('trigger', 'disk', { labels: { team: 'db' } })))
  await db.withTables<{ alert_unrouted: object }>().deleteFrom('alert_unrouted').execute()
  const [first] = await alerts(db)
  await receive(delivery(signal('trigger', 'disk', { labels: { team: 'db' }, summary: 'Other words' })))
  expect((await alerts(db))[0]).toMatchObject({ summary: 'Other words', needsRouting: false, count: 2 })
  await receive(delivery(signal('trigger', 'disk', { labels: { team: 'web' } })))
  expect((await alerts(db))[0]).toMatchObject({
    labels: { team: 'web' },
    needsRouting: true,
    fingerprint: first!.fingerprint,
  })
  await receive(delivery(signal('resolve', 'disk', { labels: {}, summary: '' })))
  expect((await alerts(db))[0]).toMatchObject({
    labels: { team: 'web' },
    summary: 'disk is wrong',
    open: false,
    endsAt: at(0),
  })
})

test('what was stored is what was sent', async () => {
  const { db, receive } = await receiver()
  const sent = signal('trigger', 'disk', {
    labels: { alertname: 'DiskFull', __proto__x: '1', unit: 'µ\0' },
    annotations: { text: '"quoted" \\ and\nmore' },
    details: { deep: [{ x: 1, y: '\ud800' }] },
    links: [{ href: 'https://a.example', text: 'a' }],
    generatorUrl: 'http://prometheus.example/graph',
    endsAt: at(5),
    endIsTimeout: true,
    by: 'prometheus',
  })
  const [outcome] = await receive(delivery(sent))
  const [stored] = await alerts(db)
  expect(stored).toMatchObject({
    ...{ id: outcome!.alertId, key: 'disk', episode: 1, count: 1, isLatest: true, open: true, needsRouting: true },
    ...{ summary: sent.summary, severity: 'error', startsAt: at(0), endsAt: at(5), endIsTimeout: true },
    ...{ annotations: sent.annotations, links: sent.links, generatorUrl: sent.generatorUrl },
    labels: { alertname: 'DiskFull', __proto__x: '1', unit: 'µ\ufffd' },
    details: { deep: [{ x: 1, y: '\ufffd' }] },
  })
  expect(await counts(db)).toEqual({ requests: 1, events: ['opened'], published: ['alert.opened'] })
})

test('an alert through its life, over several requests', async () => {
  const { db, receive, wait } = await receiver()
  const send = async (...signals: Signal[]) => (await receive(delivery(...signals))).map(({ outcome }) => outcome)
  const fire = () => signal('trigger', 'disk', { endsAt: new Date(at(4).getTime()) })
  expect(await send(signal('acknowledge', 'disk'), signal('resolve', 'disk'), signal('change', 'deploy'))).toEqual([
    'ignored',
    'ignored',
    'ignored',
  ])
  expect(await send(fire())).toEqual(['opened'])
  wait(1)
  expect(await send(fire())).toEqual(['updated'])
  expect(await send(signal('acknowledge', 'disk', { by: 'ana' }))).toEqual(['acknowledged'])
  wait(1)
  expect(await send(fire())).toEqual(['updated'])
  expect((await alerts(db)).map(({ count, acknowledgedBy }) => [count, acknowledgedBy])).toEqual([[4, 'ana']])
  expect(await send(signal('trigger', 'disk', { endsAt: at(1) }))).toEqual(['resolved'])
  expect(await send(signal('trigger', 'disk', { endsAt: at(1) }))).toEqual(['ignored'])
  expect(await send(signal('trigger', 'disk', { startsAt: at(2), endsAt: at(9) }))).toEqual(['opened'])
  expect((await alerts(db)).map(({ episode, open, isLatest }) => [episode, open, isLatest])).toEqual([
    [1, false, false],
    [2, true, true],
  ])
  expect(await counts(db)).toEqual({
    requests: 8,
    events: ['acknowledged', 'ignored', 'ignored', 'ignored', 'opened', 'opened', 'resolved'],
    published: ['alert.acknowledged', 'alert.opened', 'alert.opened', 'alert.resolved', 'change.received'],
  })
})

test('many at once with the same keys: one alert each, every signal counted, no deadlock', async () => {
  const { db, parts } = await receiver(12)
  const keys = Array.from({ length: 40 }, (_, index) => `key-${index}`)
  const shuffled = (seed: number) =>
    keys.toSorted((a, b) => ((Number(a.slice(4)) * seed) % 41) - ((Number(b.slice(4)) * seed) % 41))
  const replicas = [makeReceiver(parts), makeReceiver(parts), makeReceiver(parts)]
  await Promise.all(
    Array.from({ length: 60 }, (_, index) =>
      replicas[index % 3]!({
        ...delivery(...shuffled(index + 1).map((key) => signal('trigger', key))),
        integrationId: `integration_${index % 2}`,
      }),
    ),
  )
  const stored = await alerts(db)
  expect(stored).toHaveLength(80)
  expect(new Set(stored.map(({ count }) => count))).toEqual(new Set([30]))
})

test('one request the store refuses does not take the others with it', async () => {
  const { db, receive } = await receiver()
  const bad = { ...delivery(signal('trigger', 'bad')), id: null as unknown as string }
  const sent = await Promise.allSettled([
    receive(delivery(signal('trigger', 'a'))),
    receive(delivery(signal('trigger', 'b'))),
    receive(bad),
    receive(delivery(signal('trigger', 'c'))),
  ])
  expect(sent.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
  expect((await alerts(db)).map(({ key }) => key).sort()).toEqual(['a', 'b', 'c'])
})

test('as many statements for a hundred as for one', async () => {
  const { parts, db } = await receiver()
  const statements: string[] = []
  const counting = db.withPlugin({
    transformQuery: ({ node }) => {
      statements.push(node.kind)
      return node
    },
    transformResult: async ({ result }) => result,
  })
  const measure = async (size: number) => {
    statements.length = 0
    await receiveSignals(
      [delivery(...Array.from({ length: size }, (_, index) => signal('trigger', `${size}-${index}`)))],
      { ...parts, db: counting },
    )
    return statements.length
  }
  expect(await measure(1)).toBe(await measure(100))
})
