/** The contract: grafana/alerting `receivers/webhook/v1/webhook.go`, `templates/template_data.go`, `http/hmac.go`. */
import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { answerOf, exampleRequest, INTEGRATION, NOW, signalsOf } from '../../../test/example-request.ts'
import { grafana } from './dialect.ts'

const read = (body: unknown) => grafana.read(exampleRequest(body), INTEGRATION)
const alert = (more: object = {}) => ({
  ...{ status: 'firing', labels: { alertname: 'Slow', grafana_folder: 'shop' }, annotations: {} },
  ...{ startsAt: '2030-01-01T11:00:00Z', endsAt: '0001-01-01T00:00:00Z', fingerprint: 'c0ffee' },
  ...more,
})
const notification = (...alerts: object[]) => ({ version: '1', orgId: 1, title: 't', state: 'alerting', alerts })

test('an alert with its links and values', () => {
  const [signal] = signalsOf(
    read(
      notification(
        alert({
          dashboardURL: 'https://grafana.example/d/1',
          panelURL: 'javascript:alert(1)',
          silenceURL: 'https://grafana.example/silence',
          values: { A: 1.5 },
          ruleUID: 'abc',
          embeddedImage: 'data',
        }),
      ),
    ),
  )
  expect(signal).toMatchObject({
    ...{ action: 'trigger', key: 'c0ffee', summary: 'Slow', details: { ruleUID: 'abc', values: { A: 1.5 } } },
    links: [
      { href: 'https://grafana.example/d/1', text: 'dashboard' },
      { href: 'https://grafana.example/silence', text: 'silence' },
    ],
  })
})

test('all alerts are taken, however many', () =>
  expect(signalsOf(read(notification(...Array.from({ length: 25 }, () => alert()))))).toHaveLength(25))

test('rules without data are called by their own name', () => {
  const labels = (alertname: string) => ({ labels: { alertname, rulename: 'Checkout errors' } })
  const summaries = ['DatasourceError', 'DatasourceNoData'].map(
    (name) => signalsOf(read(notification(alert(labels(name)))))[0]?.summary,
  )
  expect(summaries).toEqual(['Checkout errors cannot be evaluated', 'Checkout errors gets no data'])
})

const legacy = (state: string) => ({
  ...{ ruleName: 'CPU', ruleId: 17, state, message: 'too hot', title: '[Alerting] CPU', tags: { team: 'shop' } },
  ...{ ruleUrl: 'https://grafana.example/r', imageUrl: 'https://grafana.example/i.png', evalMatches: [{ value: 99 }] },
})

test('Grafana 8 and before', () => {
  const state = (name: string) => signalsOf(read(legacy(name)))[0]
  expect(state('alerting')).toMatchObject({
    ...{ action: 'trigger', key: '17', summary: '[Alerting] CPU', startsAt: NOW, severity: 'error' },
    labels: { alertname: 'CPU', team: 'shop' },
    generatorUrl: 'https://grafana.example/r',
    links: [{ href: 'https://grafana.example/i.png', text: 'image' }],
    details: { evalMatches: [{ value: 99 }] },
  })
  expect(state('ok')).toMatchObject({ action: 'resolve', key: '17' })
  expect(state('no_data')).toMatchObject({ action: 'trigger', severity: 'warning' })
  expect(state('paused')).toMatchObject({ action: 'resolve', note: 'the rule was paused' })
  expect(answerOf(read(legacy('pending')))).toMatchObject({ status: 200, json: { stored: 0 } })
})

const body = JSON.stringify(notification(alert()))
const signed = (headers: Record<string, string>, settings: object = {}) =>
  answerOf(grafana.read(exampleRequest(body, { headers }), { ...INTEGRATION, settings, signingSecret: 'shared' }))
    .status
const hmac = (text: string, secret = 'shared') => createHmac('sha256', secret).update(text).digest('hex')

test('signatures over the body', () => {
  expect(signed({ 'x-grafana-alerting-signature': hmac(body) })).toBe(200)
  expect(signed({ 'x-signed': hmac(body) }, { signatureHeader: 'X-Signed' })).toBe(200)
  expect(signed({ 'x-grafana-alerting-signature': hmac(body, 'other') })).toBe(401)
  expect(signed({ 'x-grafana-alerting-signature': '' })).toBe(401)
  expect(signed({})).toBe(401)
})

test('signatures over time and body', () => {
  const seconds = NOW.getTime() / 1000
  const at = (time: number | string, signature = hmac(`${time}:${body}`)) =>
    signed({ 'x-grafana-alerting-signature': signature, 'x-time': String(time) }, { timestampHeader: 'X-Time' })
  expect(at(seconds)).toBe(200)
  expect(at(seconds - 299)).toBe(200)
  expect(at(seconds - 301)).toBe(401)
  expect(at(seconds + 301)).toBe(401)
  expect(at('now')).toBe(401)
  expect(at(seconds, hmac(body))).toBe(401)
  expect(signed({ 'x-grafana-alerting-signature': hmac(body) }, { timestampHeader: 'X-Time' })).toBe(401)
})

test('what is neither', () => {
  for (const sent of ['', '{', '[]', '{}', { alerts: 5 }, { ruleId: {} }]) expect(answerOf(read(sent)).status).toBe(400)
})

test('settings', () => {
  expect(grafana.checkSettings?.({ timestampHeader: 'X-Time' })).toEqual([])
  expect(grafana.checkSettings?.({ toleranceSeconds: -1 })).toHaveLength(1)
})
