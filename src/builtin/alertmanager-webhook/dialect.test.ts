/** The contract: Alertmanager's `notify/webhook/webhook.go` and `template/template.go`. */
import { expect, test } from 'vitest'
import { answerOf, exampleRequest, INTEGRATION, NOW, signalsOf } from '../../../test/example-request.ts'
import { alertmanagerWebhook } from './dialect.ts'

const read = (body: unknown) => alertmanagerWebhook.read(exampleRequest(body), INTEGRATION)
const firing = {
  status: 'firing',
  labels: { alertname: 'Slow', severity: 'warning' },
  annotations: { summary: 'answers take 2 s' },
  startsAt: '2030-01-01T11:00:00Z',
  endsAt: '0001-01-01T00:00:00Z',
  generatorURL: 'http://prometheus.example/graph',
  fingerprint: 'a1b2c3d4e5f60718',
}
const resolved = { ...firing, status: 'resolved', endsAt: '2030-01-01T11:30:00Z', fingerprint: '00112233aabbccdd' }
const notification = (alerts: unknown, more: object = {}) => ({
  ...{ version: '4', groupKey: '{}:{alertname="Slow"}', truncatedAlerts: 0, receiver: 'team', status: 'firing' },
  ...{ alerts, groupLabels: {}, commonLabels: {}, commonAnnotations: {}, externalURL: 'http://am.example', ...more },
})

test('each alert has its own state, key and time', () => {
  const reading = read(notification([firing, resolved]))
  expect(signalsOf(reading)).toMatchObject([
    {
      ...{ action: 'trigger', key: 'a1b2c3d4e5f60718', summary: 'answers take 2 s', severity: 'warning' },
      startsAt: new Date('2030-01-01T11:00:00Z'),
      endIsTimeout: false,
      details: { receiver: 'team', groupKey: '{}:{alertname="Slow"}', externalURL: 'http://am.example' },
    },
    { action: 'resolve', key: '00112233aabbccdd', endsAt: new Date('2030-01-01T11:30:00Z') },
  ])
  expect(signalsOf(reading)[0]).not.toHaveProperty('endsAt')
  expect(answerOf(reading)).toEqual({ status: 200, json: { stored: 2 } })
})

test('without a fingerprint the labels are the key, without a time it began now', () => {
  const [signal] = signalsOf(read(notification([{ labels: { a: 'b' } }])))
  expect(signal).toMatchObject({ action: 'trigger', key: 'd2b371819297f98a', startsAt: NOW })
})

test('what the sender cut is said', () => {
  const reading = read(notification([firing], { truncatedAlerts: 7 }))
  expect(reading).toMatchObject({ warnings: [expect.stringContaining('left out 7 more')] })
  expect(read(notification([firing]))).toMatchObject({ warnings: [] })
  expect(read(notification([firing], { version: '5' }))).toMatchObject({ warnings: [expect.stringContaining('not 4')] })
})

test('bad members do not lose the good ones', () => {
  const reading = read(notification([firing, 5, {}, { ...firing, status: 'broken' }]))
  expect(signalsOf(reading)).toHaveLength(1)
  expect(reading).toMatchObject({
    problems: [/alert 1/, /alert 2/, /alert 3/].map((text) => expect.stringMatching(text)),
  })
  expect(answerOf(reading)).toMatchObject({ status: 200, json: { stored: 1 } })
  expect(answerOf(read(notification([5])))).toMatchObject({ status: 400 })
})

test('what is no notification', () => {
  for (const body of ['', '{', '[]', '{}', { alerts: 5 }]) expect(answerOf(read(body)).status).toBe(400)
  expect(answerOf(read(notification([])))).toEqual({ status: 200, json: { stored: 0 } })
})

test('too much is 503: after 429 an Alertmanager does not come again', () =>
  expect(alertmanagerWebhook.throttled(exampleRequest({}), 2).status).toBe(503))

test('labels keep names that objects have already', () =>
  expect(signalsOf(read(`{"alerts":[{"labels":{"__proto__":"x","constructor":"y"}}]}`))[0]?.labels).toEqual(
    Object.fromEntries([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]),
  ))
