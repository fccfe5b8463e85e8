import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { testDatabase } from '../../../../test/test-database.ts'
import type { Database } from '../../../db/database.ts'
import { inTransaction } from '../../../db/transaction.ts'
import { newId } from '../../../kit/new-id.ts'
import type { WebhookBody } from '../grouping/webhook-v4.ts'
import { receiveSignals } from '../receive/actions.ts'
import { compileAlerting } from '../settings/compile-alerting.ts'
import { importAlertmanager } from '../settings/import-alertmanager.ts'
import type { Signal } from '../signal.ts'
import type { Silence } from '../silence/silence.ts'
import { saveSilence } from '../silence/store.ts'
import {
  adoptAlerting,
  endQuietAlerts,
  findLostAlerts,
  flushGroups,
  type NamedAlerting,
  routeAlerts,
} from './actions.ts'

const settings = (text: string): NamedAlerting => {
  const read = importAlertmanager(text)
  if (!read.ok) throw new Error(read.problems.join('\n'))
  return { configId: text, alerting: compileAlerting(read.settings) }
}
const BOTH = `
receivers:
  - { name: team, webhook_configs: [{ url: 'http://127.0.0.1:1/' }] }
  - { name: other, webhook_configs: [{ url: 'http://127.0.0.1:1/' }] }
`
const PLAIN = settings(`route: { receiver: team, group_by: [alertname], group_wait: 0s, repeat_interval: 1h }${BOTH}`)

/** Time moves by moving what is due: the database's own clock decides that, the rest is told the time. */
async function world(start: NamedAlerting = PLAIN) {
  const { db } = await testDatabase()
  let minutes = 0
  let current = start
  const begin = Date.now()
  const clock = () => new Date(begin + minutes * 60_000)
  const parts = { db, newId, clock, externalUrl: 'https://opsbook.example', onStored: () => undefined }
  const send = (action: Signal['action'], alertname: string, more: Record<string, string> = {}) =>
    receiveSignals(
      [
        {
          ...{
            id: newId('request'),
            integrationId: 'i',
            receivedAt: clock(),
            raw: Buffer.from('x'),
            problems: [],
            warnings: [],
          },
          signals: [
            {
              ...{
                action,
                key: `${alertname}${JSON.stringify(more)}`,
                summary: alertname,
                severity: 'error',
                labels: { alertname, ...more },
              },
              ...{ annotations: {}, startsAt: clock(), endIsTimeout: false, links: [], details: {} },
            },
          ],
        },
      ],
      parts,
    )
  const round = async () => {
    await adoptAlerting(db, current)
    while ((await routeAlerts(parts, current.alerting)) > 0);
    while ((await flushGroups(parts, current.alerting)) > 0);
  }
  return {
    ...{ db, parts, clock, round },
    fire: (alertname: string, more?: Record<string, string>) => send('trigger', alertname, more),
    resolve: (alertname: string, more?: Record<string, string>) => send('resolve', alertname, more),
    pass: async (by: number) => {
      minutes += by
      await sql`update alert_groups set next_flush_at = next_flush_at - ${by} * interval '1 minute'`.execute(db)
      await round()
    },
    use: (next: NamedAlerting) => {
      current = next
    },
  }
}
const silence = (by: { clock: () => Date }, alertname: string): Silence => ({
  id: `silence-${alertname}`,
  matchers: [{ name: 'alertname', operator: '=', value: alertname }],
  ...{ startsAt: by.clock(), endsAt: new Date(by.clock().getTime() + 3_600_000), updatedAt: by.clock() },
  ...{ createdBy: 'ana', comment: 'known' },
})

/** `team: first notification +A -B`, one a line, oldest first. */
async function outbox(db: Database): Promise<string[]> {
  const rows = await db
    .withTables<{ alert_deliveries: { seq: number; body: WebhookBody; receiver: string; state: string } }>()
    .selectFrom('alert_deliveries')
    .selectAll()
    .orderBy('seq')
    .execute()
  return rows.map(({ receiver, state, body }) => {
    const names = (status: string) =>
      body.alerts
        .filter((alert) => alert.status === status)
        .map(({ labels }) => labels.host ?? labels.alertname)
        .sort()
        .join('')
    return `${receiver}: ${body.notification_reason} +${names('firing')} -${names('resolved')}${state === 'failed' ? ' failed' : ''}`
  })
}
async function check(w: { db: Database }, ...expected: string[]) {
  expect(await outbox(w.db)).toEqual(expected)
}

test('a firing is told, repeated only after the repeat interval, and its end is told', async () => {
  const w = await world()
  await w.fire('A')
  await w.round()
  await check(w, 'team: first notification +A -')
  await w.fire('A')
  await w.pass(5)
  await w.pass(50)
  await check(w, 'team: first notification +A -')
  await w.pass(10)
  await w.resolve('A')
  await w.pass(5)
  await check(
    w,
    'team: first notification +A -',
    'team: repeat interval elapsed +A -',
    'team: all alerts resolved + -A',
  )
  const { rows } = await w.db
    .withTables<{ alert_groups: { id: string } }>()
    .selectFrom('alert_groups')
    .selectAll()
    .execute()
    .then((rows) => ({ rows }))
  expect(rows).toEqual([])
  await w.pass(300)
  await w.fire('A')
  await w.round()
  expect((await outbox(w.db)).at(-1)).toBe('team: first notification +A -')
})

