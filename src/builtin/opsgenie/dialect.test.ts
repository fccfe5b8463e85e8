/**
 * The contract: opsgenie/opsgenie-oas `paths/alert.yaml`, `paths/heartbeat.yaml`, `definitions/alert.yaml`; lengths and sample answers from
 * docs.opsgenie.com (alert API, heartbeat API, response); error texts seen in prometheus/alertmanager#1223 and streaak/keyhacks#124.
 */
import { expect, test } from 'vitest'
import { answerOf, exampleRequest, INTEGRATION, NOW, signalsOf } from '../../../test/example-request.ts'
import type { AlertFacts } from '../../component/intake-question.ts'
import { opsgenie } from './dialect.ts'

const send = (method: string, path: string, body?: unknown, query = '') =>
  opsgenie.read(exampleRequest(body, { method, path, query }), INTEGRATION)
const create = (body: unknown) => send('POST', '/alerts', body)

test('created', () =>
  expect(answerOf(create({ message: 'disk full' }))).toEqual({
    status: 202,
    json: { result: 'Request will be processed', took: 0, requestId: 'request-1' },
    headers: { 'x-request-id': 'request-1', 'x-response-time': '0', 'x-ratelimit-state': 'OK' },
  }))

test('what an alert becomes', () => {
  const [signal] = signalsOf(
    create({
      ...{ message: 'disk full', alias: 'disk-a', description: '/var is at 99 %', entity: 'host-a', source: 'cron' },
      ...{ priority: 'P1', tags: ['disk', 5], details: { team: 'shop', n: 1 }, user: 'ana', note: 'again' },
      responders: [{ type: 'team', name: 'ops' }],
    }),
  )
  expect(signal).toMatchObject({
    ...{ action: 'trigger', key: 'disk-a', summary: 'disk full', severity: 'critical', startsAt: NOW },
    labels: { team: 'shop', n: '1', entity: 'host-a', source: 'cron', priority: 'P1' },
    annotations: { description: '/var is at 99 %' },
    details: { tags: ['disk'], responders: [{ type: 'team', name: 'ops' }] },
    ...{ by: 'ana', note: 'again' },
  })
  expect(signal).not.toHaveProperty('endsAt')
})

test('without an alias each is its own; without a priority it is P3', () => {
  const [signal] = signalsOf(create({ message: 'x' }))
  expect(signal).toMatchObject({ key: 'id-1', severity: 'warning', labels: { priority: 'P3' } })
})

test('fields are cut to what Opsgenie keeps, and that is said', () => {
  const reading = create({
    ...{ message: 'é'.repeat(200), description: 'd'.repeat(20_000), entity: 'e'.repeat(600), source: 's'.repeat(200) },
    ...{ user: 'u'.repeat(200), note: 'n'.repeat(30_000), tags: Array.from({ length: 30 }, () => 't'.repeat(60)) },
    details: { a: 'x'.repeat(7000), b: 'y'.repeat(2000) },
  })
  const [signal] = signalsOf(reading)
  expect(
    [signal!.summary, signal!.annotations.description!, signal!.by!, signal!.note!].map((each) => each.length),
  ).toEqual([...[130, 15_000, 100, 25_000]])
  expect([signal!.labels.entity!.length, signal!.labels.source!.length]).toEqual([512, 100])
  expect(signal!.details.tags).toEqual(Array.from({ length: 20 }, () => 't'.repeat(50)))
  expect(Object.keys(signal!.labels)).toEqual(['a', 'entity', 'source', 'priority'])
  expect(reading).toMatchObject({ warnings: expect.arrayContaining(['"message" was cut to 130 characters']) })
})

test('refused', () => {
  const check = (body: unknown, status: number, errors?: object) =>
    expect(answerOf(create(body))).toMatchObject({
      status,
      json: { took: 0, requestId: 'request-1', ...(errors ? { errors } : {}) },
    })
  check({}, 422, { message: 'Message can not be empty.' })
  check({ message: 'x', priority: 'high' }, 422, { priority: 'Priority should be one of [P1, P2, P3, P4, P5].' })
  check('{', 400)
  check('[]', 400)
  check('x'.repeat(2_000_000), 413)
  expect(answerOf(create({}))).toMatchObject({
    json: { message: 'Request body is not processable. Please check the errors.' },
  })
})

const check = (method: string, path: string, body: unknown, expected: object, query?: string) =>
  expect(send(method, path, body, query)).toMatchObject(expected)

test('close and acknowledge by alias are signals', () => {
  check(
    'POST',
    '/alerts/disk-a/close',
    { user: 'ana', note: 'done' },
    {
      ...{ kind: 'signals', signals: [{ action: 'resolve', key: 'disk-a', by: 'ana', note: 'done' }] },
    },
    'identifierType=alias',
  )
  check(
    'POST',
    '/alerts/a/b/c/acknowledge',
    undefined,
    { signals: [{ action: 'acknowledge', key: 'a/b/c' }] },
    'identifierType=alias',
  )
})

