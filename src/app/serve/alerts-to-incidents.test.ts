import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { incidentDesk } from '../../../test/incident-desk.ts'
import { eventsAfter } from '../../db/events.ts'
import { makeReceiver } from '../../response/alert/receive/actions.ts'
import type { Signal } from '../../response/alert/signal.ts'
import { listIncidents } from '../../response/incident/store.ts'
import { alertingInForce } from './alerting-in-force.ts'
import { alertsToIncidents, considerQuiet, urgentAlertsToIncidents } from './alerts-to-incidents.ts'

const signal = (key: string, severity: Signal['severity'], more: Partial<Signal> = {}): Signal => ({
  ...{ action: 'trigger', key, summary: key, severity, labels: { alertname: key.replace(/\d/, '') } },
  ...{ annotations: {}, startsAt: new Date(), endIsTimeout: false, links: [], details: {}, ...more },
})

async function storm() {
  const { desk, db } = await incidentDesk()
  const clock = () => new Date()
  const alerting = alertingInForce({
    route: { receiver: 'nobody', group_by: ['alertname'] },
    receivers: [{ name: 'nobody' }],
  }).alerting
  const parts = { db, desk, clock, alerting: () => alerting, rules: () => ({ rules: [], reopenWithinMs: 600_000 }) }
  const receive = makeReceiver({ db, newId: desk.newId, clock, onStored: () => undefined })
  const send = (...signals: Signal[]) =>
    receive({
      ...{ id: desk.newId('request'), integrationId: 'i', receivedAt: clock(), raw: Buffer.from('x') },
      ...{ problems: [], warnings: [], signals },
    })
  const shown = async () =>
    (await listIncidents(db, { limit: 10 }))
      .map(
        ({ title, severity, status, alerts }) => `${title} ${severity} ${status} ${alerts.firing}/${alerts.attached}`,
      )
      .sort()
  const events = () => eventsAfter(db, '0-0', 500)
  return { db, parts, send, shown, events }
}

test('a storm makes one incident a group, and the critical alerts have theirs before the others', async () => {
  const { parts, send, shown, events } = await storm()
  await send(
    signal('disk1', 'warning'),
    signal('disk2', 'warning'),
    signal('info1', 'info'),
    signal('down1', 'critical'),
  )
  const news = await events()
  await urgentAlertsToIncidents(parts).handle(news)
  expect(await shown()).toEqual(['down1 P1 open 1/1'])
  await alertsToIncidents(parts).handle(news)
  expect(await shown()).toEqual(['disk1 P3 open 2/2', 'down1 P1 open 1/1'])
  await urgentAlertsToIncidents(parts).handle(news)
  await alertsToIncidents(parts).handle(news)
  expect(await shown()).toEqual(['disk1 P3 open 2/2', 'down1 P1 open 1/1'])
})

test('what began and ended since is told in its order, an incident ends with the last of its alerts', async () => {
  const { db, parts, send, shown, events } = await storm()
  await send(signal('disk1', 'error'), signal('disk2', 'error'))
  await alertsToIncidents(parts).handle(await events())
  await sql`delete from events`.execute(db)
  await send(signal('disk1', 'error', { action: 'resolve' }), signal('disk2', 'error', { action: 'resolve' }))
  await send(signal('cpu1', 'error'))
  await alertsToIncidents(parts).handle((await events()).filter(({ type }) => type.startsWith('alert.')))
  expect(await shown()).toEqual(['cpu1 P2 open 1/1', 'disk1 P2 resolved 0/2'])
})

test('what is kept quiet is no incident, and becomes one when that ends', async () => {
  const { parts, send, shown, events } = await storm()
  let muted = true
  const night = alertingInForce({
    route: {
      ...{ receiver: 'nobody', group_by: ['alertname'] },
      routes: [{ matchers: ['alertname=disk'], mute_time_intervals: ['always'] }],
    },
    receivers: [{ name: 'nobody' }],
    time_intervals: [{ name: 'always', time_intervals: [{}] }],
  }).alerting
  const now = { ...parts, alerting: () => (muted ? night : parts.alerting()) }
  await send(signal('disk1', 'error'), signal('disk2', 'error'))
  await alertsToIncidents(now).handle(await events())
  expect(await considerQuiet(now, '')).toBe('')
  expect(await shown()).toEqual([])
  await send(signal('disk2', 'error', { action: 'resolve' }))
  muted = false
  expect(await considerQuiet(now, '')).toBe('')
  expect(await shown()).toEqual(['disk1 P2 open 1/1'])
  expect(await considerQuiet(now, '')).toBe('')
  expect(await shown()).toEqual(['disk1 P2 open 1/1'])
})
