import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { testDatabase } from '../../../../test/test-database.ts'
import { newId } from '../../../kit/new-id.ts'
import { adoptAlerting, findLostAlerts, flushGroups, routeAlerts } from '../dispatch/actions.ts'
import { SETTLE_RESTORED_ALERTS } from '../dispatch/settle-restored.ts'
import { receiveSignals } from '../receive/actions.ts'
import { compileAlerting } from '../settings/compile-alerting.ts'
import { importAlertmanager } from '../settings/import-alertmanager.ts'
import type { Signal } from '../signal.ts'
import { forgetOldAlerts } from './actions.ts'

async function world() {
  const { db } = await testDatabase()
  const read = importAlertmanager(
    "route: { receiver: a, group_by: ['...'], group_wait: 0s }\nreceivers: [{ name: a, webhook_configs: [{ url: 'http://127.0.0.1:1/' }] }]",
  )
  if (!read.ok) throw new Error(read.problems.join('\n'))
  const alerting = compileAlerting(read.settings)
  let days = 0
  const clock = () => new Date(Date.now() + days * 86_400_000)
  const parts = { db, newId, clock, externalUrl: '', onStored: () => undefined }
  const send = (action: Signal['action'], key: string) =>
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
              ...{ action, key, summary: key, severity: 'error', labels: { alertname: key }, annotations: {} },
              ...{ startsAt: clock(), endIsTimeout: false, links: [], details: {} },
            },
          ],
        },
      ],
      parts,
    )
  const round = async () => {
    await adoptAlerting(db, { configId: 'x', alerting })
    while ((await routeAlerts(parts, alerting)) > 0);
    while ((await flushGroups(parts, alerting)) > 0);
  }
  const count = async (table: string) =>
    (await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(db)).rows[0]!.n
  return { db, parts, send, round, count, clock, wait: (more: number) => (days += more) }
}

test('what is old goes, what fires or is owed its end stays', async () => {
  const w = await world()
  await w.send('change', 'deployed')
  await w.send('trigger', 'burns')
  await w.send('trigger', 'over')
  await w.send('resolve', 'over')
  await w.send('trigger', 'owed')
  await w.round()
  await w.send('resolve', 'owed')
  await sql`update alert_deliveries set state = 'delivered', done_at = ${w.clock()}`.execute(w.db)
  w.wait(10)
  const forget = () =>
    forgetOldAlerts(
      w.db,
      { requests: 7, deliveries: 7, alerts: 7, changes: 7 },
      w.clock(),
      new AbortController().signal,
    )
  await forget()
  const { rows } = await sql<{ key: string }>`select key from alerts order by key`.execute(w.db)
  expect(rows.map(({ key }) => key)).toEqual(['burns', 'owed'])
  expect(await Promise.all(['alert_requests', 'alert_deliveries', 'change_events'].map(w.count))).toEqual([0, 0, 0])
  const events = await sql<{ key: string }>`select distinct key from alert_events order by key`.execute(w.db)
  expect(events.rows.map(({ key }) => key)).toEqual(['burns'])
  expect(await forget()).toBe(0)
})

test('a restored database pages nobody for what was before, and still tells its end', async () => {
  const w = await world()
  await w.send('trigger', 'told')
  await w.round()
  await w.send('trigger', 'not-yet-told')
  for (const statement of SETTLE_RESTORED_ALERTS) await sql.raw(statement).execute(w.db)
  const pending = async () => {
    const { rows } = await sql<{
      status: string
    }>`select body->>'status' as status from alert_deliveries where state = 'pending'`.execute(w.db)
    return rows.map(({ status }) => status)
  }
  await sql`update alert_groups set next_flush_at = now()`.execute(w.db)
  await w.round()
  expect(await findLostAlerts(w.parts)).toBe(0)
  expect(await pending()).toEqual([])
  await w.send('resolve', 'told')
  await sql`update alert_groups set next_flush_at = now()`.execute(w.db)
  await w.round()
  expect(await pending()).toEqual(['resolved'])
  w.wait(1)
  await w.send('trigger', 'not-yet-told')
  expect(await findLostAlerts(w.parts)).toBe(1)
  await w.round()
  expect(await pending()).toEqual(['resolved', 'firing'])
})
