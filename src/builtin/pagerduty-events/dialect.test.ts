/**
 * The contract: PagerDuty/developer-docs `docs/events-API-v2`. Error texts: those seen in envato/pagerduty#70, blockpane/tenderduty#10,
 * prometheus-community/helm-charts#2309, SigNoz/signoz#9536 and go-pagerduty's `event_v2_test.go`.
 */
import { expect, test } from 'vitest'
import { answerOf, exampleRequest, INTEGRATION, NOW, signalsOf } from '../../../test/example-request.ts'
import { pagerdutyEvents } from './dialect.ts'

const KEY = 'R0123456789abcdefghijklmnopqrstu'
const event = (more: object = {}) => ({
  ...{ routing_key: KEY, event_action: 'trigger', dedup_key: 'checkout-5xx' },
  ...{ payload: { summary: 'checkout answers 5xx', source: 'web-3', severity: 'critical' } },
  ...more,
})
const read = (body: unknown, path = '/enqueue') => pagerdutyEvents.read(exampleRequest(body, { path }), INTEGRATION)
const errorsOf = (body: unknown, path?: string) => {
  const { status, json } = answerOf(read(body, path)) as { status: number; json: { errors?: string[] } }
  expect({ ...json, code: status, errors: [] }).toEqual({
    ...{ status: 'invalid event', message: 'Event object is invalid', code: status, errors: [] },
  })
  return [status, ...json.errors!]
}

test('accepted', () =>
  expect(answerOf(read(event()))).toEqual({
    status: 202,
    json: { status: 'success', message: 'Event processed', dedup_key: 'checkout-5xx' },
  }))

test('a trigger without a key is an alert of its own, and gets one', () => {
  const reading = read(event({ dedup_key: undefined }))
  expect(signalsOf(reading)[0]?.key).toBe('id-1')
  expect(answerOf(reading)).toMatchObject({ json: { dedup_key: 'id-1' } })
})

test('every error at once, in their words', () => {
  expect(errorsOf({ routing_key: 'abc' })).toEqual([
    ...[400, "Length of 'routing_key' is incorrect (should be 32 characters)", "'event_action' is missing or blank"],
  ])
  expect(errorsOf(event({ routing_key: 'e+kd5BWM-NCknhB3XnYg' }))).toEqual([
    ...[400, "Length of 'routing_key' is incorrect (should be 32 characters)"],
    "'routing_key' cannot contain non-alphanumeric characters.",
  ])
  expect(errorsOf(event({ payload: { summary: ' ', severity: 'none' } }))).toEqual([
    ...[400, "'payload.summary' is missing or blank", "'payload.source' is missing or blank"],
    "'payload.severity' is invalid (must be one of the following: 'critical', 'warning', 'error' or 'info')",
  ])
  expect(errorsOf(event({ payload: undefined }))).toEqual([400, "'payload' is missing or blank"])
  expect(errorsOf(event({ event_action: 'explode' }))).toEqual([
    ...[400, "'event_action' is invalid (must be one of the following: 'trigger', 'acknowledge' or 'resolve')"],
  ])
  expect(errorsOf(event({ event_action: 'resolve', dedup_key: '' }))).toEqual([400, "'dedup_key' is missing or blank"])
  expect(errorsOf(event({ dedup_key: 'x'.repeat(256) }))).toHaveLength(2)
  expect(errorsOf([])).toContain("'routing_key' is missing or blank")
  expect(errorsOf('{')[0]).toBe(400)
  expect(errorsOf(event({ client: 'x'.repeat(512 * 1024) }))).toEqual([
    413,
    'Event object exceeds the size limit of 512 KB',
  ])
})

test('acknowledge and resolve need no payload', () => {
  for (const action of ['acknowledge', 'resolve'])
    expect(signalsOf(read(event({ event_action: action, payload: undefined })))[0]).toMatchObject({
      ...{ action, key: 'checkout-5xx' },
    })
})

test('what a trigger becomes', () => {
  const [signal] = signalsOf(
    read(
      event({
        payload: {
          ...{
            summary: 'x'.repeat(2000),
            source: 'web-3',
            severity: 'warning',
            timestamp: '2030-01-01T11:59:00+00:00',
          },
          ...{ component: 'nginx', group: 'shop', class: 'http', custom_details: { rate: 0.2 } },
        },
        client: 'Monitor',
        client_url: 'https://monitor.example/1',
        links: [{ href: 'https://wiki.example', text: 'wiki' }, { href: 'javascript:alert(1)' }, 5],
        images: [{ src: 'https://graph.example/1.png', alt: 'graph' }],
      }),
    ),
  )
  expect(signal).toMatchObject({
    ...{ summary: 'x'.repeat(1024), severity: 'warning', startsAt: new Date('2030-01-01T11:59:00Z') },
    labels: { source: 'web-3', component: 'nginx', group: 'shop', class: 'http' },
    details: { rate: 0.2, client: 'Monitor' },
    generatorUrl: 'https://monitor.example/1',
    links: [
      { href: 'https://wiki.example/', text: 'wiki' },
      { href: 'https://graph.example/1.png', text: 'graph' },
    ],
  })
  const late = read(event({ payload: { summary: 's', source: 's', severity: 'info', timestamp: 'soon' } }))
  expect(late).toMatchObject({ signals: [{ startsAt: NOW }], warnings: [expect.stringContaining('timestamp')] })
})

test('a change never alerts', () => {
  const reading = read(
    { routing_key: KEY, payload: { summary: 'deployed v7', source: 'ci' }, links: [{ href: 'https://ci.example' }] },
    '/change/enqueue',
  )
  expect(signalsOf(reading)).toMatchObject([{ action: 'change', summary: 'deployed v7', labels: { source: 'ci' } }])
  expect(answerOf(reading)).toEqual({ status: 202, json: { status: 'success', message: 'Change event processed' } })
  expect(errorsOf({ routing_key: KEY, payload: {} }, '/change/enqueue')).toEqual([
    ...[400, "'payload.summary' is missing or blank"],
  ])
})

test('the key is in the body, or in the header some libraries use', () => {
  const credential = (body: unknown, headers = {}) => pagerdutyEvents.credential?.(exampleRequest(body, { headers }))
  expect(credential(event())).toBe(KEY)
  expect(credential({}, { 'x-routing-key': KEY })).toBe(KEY)
  expect(credential('{')).toBeUndefined()
  const sent = exampleRequest(
    { ...event(), routing_key: undefined },
    { path: '/enqueue', headers: { 'x-routing-key': KEY } },
  )
  expect(answerOf(pagerdutyEvents.read(sent, INTEGRATION)).status).toBe(202)
})

test('an unknown key, and a broken event', () => {
  const unknown = (body: unknown) => pagerdutyEvents.unknownKey(exampleRequest(body, { path: '/enqueue' }))
  expect(unknown(event())).toEqual({ status: 400, json: { status: 'invalid key', message: 'Invalid routing key' } })
  expect(unknown({})).toMatchObject({ json: { status: 'invalid event' } })
})

test('too much', () =>
  expect(pagerdutyEvents.throttled(exampleRequest({}), 30)).toEqual({
    status: 429,
    headers: { 'retry-after': '30' },
    json: {
      status: 'throttle exceeded',
      message: 'Requests for this service are arriving too quickly.  Please retry later.',
      errors: ['Enhance Your Calm.'],
    },
  }))
