import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { readPostedAlerts } from '../../src/builtin/alertmanager-api/read-posted-alerts.ts'
import { newId } from '../../src/kit/new-id.ts'
import { startDispatcher } from '../../src/response/alert/dispatch/loop/actions.ts'
import type { WebhookBody } from '../../src/response/alert/grouping/webhook-v4.ts'
import { makeReceiver } from '../../src/response/alert/receive/actions.ts'
import { compileAlerting } from '../../src/response/alert/settings/compile-alerting.ts'
import { importAlertmanager } from '../../src/response/alert/settings/import-alertmanager.ts'
import { endSilence, setSilence } from '../../src/response/alert/silence/actions.ts'
import { testDatabase } from '../test-database.ts'

const PROGRAM = 'prometheus-alertmanager'
const settings = (url: string) => `
route:
  receiver: team
  group_by: [alertname]
  group_wait: 500ms
  group_interval: 1s
  repeat_interval: 1h
  routes:
    - { matchers: ['team="web"'], receiver: web, group_by: ['...'], continue: true }
    - { match_re: { team: 'we.*' }, receiver: firing-only }
receivers:
  - { name: team, webhook_configs: [{ url: '${url}' }] }
  - { name: web, webhook_configs: [{ url: '${url}', max_alerts: 1 }] }
  - { name: firing-only, webhook_configs: [{ url: '${url}', send_resolved: false }] }
inhibit_rules:
  - { source_matchers: ['alertname="Down"'], target_matchers: ['alertname="Slow"'], equal: [host] }
`

/** What one side was told: a group's notifications in their order, each as text. */
class Ear {
  readonly heard = new Map<string, string[]>()
  readonly bodies: WebhookBody[] = []
  url = ''

  async open(): Promise<this> {
    const server = createServer(async (request, response) => {
      const pieces: Buffer[] = []
      for await (const piece of request) pieces.push(piece as Buffer)
      this.#hear(JSON.parse(Buffer.concat(pieces).toString()))
      response.end()
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => {
      server.closeAllConnections()
      server.close()
    })
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    return this
  }

  #hear(body: WebhookBody): void {
    this.bodies.push(body)
    const name = `${body.receiver} ${body.groupKey}`
    const of = (status: string) =>
      body.alerts
        .filter((alert) => alert.status === status)
        .map(({ labels, fingerprint }) => `${labels.host}/${fingerprint}`)
        .sort()
        .join(' ')
    const common = JSON.stringify(
      [body.groupLabels, body.commonLabels, body.commonAnnotations, body.truncatedAlerts].map((each) =>
        typeof each === 'object' ? Object.entries(each).sort() : each,
      ),
    )
    this.heard.set(name, [
      ...(this.heard.get(name) ?? []),
      `${body.status}: +[${of('firing')}] -[${of('resolved')}] ${common}`,
    ])
  }

  count = (alertname: string) => this.bodies.filter(({ groupLabels }) => groupLabels.alertname === alertname).length
}

async function alertmanager(ear: Ear): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'opsbook-peer-'))
  writeFileSync(join(folder, 'config.yml'), settings(ear.url))
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  const child: ChildProcess = spawn(
    PROGRAM,
    [
      `--config.file=${join(folder, 'config.yml')}`,
      `--storage.path=${folder}`,
      '--cluster.listen-address=',
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { stdio: 'ignore' },
  )
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await once(child, 'exit')
    rmSync(folder, { recursive: true })
  })
  const base = `http://127.0.0.1:${port}`
  for (let tries = 0; tries < 200; tries++) {
    if (
      await fetch(`${base}/-/ready`)
        .then(({ ok }) => ok)
        .catch(() => false)
    )
      return base
    await sleep(50)
  }
  throw new Error('alertmanager does not start')
}

