import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { testDatabase } from '../../../../../test/test-database.ts'
import { inTransaction } from '../../../../db/transaction.ts'
import { newId } from '../../../../kit/new-id.ts'
import { claimDeliveries } from '../../deliver/store.ts'
import type { WebhookBody } from '../../grouping/webhook-v4.ts'
import { makeReceiver } from '../../receive/actions.ts'
import { compileAlerting } from '../../settings/compile-alerting.ts'
import { importAlertmanager } from '../../settings/import-alertmanager.ts'
import type { Signal } from '../../signal.ts'
import { startDispatcher } from './actions.ts'

interface Heard {
  readonly at: number
  readonly headers: IncomingHttpHeaders
  readonly body: WebhookBody
}

/** A receiver that answers each request with the next of these statuses, then with 200. */
const webhook = (...statuses: number[]) => slowWebhook(0, statuses)

async function slowWebhook(answersAfterMs: number, statuses: number[] = []) {
  const heard: Heard[] = []
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(piece as Buffer)
    heard.push({ at: performance.now(), headers: request.headers, body: JSON.parse(Buffer.concat(pieces).toString()) })
    await sleep(answersAfterMs)
    response.statusCode = statuses.shift() ?? 200
    response.end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { heard, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` }
}

async function running(url: string, route: string, { replicas = 1, more = '' } = {}) {
  const { db } = await testDatabase({ poolSize: 12 })
  const read = importAlertmanager(
    `route: { receiver: team, ${route} }\nreceivers:\n- { name: team, webhook_configs: [{ url: '${url}', http_config: { basic_auth: { username: u, password: p } } }] }\n${more}`,
  )
  if (!read.ok) throw new Error(read.problems.join('\n'))
  const troubles: unknown[] = []
  const parts = { db, newId, clock: () => new Date(), externalUrl: 'https://opsbook.example', version: '0' }
  const settings = { configId: 'one', alerting: compileAlerting(read.settings) }
  const dispatchers = Array.from({ length: replicas }, () =>
    startDispatcher({ ...parts, settings, egressAllow: () => [], onTrouble: (error) => void troubles.push(error) }),
  )
  onTestFinished(async () => {
    await Promise.all(dispatchers.map(({ stop }) => stop()))
    expect(troubles).toEqual([])
  })
  const receive = makeReceiver({ ...parts, onStored: dispatchers[0]!.wake })
  const send = (action: Signal['action'], host: string) =>
    receive({
      ...{
        id: newId('request'),
        integrationId: 'i',
        receivedAt: new Date(),
        raw: Buffer.from('x'),
        problems: [],
        warnings: [],
      },
      signals: [
        {
          ...{ action, key: host, summary: host, severity: 'error', labels: { alertname: 'A', host }, annotations: {} },
          ...{ startsAt: new Date(), endIsTimeout: false, links: [], details: {} },
        },
      ],
    })
  return { db, send }
}
async function until(ready: () => boolean) {
  for (const began = performance.now(); !ready() && performance.now() - began < 20_000; ) await sleep(10)
  expect(ready()).toBe(true)
}

test('what is stored is sent within a second, under its own name', async () => {
  const { heard, url } = await webhook()
  const { send } = await running(url, "group_by: ['...'], group_wait: 0s")
  const began = performance.now()
  await send('trigger', 'db')
  await until(() => heard.length === 1)
  expect(heard[0]!.at - began).toBeLessThan(1000)
  expect(heard[0]!.body).toMatchObject({ status: 'firing', receiver: 'team', groupLabels: { host: 'db' } })
  expect(heard[0]!.headers).toMatchObject({
    'content-type': 'application/json',
    'idempotency-key': expect.stringMatching(/^delivery_/),
    authorization: `Basic ${Buffer.from('u:p').toString('base64')}`,
  })
})

test('a receiver that is away is tried again under the same name, and hears things in their order', async () => {
  const { heard, url } = await webhook(503, 503)
  const { send } = await running(url, 'group_by: [alertname], group_wait: 0s, group_interval: 1s')
  await send('trigger', 'db')
  await until(() => heard.length === 1)
  await send('resolve', 'db')
  await until(() => heard.length === 4)
  expect(heard.map(({ body }) => body.status)).toEqual(['firing', 'firing', 'firing', 'resolved'])
  expect(new Set(heard.slice(0, 3).map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
})

test('what a receiver will never take is marked as failed, and said anew', async () => {
  const { heard, url } = await webhook(400)
  const { db, send } = await running(url, 'group_by: [alertname], group_wait: 0s, group_interval: 1s')
  await send('trigger', 'db')
  await until(() => heard.length === 2)
  await until(() => true)
  const rows = await db
    .withTables<{ alert_deliveries: { state: string; last_error: string; seq: number } }>()
    .selectFrom('alert_deliveries')
    .select(['state', 'last_error'])
    .orderBy('seq')
    .execute()
  expect(rows[0]).toEqual({ state: 'failed', last_error: 'answered 400' })
  expect(heard[1]!.body.notification_reason).toBe('new alerts added')
})

test('a receiver that never answers holds up nobody else', async () => {
  const { heard, url } = await webhook()
  const mute = createServer(() => undefined)
  mute.listen(0, '127.0.0.1')
  await once(mute, 'listening')
  onTestFinished(() => {
    mute.closeAllConnections()
    mute.close()
  })
  const deaf = `http://127.0.0.1:${(mute.address() as AddressInfo).port}/`
  const { send } = await running(
    url,
    `group_by: ['...'], group_wait: 0s, routes: [{ matchers: ['host=~"deaf.*"'], receiver: deaf }]`,
    {
      more: `- { name: deaf, webhook_configs: [{ url: '${deaf}' }] }`,
    },
  )
  await Promise.all(Array.from({ length: 40 }, (_, index) => send('trigger', `deaf-${index}`)))
  await sleep(500)
  const began = performance.now()
  await send('trigger', 'db')
  await until(() => heard.length === 1)
  expect(heard[0]!.at - began).toBeLessThan(1000)
  mute.closeAllConnections()
})

