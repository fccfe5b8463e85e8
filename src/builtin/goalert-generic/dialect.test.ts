/** The contract: target/goalert `genericapi/handler.go`. */
import { expect, test } from 'vitest'
import { answerOf, exampleRequest, INTEGRATION, signalsOf } from '../../../test/example-request.ts'
import { goalertGeneric } from './dialect.ts'

const PATH = '/generic/incoming'
const FORM = 'application/x-www-form-urlencoded'
const read = (body: unknown, more: { query?: string; headers?: Record<string, string> } = {}) =>
  goalertGeneric.read(exampleRequest(body, { path: PATH, ...more }), INTEGRATION)

test('as form, query or JSON it is the same alert', () => {
  const form = read('summary=disk+full&details=%2Fvar&dedup=disk&meta=host=a&meta=team=b=c', {
    headers: { 'content-type': FORM },
  })
  const query = read('', {
    query: 'summary=disk+full&details=/var&dedup=disk&meta=host%3Da&meta=team%3Db%3Dc',
    headers: { 'content-type': '' },
  })
  const json = read({ summary: 'disk full', details: '/var', dedup: 'disk', meta: { host: 'a', team: 'b=c' } })
  const [signal] = signalsOf(form)
  expect(signal).toMatchObject({
    ...{ action: 'trigger', key: 'disk', summary: 'disk full', severity: 'error' },
    ...{ labels: { host: 'a', team: 'b=c' }, annotations: { description: '/var' } },
  })
  expect(signalsOf(query)).toEqual([signal])
  expect(signalsOf(json)).toEqual([signal])
  expect(answerOf(form)).toEqual({ status: 204 })
})

test('JSON overrules the query, field by field', () =>
  expect(signalsOf(read({ summary: 'b', details: null }, { query: 'summary=a&details=d' }))[0]).toMatchObject({
    ...{ summary: 'b', annotations: { description: 'd' } },
  }))

test('without a key the text is the key, also when it is closed', () => {
  const [opened] = signalsOf(read({ summary: 'a', details: 'b' }))
  const [closed] = signalsOf(read({ summary: 'a', details: 'b', action: 'close' }))
  const [other] = signalsOf(read({ summary: 'a', details: 'c' }))
  expect(closed).toMatchObject({ action: 'resolve', key: opened!.key })
  expect(other!.key).not.toBe(opened!.key)
})

test('an answer with the alert for who asks for it', () =>
  expect(answerOf(read({ summary: 'a' }, { headers: { accept: 'application/json' } }))).toEqual({
    status: 200,
    json: { AlertID: 0, ServiceID: 'integration_1', IsNew: true },
  }))

test('limits', () => {
  const [signal] = signalsOf(read({ summary: 's'.repeat(2000), details: 'd'.repeat(9000) }))
  expect([signal!.summary.length, signal!.annotations.description!.length]).toEqual([1024, 6144])
})

test('refused', () => {
  for (const body of [{}, { summary: ' ' }, { summary: 5 }, '[]', '{', { action: 'close' }])
    expect(answerOf(read(body)).status).toBe(400)
  expect(answerOf(read({ action: 'close', dedup: 'disk' })).status).toBe(204)
  expect(answerOf(read('x'.repeat(300_000))).status).toBe(413)
})

test('heartbeats', () => {
  const beat = (method: string) =>
    goalertGeneric.read(exampleRequest(undefined, { method, path: '/heartbeat/b1a2' }), INTEGRATION)
  for (const method of ['GET', 'POST']) {
    const reading = beat(method)
    expect(reading).toMatchObject({ kind: 'heartbeat', name: 'b1a2' })
    expect(reading.kind === 'heartbeat' && [reading.answer(true).status, reading.answer(false).status]).toEqual([
      204, 404,
    ])
  }
})

test('where the key is', () => {
  const credential = (path: string, query = '', headers = {}) =>
    goalertGeneric.credential?.(exampleRequest({}, { path, query, headers }))
  expect(credential(PATH, 'token=abc')).toBe('abc')
  expect(credential(PATH, '', { authorization: 'Bearer abc' })).toBe('abc')
  expect(credential('/heartbeat/b1a2')).toBe('b1a2')
  expect(credential(PATH)).toBeUndefined()
})