async function opsbook(ear: Ear) {
  const { db } = await testDatabase()
  const read = importAlertmanager(settings(ear.url))
  if (!read.ok) throw new Error(read.problems.join('\n'))
  const clock = () => new Date()
  const dispatcher = startDispatcher({
    egressAllow: () => [],
    ...{ db, newId, clock, externalUrl: '', version: '0' },
    settings: { configId: 'x', alerting: compileAlerting(read.settings) },
    onTrouble: (error) => {
      throw error
    },
  })
  onTestFinished(() => dispatcher.stop())
  const receive = makeReceiver({ db, newId, clock, onStored: dispatcher.wake })
  const post = async (body: string) => {
    const raw = Buffer.from(body)
    const id = newId('request')
    const asked = {
      method: 'POST',
      path: '/alerts',
      query: new URLSearchParams(),
      headers: { 'content-type': 'application/json' },
      body: raw,
      receivedAt: clock(),
      requestId: id,
      newId: () => id,
    }
    const reading = readPostedAlerts(asked, { id: 'i', name: 'i', settings: {} })
    if (reading.kind !== 'signals') throw new Error('not read')
    await receive({
      id,
      integrationId: 'i',
      receivedAt: clock(),
      raw,
      problems: [],
      warnings: [],
      signals: reading.signals,
    })
  }
  return { post, silences: { db, clock, audit: async () => undefined } }
}

// Skipped where Debian's prometheus-alertmanager is not installed.
test.skipIf(spawnSync(PROGRAM, ['--version']).error !== undefined)(
  'the same alerts make the same notifications as in Alertmanager',
  async () => {
    const [theirs, ours] = [await new Ear().open(), await new Ear().open()]
    const [base, own] = [await alertmanager(theirs), await opsbook(ours)]
    const both = async (alerts: Record<string, string>[], over = false) => {
      const body = JSON.stringify(
        alerts.map((labels) => ({
          labels,
          annotations: { summary: `${labels.alertname} is wrong` },
          ...(over ? { endsAt: new Date().toISOString() } : {}),
        })),
      )
      const headers = { 'content-type': 'application/json' }
      const answer = await fetch(`${base}/api/v2/alerts`, { method: 'POST', headers, body })
      expect(answer.status).toBe(200)
      await own.post(body)
    }
    /** Waits until both were told so often of an alert, and no more. */
    const told = async (alertname: string, times: number) => {
      const counts = () => [theirs, ours].map((ear) => ear.count(alertname))
      for (
        const began = performance.now();
        performance.now() - began < 20_000 && counts().some((count) => count < times);
      )
        await sleep(20)
      expect({ alertname, counts: counts() }).toEqual({ alertname, counts: [times, times] })
    }
    const disk = (...hosts: string[]) => hosts.map((host) => ({ alertname: 'Disk', host }))

    await both(disk('1', '2'))
    await told('Disk', 1)
    await both(disk('3'))
    await told('Disk', 2)
    await both(disk('1'), true)
    await told('Disk', 3)
    const matchers = [{ name: 'host', value: '2', isRegex: false, isEqual: true }]
    const times = { startsAt: new Date(), endsAt: new Date(Date.now() + 3_600_000) }
    const made = await fetch(`${base}/api/v2/silences`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ matchers, ...times, createdBy: 'a', comment: 'c' }),
    })
    const { silenceID } = (await made.json()) as { silenceID: string }
    const actor = { kind: 'nobody' } as const
    const set = await setSilence(
      own.silences,
      { matchers: [{ name: 'host', operator: '=', value: '2' }], ...times, createdBy: 'a', comment: 'c' },
      actor,
    )
    await both(disk('4'))
    await told('Disk', 4)
    await fetch(`${base}/api/v2/silence/${silenceID}`, { method: 'DELETE' })
    if (set.do === 'set') await endSilence(own.silences, set.silence.id, actor)
    await told('Disk', 5)
    await both(disk('2', '3', '4'), true)
    await told('Disk', 6)

    await both([{ alertname: 'Down', host: '1' }])
    await told('Down', 1)
    await both([
      { alertname: 'Slow', host: '1' },
      { alertname: 'Slow', host: '2' },
    ])
    await told('Slow', 1)
    await both([{ alertname: 'Down', host: '1' }], true)
    await told('Down', 2)
    await told('Slow', 2)

    await both([
      { alertname: 'Web', host: '1', team: 'web' },
      { alertname: 'Web', host: '2', team: 'web' },
    ])
    await told('Web', 3)
    await both([{ alertname: 'Web', host: '1', team: 'web' }], true)
    await told('Web', 4)
    await both([{ alertname: 'Web', host: '2', team: 'web' }], true)
    await told('Web', 5)
    await sleep(2500)
    await both([{ alertname: 'Web', host: '1', team: 'web' }])
    await told('Web', 7)

    expect(ours.heard).toEqual(theirs.heard)
  },
  120_000,
)
