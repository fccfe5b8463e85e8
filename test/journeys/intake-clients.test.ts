/** What teams run today, pointed at us and otherwise unchanged. */
import { execFile, spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { request as forward } from 'node:http'
import { Agent, createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { acknowledge, change, resolve, trigger } from '@pagerduty/pdjs/build/src/events.js'
import { expect, onTestFinished, test } from 'vitest'
import { freePort, runProgram, served, testFolder, until } from './served.ts'

const run = promisify(execFile)
const absent = (program: string) => spawnSync(program, ['--version']).error !== undefined

const RULES = `
groups:
  - name: clockwork
    interval: 1s
    rules:
      - { alert: Ticking, expr: vector(time() % 14) < 7, labels: { severity: critical } }
`

test.skipIf(absent('prometheus'))(
  'Prometheus, with the key in its header',
  async () => {
    const { host, integration, alertsOf } = await served()
    const { key, id } = await integration('alertmanager-api')
    const folder = testFolder('prometheus')
    writeFileSync(join(folder, 'rules.yml'), RULES)
    writeFileSync(
      join(folder, 'prometheus.yml'),
      `global: { evaluation_interval: 1s }
rule_files: [rules.yml]
alerting: { alertmanagers: [{ authorization: { credentials: ${key} }, static_configs: [{ targets: ['${host}'] }] }] }
`,
    )
    runProgram('prometheus', [
      ...[`--config.file=${join(folder, 'prometheus.yml')}`, `--storage.tsdb.path=${join(folder, 'data')}`],
      ...[`--web.listen-address=127.0.0.1:${await freePort()}`, '--rules.alert.resend-delay=1s'],
    ])
    const isOver = (ends: Date | null) => ends !== null && ends.getTime() <= Date.now()
    const [fired] = await until(
      () => alertsOf(id),
      ([first]) => first !== undefined && !isOver(first.ends_at),
    )
    expect(fired).toMatchObject({ severity: 'critical', labels: { alertname: 'Ticking' } })
    await until(
      () => alertsOf(id),
      ([first]) => isOver(first!.ends_at),
    )
  },
  90_000,
)

test.skipIf(absent('amtool'))('amtool, with the key in its header', async () => {
  const settings = `
alerting:
  route: { receiver: all, routes: [{ matchers: ['team="db"'], receiver: database }] }
  receivers: [{ name: all }, { name: database }]
`
  const { url, integration } = await served(settings)
  const { key } = await integration('alertmanager-api')
  const home = testFolder('amtool')
  writeFileSync(join(home, 'http.yml'), `authorization: { credentials: ${key} }\n`)
  const amtool = async (...args: string[]) =>
    (
      await run(
        'amtool',
        [`--alertmanager.url=${url}`, `--http.config.file=${join(home, 'http.yml')}`, '--no-version-check', ...args],
        { env: { ...process.env, HOME: home } },
      )
    ).stdout.trim()
  await amtool('alert', 'add', 'alertname=Slow', 'host=a')
  expect(await amtool('alert', 'query', 'Slow')).toMatch(/Slow .* active/)
  const id = await amtool('silence', 'add', '-c', 'known', '-a', 'ana', '-d', '1h', 'Slow')
  expect(await amtool('silence', 'query')).toContain(id)
  expect(await amtool('alert', 'query', '--silenced', 'Slow')).toContain('suppressed')
  await amtool('silence', 'update', '-d', '2h', id)
  await amtool('silence', 'expire', id)
  expect(await amtool('silence', 'query')).not.toContain(id)
  expect(await amtool('config', 'show')).toContain('receiver: "database"')
  expect(await amtool('config', 'routes', 'test', 'team=db')).toBe('database')
})

test.skipIf(absent('prometheus-alertmanager'))(
  'Alertmanager, by its webhook and by its PagerDuty receiver',
  async () => {
    const { url, integration, alertsOf } = await served()
    const hook = await integration('alertmanager-webhook')
    const pager = await integration('pagerduty-events')
    const folder = testFolder('alertmanager')
    writeFileSync(
      join(folder, 'config.yml'),
      `
route: { receiver: opsbook, group_by: [alertname], group_wait: 200ms, group_interval: 500ms, repeat_interval: 1h }
receivers:
  - name: opsbook
    webhook_configs:
      - url: ${url}/intake/alertmanager-webhook
        http_config: { authorization: { credentials: ${hook.key} } }
    pagerduty_configs:
      - { url: '${url}/v2/enqueue', routing_key: ${pager.key}, severity: critical, component: shop }
`,
    )
    const port = await freePort()
    runProgram('prometheus-alertmanager', [
      ...[`--config.file=${join(folder, 'config.yml')}`, `--storage.path=${folder}`, '--cluster.listen-address='],
      `--web.listen-address=127.0.0.1:${port}`,
    ])
    const post = async (more: object) => {
      const labels = { alertname: 'DiskFull', host: 'a', severity: 'warning' }
      const answer = await fetch(`http://127.0.0.1:${port}/api/v2/alerts`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify([{ labels, annotations: { summary: 'disk full on a' }, ...more }]),
      }).catch(() => undefined)
      return answer?.status
    }
    await until(
      () => post({}),
      (status) => status === 200,
    )
    const both = () => Promise.all([alertsOf(hook.id), alertsOf(pager.id)])
    const [[fromHook], [fromPager]] = await until(both, (found) => found.every((alerts) => alerts.length === 1))
    expect(fromHook).toMatchObject({
      ...{ summary: 'disk full on a', severity: 'warning', ends_at: null },
      labels: { alertname: 'DiskFull', host: 'a' },
    })
    expect(fromPager).toMatchObject({ severity: 'critical', labels: { component: 'shop' }, ends_at: null })
    expect(fromPager!.key).toMatch(/^[0-9a-f]{64}$/)
    await post({ endsAt: new Date().toISOString() })
    await until(both, (found) => found.every(([alert]) => alert?.ends_at != null))
  },
  60_000,
)

/** PagerDuty's client speaks TLS alone: a door with a certificate of its own that passes everything on. */
async function secureDoor(url: string) {
  const folder = testFolder('tls')
  const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  await run('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'],
    ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-keyout', keyFile, '-out', certFile],
  ])
  const cert = readFileSync(certFile)
  const door = createSecureServer({ key: readFileSync(keyFile), cert }, (asked, answer) => {
    const { method, headers, url: path } = asked
    const passed = forward(`${url}${path}`, { method, headers }, (said) => {
      answer.writeHead(said.statusCode!, said.headers)
      said.pipe(answer)
    })
    asked.pipe(passed)
  })
  await new Promise<void>((ready) => door.listen(0, '127.0.0.1', ready))
  onTestFinished(() => {
    door.closeAllConnections()
    door.close()
  })
  return { server: `localhost:${(door.address() as AddressInfo).port}`, agent: new Agent({ ca: cert }) }
}

