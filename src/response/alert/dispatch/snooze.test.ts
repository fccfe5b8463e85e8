import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { testDatabase } from '../../../../test/test-database.ts'
import { newId } from '../../../kit/new-id.ts'
import { actOnAlert } from '../change/actions.ts'
import type { AlertAction } from '../change/change-alert.ts'
import type { WebhookBody } from '../grouping/webhook-v4.ts'
import { receiveSignals } from '../receive/actions.ts'
import { compileAlerting } from '../settings/compile-alerting.ts'
import { importAlertmanager } from '../settings/import-alertmanager.ts'
import { findAlert } from '../show/store.ts'
import type { Signal } from '../signal.ts'
import { adoptAlerting, endQuietAlerts, flushGroups, routeAlerts } from './actions.ts'

const read = importAlertmanager(
  `route: { receiver: team, group_by: [job], group_wait: 0s, group_interval: 5m, repeat_interval: 4h }
receivers: [{ name: team, webhook_configs: [{ url: 'http://127.0.0.1:1/' }] }]`,
)
if (!read.ok) throw new Error(read.problems.join('\n'))
const alerting = compileAlerting(read.settings)
const clock = () => new Date()

/** Nobody waits here: time passes by moving everything that is stored into the past, also what the database's own clock judges. */
async function world() {
  const { db } = await testDatabase()
  const ids = new Map<string, string>()
  const send = async (action: Signal['action'], alertname: string) => {
    const request = { id: newId('request'), integrationId: 'i', receivedAt: clock(), raw: Buffer.from('x') }
    const signal = {
      ...{ action, key: alertname, summary: alertname, severity: 'error' as const, labels: { alertname, job: 'j' } },
      ...{ annotations: {}, startsAt: clock(), endIsTimeout: false, links: [], details: {} },
    }
    const parts = { db, newId, clock, onStored: () => undefined }
    const [outcomes] = await receiveSignals([{ ...request, problems: [], warnings: [], signals: [signal] }], parts)
    if (outcomes?.[0]?.alertId) ids.set(alertname, outcomes[0].alertId)
  }
  // Nothing is kept between two rounds, so each is a server that has just started.
  const round = async () => {
    const parts = { db, newId, clock, externalUrl: '' }
    await adoptAlerting(db, { configId: 'a', alerting })
    await endQuietAlerts(parts)
    while ((await routeAlerts(parts, alerting)) > 0);
    while ((await flushGroups(parts, alerting)) > 0);
  }
  const pass = async (minutes: number) => {
    for (const [table, columns] of Object.entries({
      alerts: ['starts_at', 'ends_at', 'snoozed_until'],
      alert_groups: ['next_flush_at', 'flushed_at'],
      alert_told: ['at'],
    }))
      for (const column of columns)
        await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${sql.ref(column)} - ${minutes} * interval '1 minute'`.execute(
          db,
        )
    await round()
  }
  const act = (action: AlertAction, alertname: string, minutes?: number) =>
    actOnAlert(db, ids.get(alertname)!, action, {
      ...{ by: { kind: 'user', id: 'ana', name: 'Ana' }, audit: async () => undefined, now: clock() },
      ...(minutes === undefined ? {} : { until: new Date(Date.now() + minutes * 60_000) }),
    })
  return {
    ...{ db, act, pass, round },
    fire: (alertname: string) => send('trigger', alertname),
    take: (alertname: string) => send('acknowledge', alertname),
    resolve: (alertname: string) => send('resolve', alertname),
    alert: (alertname: string) => findAlert(db, ids.get(alertname)!),
    /** What was said since the last time it was asked, `+firing -resolved`. */
    said: async () => {
      const { rows } = await sql<{ body: WebhookBody }>`
        with gone as (delete from alert_deliveries returning seq, body) select body from gone order by seq`.execute(db)
      const names = (body: WebhookBody, status: string) =>
        body.alerts.flatMap((alert) => (alert.status === status ? [alert.labels.alertname] : [])).sort()
      return rows.map(({ body }) => `+${names(body, 'firing').join('')} -${names(body, 'resolved').join('')}`)
    },
  }
}

test('put off, it is quiet; its time come, it is told again with everything that fires, on time and once', async () => {
  const { fire, act, pass, round, said } = await world()
  await fire('A')
  await fire('B')
  await round()
  expect(await said()).toEqual(['+AB -'])
  await act('snooze', 'A', 7)
  await fire('C')
  await pass(6)
  expect(await said()).toEqual(['+BC -'])
  // The group would look again in four minutes; the snooze ends in one.
  await pass(1.5)
  expect(await said()).toEqual(['+ABC -'])
  await pass(5)
  await pass(5)
  expect(await said()).toEqual([])
})

test('a snooze between two looks of its group is told of, too', async () => {
  const { fire, act, pass, round, said } = await world()
  await fire('A')
  await round()
  await act('snooze', 'A', 2)
  expect(await said()).toEqual(['+A -'])
  await pass(3)
  expect(await said()).toEqual(['+A -'])
})

test('its end is told while it is put off, and a new episode of it is told at once', async () => {
  const { fire, resolve, act, pass, round, said, alert } = await world()
  await fire('A')
  await round()
  await act('snooze', 'A', 60)
  await said()
  await resolve('A')
  await pass(6)
  expect(await said()).toEqual(['+ -A'])
  expect((await alert('A'))?.snoozedUntil).toBeUndefined()
  await fire('A')
  await round()
  expect(await said()).toEqual(['+A -'])
})

test('never told, put off, over: nobody hears of it', async () => {
  const { fire, resolve, act, pass, said } = await world()
  await fire('A')
  await act('snooze', 'A', 60)
  await pass(1)
  await resolve('A')
  await pass(6)
  expect(await said()).toEqual([])
})

test.each([
  ['a person who takes it', (w: Awaited<ReturnType<typeof world>>) => w.act('acknowledge', 'A'), []],
  ['a sender that takes it', (w: Awaited<ReturnType<typeof world>>) => w.take('A'), []],
  ['a person who wants it back', (w: Awaited<ReturnType<typeof world>>) => w.act('unsnooze', 'A'), ['+A -']],
])('%s ends the snooze', async (_, end, expected) => {
  const w = await world()
  await w.fire('A')
  await w.round()
  await w.act('snooze', 'A', 60)
  await w.said()
  await end(w)
  await w.pass(6)
  expect(await w.said()).toEqual(expected)
  await w.pass(60)
  expect(await w.said()).toEqual([])
})

test('it is said again by its sender and stays put off', async () => {
  const { fire, act, pass, round, said, alert } = await world()
  await fire('A')
  await round()
  await act('snooze', 'A', 60)
  await said()
  await fire('A')
  await pass(6)
  expect(await said()).toEqual([])
  expect((await alert('A'))?.snoozedUntil).toBeDefined()
})