test('three replicas, one notification each', async () => {
  const { heard, url } = await webhook()
  const { send } = await running(url, "group_by: ['...'], group_wait: 0s", { replicas: 3 })
  await Promise.all(Array.from({ length: 60 }, (_, index) => send('trigger', `host-${index}`)))
  await until(() => heard.length >= 60)
  await sleep(1200)
  expect(heard).toHaveLength(60)
})

test('who is slow to answer hears it once, although another replica would take over from a dead one by then', async () => {
  const { heard, url } = await slowWebhook(9_500)
  const { db, send } = await running(url, 'group_wait: 0s', { replicas: 2 })
  await send('trigger', 'db')
  await until(() => heard.length === 1)
  await sleep(10_500)
  const { rows } = await sql`select state, attempts from alert_deliveries`.execute(db)
  expect({ rows, heard: heard.length }).toEqual({ rows: [{ state: 'delivered', attempts: 1 }], heard: 1 })
})

test('what a dead replica had in its hands is sent by another one within 12 s', async () => {
  const { heard, url } = await webhook()
  const { db, send } = await running(url, 'group_wait: 0s')
  await send('trigger', 'db')
  await until(() => heard.length === 1)
  await sleep(500)
  // Taken by somebody who is never heard of again.
  const taken = performance.now()
  await inTransaction(db, async (tx) => {
    await sql`update alert_deliveries set state = 'pending'`.execute(tx)
    expect(await claimDeliveries(tx, 1, [])).toHaveLength(1)
  })
  await until(() => heard.length === 2)
  expect(performance.now() - taken).toBeLessThan(12_000)
  expect(heard[1]!.headers['idempotency-key']).toBe(heard[0]!.headers['idempotency-key'])
})