test.skipIf(absent('openssl'))("PagerDuty's own JavaScript client", async () => {
  const { url, integration, alertsOf, db } = await served()
  const { key, id } = await integration('pagerduty-events')
  const door = await secureDoor(url)
  const event = (more: object) => ({ ...door, data: { routing_key: key, ...more } }) as never
  const payload = { summary: 'disk full on a', source: 'a', severity: 'error', component: 'disk' }
  const made = await trigger(event({ payload }))
  expect([made.status, made.data]).toEqual([
    202,
    { status: 'success', message: 'Event processed', dedup_key: expect.stringMatching(/./) },
  ])
  const { dedup_key } = made.data as { dedup_key: string }
  expect((await trigger(event({ dedup_key, payload }))).status).toBe(202)
  expect(await alertsOf(id)).toMatchObject([{ key: dedup_key, count: 2, severity: 'error', acknowledged_at: null }])
  expect((await acknowledge(event({ dedup_key }))).status).toBe(202)
  expect((await alertsOf(id))[0]!.acknowledged_at).not.toBeNull()
  expect((await resolve(event({ dedup_key }))).status).toBe(202)
  expect((await alertsOf(id))[0]!.ends_at).not.toBeNull()
  expect((await resolve(event({ dedup_key }))).status).toBe(202)
  await trigger(event({ dedup_key, payload }))
  expect((await alertsOf(id)).map(({ episode }) => episode)).toEqual([1, 2])
  const changed = await change(event({ payload: { summary: 'deployed 1.2.3', source: 'ci' } }))
  expect([changed.status, changed.data]).toEqual([202, { status: 'success', message: 'Change event processed' }])
  expect(await alertsOf(id)).toHaveLength(2)
  const kept = await db
    .withTables<{ alert_requests: { id: string } }>()
    .selectFrom('alert_requests')
    .select('id')
    .execute()
  expect(kept).toHaveLength(7)
  const wrong = await trigger(event({ routing_key: 'short', payload }))
  expect([wrong.status, wrong.data]).toEqual([
    400,
    {
      ...{ status: 'invalid event', message: 'Event object is invalid' },
      errors: ["Length of 'routing_key' is incorrect (should be 32 characters)"],
    },
  ])
})