test('groups wait, then speak once of all that came', async () => {
  const w = await world(settings(`route: { receiver: team, group_by: [alertname], group_wait: 30s }${BOTH}`))
  await w.fire('A', { host: '1' })
  await w.round()
  await w.fire('A', { host: '2' })
  await w.round()
  await check(w)
  await w.pass(1)
  await check(w, 'team: first notification +12 -')
  await w.fire('A', { host: '3' })
  await w.round()
  await w.pass(4)
  await check(w, 'team: first notification +12 -')
  await w.pass(1)
  await check(w, 'team: first notification +12 -', 'team: new alerts added +123 -')
})

test('silenced before it is told: never told; silenced after: its end is told', async () => {
  const w = await world()
  await inTransaction(w.db, (tx) => saveSilence(tx, silence(w, 'B'), { action: 'created', actor: 'ana' }))
  await w.fire('A')
  await w.fire('B')
  await w.round()
  await check(w, 'team: first notification +A -')
  await inTransaction(w.db, (tx) => saveSilence(tx, silence(w, 'A'), { action: 'created', actor: 'ana' }))
  await w.pass(5)
  await w.resolve('A')
  await w.resolve('B')
  await w.pass(5)
  await check(w, 'team: first notification +A -', 'team: all alerts resolved + -A')
})

test('inhibited while the source fires, told when it does not any more', async () => {
  const w = await world(
    settings(`route: { receiver: team, group_by: ['...'], group_wait: 0s }
inhibit_rules: [{ source_matchers: ['alertname="Down"'], target_matchers: ['alertname!="Down"'], equal: [host] }]${BOTH}`),
  )
  await w.fire('Down', { host: '1' })
  await w.fire('Slow', { host: '1' })
  await w.fire('Slow', { host: '2' })
  await w.round()
  expect((await outbox(w.db)).sort()).toEqual(['team: first notification +1 -', 'team: first notification +2 -'])
  await w.resolve('Down', { host: '1' })
  await w.pass(5)
  expect(await outbox(w.db)).toHaveLength(4)
})

test('a reload keeps times and repeats nothing; what moved is told over where it was', async () => {
  const w = await world()
  await w.fire('A')
  await w.fire('B')
  await w.round()
  w.use(
    settings(
      `route: { receiver: team, group_by: [alertname], group_wait: 0s, routes: [{ matchers: [alertname=Z], receiver: other }] }${BOTH}`,
    ),
  )
  await w.pass(5)
  await check(w, 'team: first notification +A -', 'team: first notification +B -')
  w.use(
    settings(
      `route: { receiver: team, group_by: [alertname], group_wait: 0s, routes: [{ matchers: [alertname=B], receiver: other }] }${BOTH}`,
    ),
  )
  await w.pass(5)
  expect((await outbox(w.db)).slice(2).sort()).toEqual([
    'other: first notification +B -',
    'team: all alerts resolved + -B',
  ])
  w.use(settings(`route: { receiver: other, group_by: [alertname], group_wait: 0s }${BOTH}`))
  await w.pass(5)
  expect((await outbox(w.db)).slice(4).sort()).toEqual([
    'other: all alerts resolved + -B',
    'other: first notification +A -',
    'other: first notification +B -',
    'team: all alerts resolved + -A',
  ])
})

test('a receiver that is gone cannot be told: that is seen', async () => {
  const w = await world()
  await w.fire('A')
  await w.round()
  w.use(settings('route: { receiver: else, group_wait: 0s }\nreceivers: [{ name: else }]'))
  await w.pass(5)
  await check(w, 'team: first notification +A -', 'team: all alerts resolved + -A failed')
})

test('a sender that falls silent ends its alerts', async () => {
  const w = await world()
  await w.fire('A')
  await w.round()
  await w.db
    .withTables<{ alerts: { ends_at: Date } }>()
    .updateTable('alerts')
    .set({ ends_at: new Date(Date.now() - 1000) })
    .execute()
  expect(await endQuietAlerts(w.parts)).toBe(1)
  expect(await endQuietAlerts(w.parts)).toBe(0)
  await w.pass(5)
  await check(w, 'team: first notification +A -', 'team: all alerts resolved + -A')
})

test('an alert that fell out of its group finds it again', async () => {
  const w = await world()
  await w.fire('A')
  await w.round()
  expect(await findLostAlerts(w.parts)).toBe(0)
  await sql`delete from alert_group_members`.execute(w.db)
  await w.pass(5)
  await check(w, 'team: first notification +A -', 'team: all alerts resolved + -A')
  expect(await findLostAlerts(w.parts)).toBe(1)
  await w.round()
  expect((await outbox(w.db)).at(-1)).toBe('team: first notification +A -')
})

test('two replicas at once say everything once', async () => {
  const w = await world(settings(`route: { receiver: team, group_by: ['...'], group_wait: 0s }${BOTH}`))
  for (let index = 0; index < 120; index++) await w.fire('A', { host: `${index}.` })
  await Promise.all([w.round(), w.round(), w.round()])
  await w.round()
  const said = await outbox(w.db)
  expect(said).toHaveLength(120)
  expect(new Set(said).size).toBe(120)
})
