/** The contract is our own: docs/guide/intake.md. */
import { expect, test } from 'vitest'
import { answerOf, exampleRequest, INTEGRATION, NOW, signalsOf } from '../../../test/example-request.ts'
import { genericJson } from './dialect.ts'
import { explainMapping } from './explain-mapping.ts'

const read = (body: unknown, mapping?: object) =>
  genericJson.read(exampleRequest(body), { ...INTEGRATION, settings: mapping ? { mapping } : {} })
const one = (body: unknown, mapping?: object) => signalsOf(read(body, mapping))[0]

test('our own form', () => {
  const reading = read({
    ...{ key: 'disk-a', summary: 'disk full', severity: 'critical', labels: { host: 'a', n: 5 }, by: 'ana', note: 'n' },
    ...{
      startsAt: '2030-01-01T11:00:00Z',
      link: 'https://a.example',
      annotations: { runbook_url: 'x' },
      details: { a: [1] },
    },
  })
  expect(signalsOf(reading)).toMatchObject([
    {
      ...{
        action: 'trigger',
        key: 'disk-a',
        summary: 'disk full',
        severity: 'critical',
        labels: { host: 'a', n: '5' },
      },
      ...{ startsAt: new Date('2030-01-01T11:00:00Z'), generatorUrl: 'https://a.example/', by: 'ana', note: 'n' },
      ...{ annotations: { runbook_url: 'x' }, details: { a: [1] } },
    },
  ])
  expect(answerOf(reading)).toEqual({
    status: 200,
    json: { stored: [{ key: 'disk-a', outcome: 'opened', alert: 'alert-0' }], problems: [], warnings: [] },
  })
})

test('actions in many words', () => {
  const action = (word: unknown) => one({ key: 'k', summary: 's', status: word })?.action
  expect(['firing', 'OK', 'acked', 'deployed', undefined, false, 'odd'].map(action)).toEqual([
    ...['trigger', 'resolve', 'acknowledge', 'change', 'trigger', 'resolve', 'trigger'],
  ])
  expect(read({ summary: 's', status: 'odd' })).toMatchObject({
    warnings: [expect.stringContaining('"odd" is not known')],
  })
})

test('without a key the text and the labels are the key', () => {
  const [a, b, c] = [
    one({ summary: 's', labels: { x: '1', y: '2' } }),
    one({ summary: 's', labels: { y: '2', x: '1' }, status: 'resolved' }),
    one({ summary: 's', labels: { x: '1' } }),
  ]
  expect(b!.key).toBe(a!.key)
  expect(c!.key).not.toBe(a!.key)
})

test('times', () => {
  const starts = (time: unknown) => one({ summary: 's', time })?.startsAt
  expect(starts(1_893_500_000)).toEqual(new Date(1_893_500_000_000))
  expect(starts('1893500000123')).toEqual(new Date(1_893_500_000_123))
  expect(starts('soon')).toEqual(NOW)
})

const mapping = {
  items: '$.checks[*]',
  key: 'join("/", $.site, @.id)',
  summary: '@.name ?? "check"',
  severity: 'when @.level >= 3 then "critical" else "warning"',
  action: 'when lower(@.state) == "pass" then "resolve" else "trigger"',
  labels: { '*': '@.tags', site: '$.site', host: 'match(@.name, "on (\\S+)")' },
  startsAt: '@.since',
  link: '@.url',
}
const sample = {
  site: 'berlin',
  checks: [
    {
      id: 1,
      name: 'disk on web-1',
      level: 3,
      state: 'FAIL',
      tags: { team: 'shop', site: 'x', list: [] },
      since: '2030-01-01T10:00:00Z',
    },
    { id: 2, name: 'ping', level: 1, state: 'Pass', url: 'javascript:alert(1)' },
  ],
}

test('a mapping fans out', () => {
  const reading = read(sample, mapping)
  expect(signalsOf(reading)).toMatchObject([
    {
      ...{ action: 'trigger', key: 'berlin/1', summary: 'disk on web-1', severity: 'critical' },
      ...{ labels: { team: 'shop', site: 'berlin', host: 'web-1' }, startsAt: new Date('2030-01-01T10:00:00Z') },
    },
    { action: 'resolve', key: 'berlin/2', severity: 'warning', labels: { site: 'berlin' }, startsAt: NOW },
  ])
  expect(reading).toMatchObject({ warnings: [expect.stringContaining('alert 1: its link')] })
})

test('explaining shows each field and what became of it', () => {
  const explained = explainMapping({ mapping }, new TextEncoder().encode(JSON.stringify(sample)), NOW)
  expect(explained).toMatchObject({ ok: true, leftOut: 0 })
  if (!explained.ok) throw new Error('not explained')
  expect(explained.alerts[0]!.fields).toContainEqual({
    ...{ name: 'labels.host', expression: 'match(@.name, "on (\\S+)")', value: 'web-1' },
  })
  expect(explained.alerts[0]!.signal?.key).toBe('berlin/1')
  expect(explainMapping({ mapping: { summary: '$.' } }, new Uint8Array(), NOW)).toEqual({
    ...{ ok: false, problems: [expect.stringContaining('summary, column 3')] },
  })
  expect(explainMapping({}, new Uint8Array(), NOW)).toEqual({ ok: false, problems: ['the body is empty'] })
})

test('settings are checked as a whole', () => {
  const problems = (settings: unknown) => genericJson.checkSettings?.(settings)
  expect(problems({})).toEqual([])
  expect(problems({ mapping })).toEqual([])
  expect(problems({ mapping: { summary: '$.a ??', key: '$$', labels: { a: '' } } })).toHaveLength(3)
  expect(problems({ mapping: { key: '$.a' } })).toEqual(['summary: every alert needs a line that a person reads first'])
  expect(problems({ mapping: { summary: '$', other: '$' } })).toHaveLength(1)
})

test('bad members do not lose the good ones', () => {
  const reading = read([{ summary: 'a' }, {}, 5, { key: 'k', status: 'resolved' }])
  expect(signalsOf(reading).map(({ action }) => action)).toEqual(['trigger', 'resolve'])
  expect(answerOf(reading)).toMatchObject({
    status: 200,
    json: { problems: ['alert 1: it has no summary', 'alert 2: it has no summary'] },
  })
})

test('a thousand at once', () => {
  const reading = read(Array.from({ length: 1005 }, (_, index) => ({ summary: `s${index}` })))
  expect(signalsOf(reading)).toHaveLength(1000)
  expect(reading).toMatchObject({ problems: [expect.stringContaining('5 more alerts')] })
})

test('refused', () => {
  for (const body of ['', '{', '{}', '[{}]', '5']) expect(answerOf(read(body)).status).toBe(400)
  expect(answerOf(read(' '.repeat(6_000_000))).status).toBe(413)
  expect(answerOf(read([]))).toMatchObject({ status: 200, json: { stored: [] } })
})

test('a mapping that broke later does not lose an alert in our own form', () =>
  expect(read({ summary: 's' }, { summary: '$$' })).toMatchObject({
    signals: [{ summary: 's' }],
    warnings: [expect.stringContaining('the mapping cannot be used: summary, column 2')],
  }))

test('labels called like what objects have already', () =>
  expect(Object.entries(one('{"summary":"s","labels":{"__proto__":"x","constructor":"y"}}')!.labels)).toEqual([
    ['__proto__', 'x'],
    ['constructor', 'y'],
  ]))