test('Opsgenie’s API: an alert from its beginning to its end', async () => {
  const { url, integration, db } = await served()
  const { key, id: integrationId } = await integration('opsgenie')
  const other = await integration('goalert-generic')
  const ask = async (method: string, path: string, body?: object, as = key) => {
    const answer = await fetch(`${url}/v2${path}`, {
      method,
      headers: { authorization: `GenieKey ${as}`, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    return { status: answer.status, ...((await answer.json()) as { data: never; requestId: string; message?: string }) }
  }
  const details = { message: 'disk full on a', alias: 'disk/a', priority: 'P1', tags: ['disk'], details: { host: 'a' } }
  const created = await ask('POST', '/alerts', details)
  expect(created).toMatchObject({ status: 202, result: 'Request will be processed' })
  expect((await ask('POST', '/alerts', details)).status).toBe(202)
  const alias = `/alerts/${encodeURIComponent('disk/a')}`
  const by = 'identifierType=alias'
  const one = async () => (await ask('GET', `${alias}?${by}`)).data as Record<string, unknown>
  expect(await one()).toMatchObject({
    ...{ message: 'disk full on a', alias: 'disk/a', status: 'open', acknowledged: false, count: 2, priority: 'P1' },
    ...{ tags: ['disk'], details: { host: 'a' }, tinyId: '1' },
  })
  const outcome = async (requestId: string) => (await ask('GET', `/alerts/requests/${requestId}`)).data
  const { id } = await one()
  expect(await outcome(created.requestId)).toMatchObject({
    ...{ success: true, isSuccess: true, action: 'Create', status: 'Created alert', alertId: id, alias: 'disk/a' },
  })

  const did = async (path: string, body: object, method = 'POST') => {
    const answer = await ask(method, path, body)
    expect(answer.status).toBe(202)
    return outcome(answer.requestId)
  }
  expect(await did(`${alias}/acknowledge?${by}`, { user: 'ana', note: 'looking' })).toMatchObject({
    ...{ success: true, action: 'Acknowledge', status: 'Acknowledged alert', alertId: id },
  })
  expect(await did(`${alias}/acknowledge?${by}`, { user: 'ben' })).toMatchObject({
    ...{ success: false, status: 'Nothing was changed: already acknowledged', alertId: id },
  })
  expect(await did(`/alerts/${id}/notes`, { user: 'ana', note: 'ordered a disk' })).toMatchObject({ action: 'AddNote' })
  expect(await did('/alerts/1/tags?identifierType=tiny', { tags: ['hardware'] })).toMatchObject({ success: true })
  await did(`/alerts/${id}/priority`, { priority: 'P2' }, 'PUT')
  await did(`/alerts/${id}/details`, { details: { rack: '4' } })
  const endTime = new Date(Date.now() + 3_600_000).toISOString()
  expect(await did(`/alerts/${id}/snooze`, { endTime })).toMatchObject({ status: 'Snoozed alert' })
  expect(await one()).toMatchObject({
    ...{ acknowledged: true, owner: 'ana', snoozed: true, snoozedUntil: endTime, tags: ['disk', 'hardware'] },
    ...{ priority: 'P2', details: { host: 'a', rack: '4' } },
  })
  const notes = (await ask('GET', `/alerts/${id}/notes`)).data as { note: string; owner: string }[]
  expect(notes.map(({ note, owner }) => `${owner}: ${note}`)).toEqual(['ana: ordered a disk', 'ana: looking'])
  expect(await did(`/alerts/none/close`, {})).toMatchObject({ success: false, status: 'Alert does not exist' })

  await ask('POST', '/alerts', { message: 'cpu', alias: 'cpu' })
  const list = async (query: string) =>
    ((await ask('GET', `/alerts?query=${encodeURIComponent(query)}`)).data as { alias: string }[]).map(
      (each) => each.alias,
    )
  expect(await list('status: open')).toEqual(['cpu', 'disk/a'])
  expect(await did(`${alias}/close?${by}`, { user: 'ana' })).toMatchObject({ action: 'Close', status: 'Closed alert' })
  expect(await one()).toMatchObject({ status: 'closed', report: { closedBy: 'ana' } })
  expect(await list('status: open')).toEqual(['cpu'])
  expect(await list('status=closed AND tag: hardware')).toEqual(['disk/a'])
  expect((await ask('GET', '/alerts/count')).data).toEqual({ count: 2 })
  expect((await ask('GET', '/alerts', undefined, other.key)).status).toBe(401)
  const ping = await ask('GET', '/heartbeats/backup/ping')
  expect(ping).toMatchObject({ status: 202, result: 'PONG - Heartbeat received' })
  const beats = db.withTables<{ heartbeats_seen: { integration_id: string; name: string } }>()
  expect(await beats.selectFrom('heartbeats_seen').select(['integration_id', 'name']).execute()).toEqual([
    { integration_id: integrationId, name: 'backup' },
  ])
})

// The examples as the guide prints them, with an address and a key.
const examples = [...readFileSync('docs/guide/intake.md', 'utf8').matchAll(/^```bash\n([\s\S]*?)^```/gm)]
  .flatMap(([, block]) => block!.split(/^(?=curl )/m))
  .filter((text) => text.startsWith('curl '))
  .map((text) => text.trim())
const dialectOf = (example: string) =>
  /\/intake\/([a-z-]+)/.exec(example)?.[1] ??
  ([
    ['/api/v2/alerts', 'alertmanager-api'],
    ['/v2/enqueue', 'pagerduty-events'],
    ['/v2/alerts', 'opsgenie'],
    ['/generic/incoming', 'goalert-generic'],
  ].find(([path]) => example.includes(path!))![1] as string)

test.skipIf(absent('curl'))('the examples of the guide, with curl', async () => {
  expect(examples.length).toBeGreaterThan(7)
  const { host, integration, alertsOf } = await served()
  const integrations = new Map<string, Awaited<ReturnType<typeof integration>>>()
  for (const example of examples) {
    const dialect = dialectOf(example)
    const { key, id } = integrations.get(dialect) ?? (await integration(dialect))
    integrations.set(dialect, { key, id })
    const command = example
      .replaceAll('KEY', key)
      .replaceAll('localhost:8080', host)
      .replace(/^curl /, 'curl -sSi ')
    const { stdout } = await run('bash', ['-c', command])
    expect(`${example}\n${stdout}`).toMatch(/^HTTP\/1\.1 20[0-4] /m)
    expect(await alertsOf(id), example).toHaveLength(1)
  }
  expect(integrations.size).toBe(7)
  const over = await alertsOf(integrations.get('opsgenie')!.id)
  expect(over[0]!.ends_at).not.toBeNull()
})
