import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { testDatabase } from '../../../../../test/test-database.ts'
import { newId } from '../../../../kit/new-id.ts'
import { fingerprint } from '../../fingerprint.ts'
import type { WebhookBody } from '../../grouping/webhook-v4.ts'
import { makeReceiver } from '../../receive/actions.ts'
import { compileAlerting } from '../../settings/compile-alerting.ts'
import { importAlertmanager } from '../../settings/import-alertmanager.ts'
import type { Signal } from '../../signal.ts'
import { startDispatcher } from './actions.ts'

const SECONDS = 20
const STORM = 20_000

const alert = (labels: Record<string, string>): Signal => ({
  ...{ action: 'trigger', key: fingerprint(labels), summary: labels.alertname!, severity: 'error', labels },
  annotations: { description: 'x'.repeat(200) },
  ...{ startsAt: new Date(), endsAt: new Date(Date.now() + 600_000), endIsTimeout: false, links: [], details: {} },
})

// Figures, not a limit: what a machine gives depends on its disk and on who else is on it.
test.skipIf(process.env.OPSBOOK_TEST_FULL === undefined)(
  'how soon an urgent alert leaves during a storm of others',
  async () => {
    const { db } = await testDatabase({ poolSize: 12 })
    const left = new Map<string, number>()
    const server = createServer(async (request, response) => {
      const pieces: Buffer[] = []
      for await (const piece of request) pieces.push(piece as Buffer)
      const { alerts } = JSON.parse(Buffer.concat(pieces).toString()) as WebhookBody
      for (const { labels } of alerts) if (labels.urgent) left.set(labels.urgent, performance.now())
      response.end()
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    const read = importAlertmanager(`
route: { receiver: all, group_by: [alertname, cluster], group_wait: 5s, routes: [{ matchers: [urgent!=""], receiver: pager, group_by: ['...'], group_wait: 0s }] }
receivers: [{ name: all, webhook_configs: [{ url: '${url}' }] }, { name: pager, webhook_configs: [{ url: '${url}' }] }]`)
    if (!read.ok) throw new Error(read.problems.join('\n'))
    const clock = () => new Date()
    const dispatcher = startDispatcher({
      egressAllow: () => [],
      ...{ db, newId, clock, externalUrl: '', version: '0', onTrouble: () => undefined },
      settings: { configId: 'x', alerting: compileAlerting(read.settings) },
    })
    const receive = makeReceiver({ db, newId, clock, onStored: dispatcher.wake })
    const post = (signals: Signal[]) =>
      receive({
        ...{ id: newId('request'), integrationId: 'i', receivedAt: clock(), raw: Buffer.from(JSON.stringify(signals)) },
        ...{ problems: [], warnings: [], signals },
      })
    const accepted = new Map<string, number>()
    const began = performance.now()
    const storm = (async () => {
      for (let sent = 0; sent < STORM; sent += 100) {
        await post(
          Array.from({ length: 100 }, (_, index) =>
            alert({ alertname: `A${(sent + index) % 300}`, cluster: `c${sent % 10}`, host: `${sent + index}` }),
          ),
        )
        await sleep(Math.max(0, (sent / STORM) * SECONDS * 1000 - (performance.now() - began)))
      }
    })()
    for (let second = 0; second < SECONDS; second++) {
      await post([alert({ alertname: 'Urgent', urgent: `${second}` })])
      accepted.set(`${second}`, performance.now())
      await sleep(1000)
    }
    await storm
    const sent = performance.now() - began
    while (left.size < SECONDS && performance.now() - began < 90_000) await sleep(50)
    await dispatcher.stop()
    server.closeAllConnections()
    server.close()
    const took = [...accepted]
      .map(([name, at]) => (left.get(name) ?? Number.POSITIVE_INFINITY) - at)
      .sort((a, b) => a - b)
    process.stdout.write(
      `storm of ${STORM} in ${(sent / 1000).toFixed(1)} s; urgent accept to leave: p50 ${took[Math.floor(SECONDS / 2)]!.toFixed(0)} ms, worst ${took.at(-1)!.toFixed(0)} ms\n`,
    )
    expect(left.size).toBe(SECONDS)
  },
  120_000,
)