test('everything else is a command', () => {
  const command = (method: string, path: string, body: unknown, expected: object, query?: string) => {
    check(method, path, body, { kind: 'command', command: expected }, query)
    expect(answerOf(send(method, path, body, query)).status).toBe(202)
  }
  const id = { by: 'id', value: 'x1' }
  check('POST', '/alerts/x1/close', {}, { kind: 'command', target: id, command: { do: 'resolve' } })
  check('POST', '/alerts/17/close', {}, { target: { by: 'number', value: 17 } }, 'identifierType=tiny')
  command('POST', '/alerts/x1/unacknowledge', {}, { do: 'unacknowledge' })
  command(
    'POST',
    '/alerts/x1/snooze',
    { endTime: '2030-01-02T00:00:00Z' },
    { do: 'snooze', until: new Date('2030-01-02T00:00:00Z') },
  )
  command(
    'POST',
    '/alerts/x1/escalate',
    { escalation: { name: 'night' } },
    { do: 'escalate', to: { type: 'escalation', name: 'night' } },
  )
  command(
    'POST',
    '/alerts/x1/assign',
    { owner: { username: 'a@b.c' } },
    { do: 'assign', to: { type: 'user', name: 'a@b.c' } },
  )
  command(
    'POST',
    '/alerts/x1/responders',
    { responder: { type: 'team', id: 't1' } },
    { do: 'add-responder', to: { type: 'team', name: 't1' } },
  )
  command('POST', '/alerts/x1/notes', { note: 'n' }, { do: 'note' })
  command('POST', '/alerts/x1/tags', { tags: ['a'] }, { do: 'add-tags', tags: ['a'] })
  command('DELETE', '/alerts/x1/tags', undefined, { do: 'remove-tags', tags: ['a', 'b'] }, 'tags=a,b')
  command('POST', '/alerts/x1/details', { details: { a: 'b' } }, { do: 'add-details', details: { a: 'b' } })
  command('DELETE', '/alerts/x1/details', undefined, { do: 'remove-details', names: ['a'] }, 'keys=a')
  command('PUT', '/alerts/x1/message', { message: 'm' }, { do: 'set-message', text: 'm' })
  command('PUT', '/alerts/x1/description', { description: 'd' }, { do: 'set-description', text: 'd' })
  command('PUT', '/alerts/x1/priority', { priority: 'P2' }, { do: 'set-priority', priority: 'P2' })
  command('POST', '/alerts/x1/actions/restart', {}, { do: 'custom', action: 'restart' })
  command('DELETE', '/alerts/x1', undefined, { do: 'delete' })
})

test('commands without what they need', () => {
  const status = (method: string, path: string, body: unknown, query?: string) =>
    answerOf(send(method, path, body, query)).status
  expect(status('POST', '/alerts/x1/snooze', { endTime: 'soon' })).toBe(422)
  expect(status('POST', '/alerts/x1/assign', { owner: {} })).toBe(422)
  expect(status('POST', '/alerts/x1/notes', {})).toBe(422)
  expect(status('POST', '/alerts/x1/close', {}, 'identifierType=tiny')).toBe(422)
  expect(status('POST', '/alerts/x1/explode', {})).toBe(404)
  expect(status('PUT', '/alerts/x1/close', {})).toBe(404)
  expect(status('POST', '/alerts/x1/constructor', {})).toBe(404)
})

const alert: AlertFacts = {
  ...{ id: 'alert_1', number: 17, key: 'disk-a', summary: 'disk full', severity: 'error', state: 'acknowledged' },
  labels: { team: 'shop', source: 'cron', priority: 'P2' },
  annotations: { description: 'd' },
  details: { tags: ['disk'] },
  ...{ count: 3, startedAt: NOW, lastSeenAt: NOW, updatedAt: NOW },
  ...{ acknowledgedAt: new Date(NOW.getTime() + 5000), acknowledgedBy: 'ana' },
}
const time = NOW.toISOString()

test('one alert', () => {
  const reading = send('GET', '/alerts/17', undefined, 'identifierType=tiny')
  expect(reading).toMatchObject({ kind: 'lookup', ask: 'alert', target: { by: 'number', value: 17 } })
  if (reading.kind !== 'lookup' || reading.ask !== 'alert') throw new Error('no lookup')
  expect(reading.answer(alert)).toMatchObject({
    status: 200,
    json: {
      data: {
        ...{ id: 'alert_1', tinyId: '17', alias: 'disk-a', message: 'disk full', status: 'open', acknowledged: true },
        ...{
          tags: ['disk'],
          count: 3,
          createdAt: time,
          owner: 'ana',
          priority: 'P2',
          source: 'cron',
          description: 'd',
        },
        ...{ details: { team: 'shop' }, report: { ackTime: 5000, acknowledgedBy: 'ana' } },
        integration: { id: 'integration_1', name: 'test', type: 'API' },
      },
    },
  })
  expect(reading.answer(undefined)).toMatchObject({ status: 404, json: { message: 'Alert does not exist' } })
})

