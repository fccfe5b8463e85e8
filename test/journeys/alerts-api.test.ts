import { expect, onTestFinished, test } from 'vitest'
import { buildServer } from '../../src/http/server.ts'
import { newId } from '../../src/kit/new-id.ts'
import { permissionsOf, type Role } from '../../src/kit/permission.ts'
import { makeReceiver } from '../../src/response/alert/receive/actions.ts'
import { alertRoutes } from '../../src/response/alert/routes.ts'
import { compileAlerting } from '../../src/response/alert/settings/compile-alerting.ts'
import { importAlertmanager } from '../../src/response/alert/settings/import-alertmanager.ts'
import type { Signal } from '../../src/response/alert/signal.ts'
import { silenceRoutes } from '../../src/response/alert/silence/routes.ts'
import { testDatabase } from '../test-database.ts'

const SETTINGS = `
route:
  receiver: everybody
  group_by: [alertname]
  routes:
    - { matchers: ['team="db"'], receiver: database }
    - { matchers: ['team=~"db|web"'], receiver: web }
receivers: [{ name: everybody }, { name: database }, { name: web }]
inhibit_rules: [{ source_matchers: ['alertname="Down"'], target_matchers: ['alertname="Slow"'], equal: [host] }]
`

async function server() {
  const { db } = await testDatabase()
  const read = importAlertmanager(SETTINGS)
  if (!read.ok) throw new Error(read.problems.join('\n'))
  const alerting = compileAlerting(read.settings)
  const clock = () => new Date()
  const audited: string[] = []
  const desk = {
    ...{ db, clock, alerting: () => alerting },
    audit: async (_: unknown, by: { kind: string }, action: string, subject: string) =>
      void audited.push(`${by.kind} ${action} ${subject.split('_')[0]}`),
  }
  const app = buildServer({
    ...{ routes: [...alertRoutes(desk), ...silenceRoutes(desk)], secure: false, trustedProxies: [], capacity: 100 },
    hosts: { names: [] } as never,
    authentication: {
      user: async ({ headers }) => {
        const role = (headers.authorization ?? '').replace('Bearer ', '') as Role
        if (role === ('' as Role)) return { reason: 'missing' }
        return { actor: { kind: 'user', id: role, name: `Ana the ${role}` }, permissions: permissionsOf(role) }
      },
      runner: async () => ({ reason: 'missing' }),
    },
    onError: (error) => {
      throw error
    },
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  onTestFinished(() => app.close())
  const receive = makeReceiver({ db, newId, clock, onStored: () => undefined })
  const fire = async (labels: Record<string, string>, more: Partial<Signal> = {}) => {
    const [outcome] = await receive({
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
          ...{ action: 'trigger', key: JSON.stringify(labels), summary: 'It is wrong', severity: 'error', labels },
          ...{ annotations: {}, startsAt: clock(), endIsTimeout: false, links: [], details: {}, ...more },
        },
      ],
    })
    return outcome!.alertId!
  }
  const ask = async (role: Role | '', method: string, path: string, body?: unknown) => {
    const answer = await fetch(`http://127.0.0.1:${(app.server.address() as { port: number }).port}/api/v1${path}`, {
      method,
      headers: {
        authorization: role === '' ? '' : `Bearer ${role}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) }
  }
  return { fire, ask, audited }
}

test('a list is paged and narrowed', async () => {
  const { fire, ask } = await server()
  for (let index = 0; index < 7; index++)
    await fire({ alertname: 'Slow', host: `h${index}`, team: index % 2 ? 'db' : 'web' })
  await fire({ alertname: 'Down', host: 'h1' }, { severity: 'critical' })
  const hosts = (page: { items: { labels: Record<string, string> }[] }) =>
    page.items.map(({ labels }) => `${labels.alertname![0]}${labels.host}`)
  const list = async (query: string) => (await ask('viewer', 'GET', `/alerts?${query}`)).body
  const first = await list('limit=3')
  expect(hosts(first)).toEqual(['Dh1', 'Sh6', 'Sh5'])
  const second = await list(`limit=3&after=${first.next}`)
  expect(hosts(second)).toEqual(['Sh4', 'Sh3', 'Sh2'])
  expect(hosts(await list(`limit=3&after=${second.next}`))).toEqual(['Sh1', 'Sh0'])
  expect((await list(`limit=3&after=${second.next}`)).next).toBeNull()
  expect(hosts(await list('filter=team%3Ddb'))).toEqual(['Sh5', 'Sh3', 'Sh1'])
  expect(hosts(await list('filter=Slow&filter=host%3D~%22h%5B0-2%5D%22'))).toEqual(['Sh2', 'Sh1', 'Sh0'])
  expect(hosts(await list('severity=critical'))).toEqual(['Dh1'])
  expect(hosts(await list('state=resolved'))).toEqual([])
  const rare = []
  for (let next: string | null = ''; next !== null; ) {
    const page: { items: { labels: Record<string, string> }[]; next: string | null } = await list(
      `limit=1&filter=host%3D~%22h0%22${next ? `&after=${next}` : ''}`,
    )
    rare.push(...hosts(page))
    next = page.next
  }
  expect(rare).toEqual(['Sh0'])
  expect((await ask('viewer', 'GET', '/alerts?filter=a%3D~%22(%22')).body).toMatchObject({ code: 'alert/filter' })
})

test('who has it, until it is over', async () => {
  const { fire, ask, audited } = await server()
  const id = await fire({ alertname: 'Slow' })
  expect((await ask('viewer', 'POST', `/alerts/${id}/acknowledge`, {})).status).toBe(403)
  expect((await ask('', 'GET', `/alerts/${id}`)).status).toBe(401)
  expect((await ask('viewer', 'GET', '/alerts/alert_unknown')).status).toBe(404)
  expect(await ask('responder', 'POST', `/alerts/${id}/acknowledge`, { note: 'looking' })).toMatchObject({
    status: 200,
    body: { state: 'acknowledged', acknowledgedBy: 'Ana the responder' },
  })
  expect(await ask('admin', 'POST', `/alerts/${id}/acknowledge`)).toMatchObject({
    status: 409,
    body: { message: 'cannot acknowledge this alert: Ana the responder has it already' },
  })
  expect((await ask('admin', 'POST', `/alerts/${id}/unacknowledge`)).body).toMatchObject({
    state: 'open',
    acknowledgedBy: null,
  })
  expect((await ask('admin', 'POST', `/alerts/${id}/resolve`)).body).toMatchObject({ state: 'resolved' })
  expect((await ask('admin', 'POST', `/alerts/${id}/resolve`)).status).toBe(409)
  expect((await ask('viewer', 'GET', `/alerts/${id}`)).body).toMatchObject({ state: 'resolved', count: 1, number: 1 })
  const events = (await ask('viewer', 'GET', `/alerts/${id}/events`)).body.items
  expect(events.map(({ action, actor, note }: Record<string, string>) => [action, actor, note])).toEqual([
    ['trigger', null, null],
    ['acknowledge', 'Ana the responder', 'looking'],
    ['unacknowledge', 'Ana the admin', null],
    ['resolve', 'Ana the admin', null],
  ])
  expect(audited).toEqual([
    'user alert.acknowledged alert',
    'user alert.unacknowledged alert',
    'user alert.resolved alert',
  ])
  const again = await fire({ alertname: 'Slow' })
  expect(again).not.toBe(id)
})

test('put off, by its number; and how often it has been wrong', async () => {
  const { fire, ask, audited } = await server()
  const id = await fire({ alertname: 'Slow', team: 'db' })
  const until = new Date(Date.now() + 3_600_000).toISOString()
  expect((await ask('viewer', 'POST', '/alerts/1/snooze', { until })).status).toBe(403)
  expect((await ask('responder', 'POST', '/alerts/1/snooze', {})).status).toBe(400)
  const past = await ask('responder', 'POST', '/alerts/1/snooze', { until: '2020-01-01T00:00:00Z' })
  expect(past).toMatchObject({ status: 409, body: { message: expect.stringContaining('has passed already') } })
  expect(await ask('responder', 'POST', '/alerts/1/snooze', { until, note: 'new disks come' })).toMatchObject({
    status: 200,
    body: { id, state: 'open', snoozedUntil: until },
  })
  expect((await ask('viewer', 'GET', '/alerts/1/routing')).body).toMatchObject({ snoozedUntil: until, told: [] })
  expect((await ask('viewer', 'GET', '/alerts/1/events')).body.items.at(-1)).toMatchObject({
    ...{ action: 'snooze', outcome: 'snoozed', until, note: 'new disks come', actor: 'Ana the responder' },
  })
  expect((await ask('responder', 'POST', '/alerts/1/acknowledge')).body).toMatchObject({ snoozedUntil: null })
  expect((await ask('responder', 'POST', '/alerts/1/unsnooze')).status).toBe(409)
  expect(audited).toEqual(['user alert.snoozed alert', 'user alert.acknowledged alert'])
  await ask('responder', 'POST', '/alerts/1/resolve')
  await fire({ alertname: 'Slow', team: 'db' })
  const episodes = async (query: string) => (await ask('viewer', 'GET', `/alerts/1/episodes${query}`)).body
  expect(await episodes('?limit=1')).toMatchObject({ items: [{ number: 2, episode: 2 }], next: '2' })
  expect(await episodes('?limit=1&after=2')).toMatchObject({ items: [{ number: 1, episode: 1 }], next: null })
})

test('why somebody hears of it, and why not', async () => {
  const { fire, ask } = await server()
  const id = await fire({ alertname: 'Slow', team: 'db', host: 'a' })
  const why = async () => (await ask('viewer', 'GET', `/alerts/${id}/routing`)).body
  expect(await why()).toEqual({
    tried: [
      { route: '{}', path: [], outcome: 'passes', why: null },
      { route: '{}/{team="db"}', path: [0], outcome: 'handles', why: null },
      {
        route: '{}/{team=~"db|web"}',
        path: [1],
        outcome: 'not tried',
        why: '{}/{team="db"} took it and does not continue',
      },
    ],
    groups: [
      {
        ...{ receiver: 'database', groupKey: '{}/{team="db"}:{alertname="Slow"}', groupLabels: { alertname: 'Slow' } },
        ...{ groupWait: '30s', groupInterval: '5m', repeatInterval: '4h', mutedBy: [] },
      },
    ],
    ...{ silencedBy: [], inhibitedBy: [], snoozedUntil: null, told: ['database'] },
  })
  await fire({ alertname: 'Down', host: 'a' })
  await ask('responder', 'POST', '/silences', {
    ...{ matchers: [{ name: 'team', operator: '=', value: 'db' }], comment: 'new disks' },
    endsAt: new Date(Date.now() + 60_000).toISOString(),
  })
  expect(await why()).toMatchObject({
    silencedBy: [{ createdBy: 'Ana the responder', comment: 'new disks' }],
    inhibitedBy: [{ rule: 0, labels: { alertname: 'Down' } }],
    told: [],
  })
  const other = await ask('viewer', 'POST', '/routing/explain', { labels: { team: 'mail' } })
  expect(other.body).toMatchObject({ told: ['everybody'] })
  expect(other.body.tried[1]).toEqual({
    route: '{}/{team="db"}',
    path: [0],
    outcome: 'missed',
    why: 'team="db" does not fit "mail"',
  })
})

test('a silence of our own', async () => {
  const { fire, ask, audited } = await server()
  await fire({ alertname: 'Slow', host: 'a' })
  await fire({ alertname: 'Slow', host: 'b' })
  const matchers = [{ name: 'host', operator: '=~', value: 'a|c' }]
  expect((await ask('viewer', 'POST', '/silences/preview', { matchers })).body).toMatchObject({
    count: 1,
    alerts: [{ labels: { host: 'a' } }],
  })
  const endsAt = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString()
  expect((await ask('viewer', 'POST', '/silences', { matchers, endsAt: endsAt(60), comment: 'x' })).status).toBe(403)
  const made = await ask('responder', 'POST', '/silences', { matchers, endsAt: endsAt(60), comment: 'x' })
  expect(made).toMatchObject({ status: 201, body: { state: 'active', createdBy: 'Ana the responder', matchers } })
  const path = `/silences/${made.body.id}`
  const longer = await ask('operator', 'PUT', path, { matchers, endsAt: endsAt(90), comment: 'longer' })
  expect(longer).toMatchObject({
    status: 200,
    body: { id: made.body.id, createdBy: 'Ana the responder', comment: 'longer' },
  })
  expect(
    await ask('responder', 'POST', '/silences', {
      matchers: [{ name: 'a', operator: '=~', value: '.*' }],
      endsAt: endsAt(9),
      comment: 'x',
    }),
  ).toMatchObject({
    status: 400,
    body: { code: 'silence/invalid', message: 'silence invalid: at least one matcher must not match the empty string' },
  })
  expect((await ask('responder', 'DELETE', path)).status).toBe(204)
  expect((await ask('viewer', 'GET', path)).body.state).toBe('expired')
  expect((await ask('responder', 'DELETE', '/silences/none')).status).toBe(404)
  const history = (await ask('viewer', 'GET', `${path}/history`)).body.items
  expect(history.map(({ action, actor }: Record<string, string>) => `${action} ${actor}`)).toEqual([
    'created Ana the responder',
    'updated Ana the operator',
    'expired Ana the responder',
  ])
  expect(audited.map((line) => line.split(' ')[1])).toEqual(['silence.created', 'silence.updated', 'silence.expired'])
  expect((await ask('viewer', 'GET', '/silences')).body.items).toHaveLength(1)
})
