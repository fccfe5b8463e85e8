/** The contract: Alertmanager's `api/v2/openapi.yaml`, and the answers of Alertmanager 0.25.0 to these very bodies. */
import { expect, test } from 'vitest'
import { answerOf, exampleRequest, INTEGRATION, NOW, signalsOf } from '../../../test/example-request.ts'
import { alertmanagerApi } from './dialect.ts'

const read = (body: unknown, settings: unknown = {}, contentType: string | undefined = 'application/json') =>
  alertmanagerApi.read(exampleRequest(body, { path: '/alerts', headers: { 'content-type': contentType } }), {
    ...INTEGRATION,
    settings,
  })
const classic = { labelNames: 'classic' }
const alert = (more: object = {}) => ({ labels: { alertname: 'Down' }, ...more })

const check = (body: unknown, status: number, json?: unknown, stored = 0) => {
  const reading = read(body, classic)
  expect({ ...answerOf(reading), stored: signalsOf(reading).length }).toEqual({
    status,
    ...(json === undefined ? {} : { json }),
    stored,
  })
}

test('accepted', () => {
  check([], 200)
  check('null', 200)
  check([alert()], 200, undefined, 1)
  check([alert({ generatorURL: '', startsAt: '', annotations: null })], 200, undefined, 1)
  check([alert({ generatorURL: '/graph?g0' })], 200, undefined, 1)
})

test('bodies that do not parse', () => {
  const parsing = (why: string) => ({ code: 400, message: `parsing alerts body from "" failed, because ${why}` })
  check({}, 400, parsing('json: cannot unmarshal object into Go value of type models.PostableAlerts'))
  check('"x"', 400, parsing('json: cannot unmarshal string into Go value of type models.PostableAlerts'))
  check('[{"labels":{"a":"b"}', 400, parsing('unexpected EOF'))
  check(
    [{ labels: { a: 5 } }],
    400,
    parsing('json: cannot unmarshal number into Go struct field Alert.labels of type string'),
  )
  expect(answerOf(read([alert({ startsAt: 'yesterday' })])).status).toBe(400)
})

test('alerts without what they must have', () => {
  check([{}], 422, { code: 602, message: '0.labels in body is required' })
  check([{ labels: null }], 422, { code: 602, message: '0.labels in body is required' })
  check('', 422, { code: 602, message: 'alerts in body is required' })
  check([alert({ generatorURL: '::no uri' })], 422, {
    code: 601,
    message: '0.generatorURL in body must be of type uri: "::no uri"',
  })
})

test('alerts that cannot be stored', () => {
  check([{ labels: {} }], 400, 'at least one label pair required')
  check([{ labels: { a: '' } }], 400, 'at least one label pair required')
  check([{ labels: { 'a-b': 'b' } }], 400, 'invalid label set: invalid name "a-b"')
  check([alert({ annotations: { 'a-b': 'x' } })], 400, 'invalid annotations: invalid name "a-b"')
  check(
    [alert({ startsAt: '2030-01-01T00:00:00Z', endsAt: '2029-01-01T00:00:00Z' })],
    400,
    'start time must be before end time',
  )
})

test('bad members of a batch do not lose the good ones', () => {
  check(
    [alert(), { labels: { a: '' } }, { labels: { 'a-b': 'b' } }],
    400,
    'at least one label pair required; invalid label set: invalid name "a-b"',
    1,
  )
  check([{}, alert()], 422, { code: 602, message: '0.labels in body is required' }, 1)
})

test('only JSON is taken', () => {
  const type = (contentType: string | undefined) => answerOf(read([alert()], {}, contentType))
  expect(type('text/plain')).toEqual({
    status: 415,
    json: { code: 415, message: 'unsupported media type "text/plain", only [application/json] are allowed' },
  })
  expect(type('application/json; charset=utf-8').status).toBe(200)
})

test('any name is a name, unless the setting says classic', () => {
  expect(signalsOf(read('[{"labels":{"__proto__":"x","a.b":"y"}}]'))[0]?.labels).toEqual(
    Object.fromEntries([
      ['__proto__', 'x'],
      ['a.b', 'y'],
    ]),
  )
})

test('times: missing, zero, given', () => {
  const later = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000)
  const times = (more: object, settings = {}) => {
    const { startsAt, endsAt, endIsTimeout } = signalsOf(read([alert(more)], settings))[0]!
    return { startsAt, endsAt, endIsTimeout }
  }
  const zero = '0001-01-01T00:00:00.000Z'
  expect(times({})).toEqual({ startsAt: NOW, endsAt: later(5), endIsTimeout: true })
  expect(times({ startsAt: zero, endsAt: zero })).toEqual({ startsAt: NOW, endsAt: later(5), endIsTimeout: true })
  expect(times({}, { resolveTimeout: '1h' }).endsAt).toEqual(later(60))
  expect(times({ endsAt: later(3).toISOString() })).toEqual({
    ...{ startsAt: later(3), endsAt: later(3), endIsTimeout: false },
  })
  expect(times({ startsAt: later(-9).toISOString() }).startsAt).toEqual(later(-9))
})

test('what an alert becomes', () => {
  const [signal] = signalsOf(
    read([
      {
        labels: { alertname: 'Down', severity: 'critical', empty: '' },
        annotations: { summary: 'api is\n down', runbook_url: 'https://wiki.example/down' },
        generatorURL: 'http://prometheus.example:9090/graph?g0.expr=up',
      },
    ]),
  )
  expect(signal).toMatchObject({
    action: 'trigger',
    summary: 'api is down',
    severity: 'critical',
    labels: { alertname: 'Down', severity: 'critical' },
    generatorUrl: 'http://prometheus.example:9090/graph?g0.expr=up',
    links: [{ href: 'https://wiki.example/down', text: 'runbook' }],
  })
  expect(signalsOf(read([alert({ generatorURL: 'javascript:alert(1)' })]))[0]).not.toHaveProperty('generatorUrl')
})

test('the key is the fingerprint that Alertmanager shows for these labels', () =>
  expect(signalsOf(read([{ labels: { a: 'b', c: '' } }]))[0]?.key).toBe('d2b371819297f98a'))

test('the key is a password, a bearer token, or in the path', () => {
  const credential = (authorization: string) =>
    alertmanagerApi.credential?.(exampleRequest([], { headers: { authorization } }))
  expect(credential('Bearer abc')).toBe('abc')
  expect(credential(`Basic ${btoa('any:abc:d')}`)).toBe('abc:d')
  expect(credential('GenieKey abc')).toBeUndefined()
})

test('settings', () => {
  expect(alertmanagerApi.checkSettings?.({ resolveTimeout: '10m', labelNames: 'utf8' })).toEqual([])
  expect(alertmanagerApi.checkSettings?.({ resolveTimeout: 'soon' })).toHaveLength(1)
  expect(alertmanagerApi.checkSettings?.({ other: 1 })).toHaveLength(1)
})