test('lists, with the part of the query language that finds one’s own alerts', () => {
  const filter = (query: string) => {
    const reading = send(
      'GET',
      '/alerts',
      undefined,
      new URLSearchParams({ query, limit: '500', offset: '5' }).toString(),
    )
    return reading.kind === 'lookup' && reading.ask === 'alerts' ? { ...reading.filter, ...reading.page } : reading
  }
  const page = { limit: 100, offset: 5, newestFirst: true }
  expect(filter('status: open AND tag: "two words" disk full')).toEqual({
    ...{ states: ['open', 'acknowledged'], tag: 'two words', text: 'disk full', ...page },
  })
  expect(filter('status=open acknowledged:false alias:a/b priority:P1')).toEqual({
    ...{ states: ['open'], key: 'a/b', severity: 'critical', ...page },
  })
  expect(filter('')).toEqual(page)
  for (const query of ['status: open OR tag:x', 'createdAt > 5', '(a)', 'NOT x', 'owner: ana'])
    expect(filter(query)).toMatchObject({ kind: 'answer', answer: { status: 422 } })
  expect(send('GET', '/alerts/count')).toMatchObject({ kind: 'lookup', ask: 'count' })
})

test('logs and notes', () => {
  const reading = send('GET', '/alerts/a/b/logs', undefined, 'identifierType=alias&order=asc')
  expect(reading).toMatchObject({ ask: 'log', target: { by: 'key', value: 'a/b' }, page: { newestFirst: false } })
  if (reading.kind !== 'lookup' || reading.ask !== 'log') throw new Error('no lookup')
  expect(reading.answer([{ id: 'l1', at: NOW, kind: 'system', text: 'opened' }])).toMatchObject({
    json: { data: [{ log: 'opened', type: 'system', owner: 'System', createdAt: time, offset: 'l1' }], paging: {} },
  })
  expect(reading.answer(undefined).status).toBe(404)
})

test('what became of a request', () => {
  const reading = send('GET', '/alerts/requests/r-1')
  if (reading.kind !== 'lookup' || reading.ask !== 'request') throw new Error('no lookup')
  expect(reading.requestId).toBe('r-1')
  const outcome = { action: 'trigger', processedAt: NOW, success: true, integrationId: 'i', alertId: 'a', key: 'k' }
  expect(reading.answer(outcome)).toMatchObject({
    status: 200,
    json: {
      data: {
        ...{ success: true, isSuccess: true, action: 'Create', status: 'Created alert', processedAt: time },
        ...{ integrationId: 'i', alertId: 'a', alias: 'k' },
      },
    },
  })
  expect(reading.answer({ action: 'acknowledge', processedAt: NOW, success: false, integrationId: 'i' })).toMatchObject(
    {
      json: { data: { action: 'Acknowledge', status: 'Alert does not exist', alertId: '', alias: '' } },
    },
  )
  expect(reading.answer(undefined).status).toBe(404)
})

test('heartbeats', () => {
  for (const method of ['GET', 'POST', 'PUT', 'PATCH']) {
    const reading = send(method, '/heartbeats/nightly backup/ping')
    expect(reading).toMatchObject({ kind: 'heartbeat', name: 'nightly backup' })
    expect(answerOf(reading)).toMatchObject({ status: 202, json: { result: 'PONG - Heartbeat received' } })
  }
})

test('keys', () => {
  const credential = (authorization: string | undefined, query = '') =>
    opsgenie.credential?.(exampleRequest({}, { headers: { authorization }, query }))
  expect(credential('GenieKey abc')).toBe('abc')
  expect(credential(`Basic ${btoa(':abc')}`)).toBe('abc')
  expect(credential(`basic ${btoa('abc')}`)).toBe('abc')
  expect(credential(undefined, 'apiKey=abc')).toBe('abc')
  expect(credential('Bearer abc')).toBeUndefined()
  expect(opsgenie.unknownKey(exampleRequest({}))).toMatchObject({
    ...{ status: 401, json: { message: 'Could not authenticate', took: 0, requestId: 'request-1' } },
  })
})

test('too much', () =>
  expect(opsgenie.throttled(exampleRequest({}), 10)).toMatchObject({
    status: 429,
    headers: { 'x-ratelimit-state': 'THROTTLED', 'x-ratelimit-period-in-sec': '10', 'retry-after': '10' },
  }))
