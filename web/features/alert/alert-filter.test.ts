import { expect, test } from 'vitest'
import { readMatchers } from '../../../src/response/alert/matcher/read-matchers.ts'
import { alertsPath, conditionOf, readFilter, withCondition } from './alert-filter.ts'

test.each([
  ['', { state: 'firing', severity: undefined, filter: undefined, by: undefined }],
  [
    'state=open&severity=critical&by=service',
    { state: 'open', severity: 'critical', filter: undefined, by: 'service' },
  ],
  ['state=nonsense&severity=huge', { state: 'firing', severity: undefined, filter: undefined, by: undefined }],
  ['filter=team%3Ddb', { state: 'firing', severity: undefined, filter: 'team=db', by: undefined }],
])('an address %j is read', (query, expected) => {
  expect(readFilter(new URLSearchParams(query))).toEqual(expected)
})

test('an address reads back as what it was made from', () => {
  const filter = { state: 'all', severity: 'error', filter: 'a="b & c"', by: 'alertname' }
  expect(readFilter(new URL(alertsPath(filter), 'http://x').searchParams)).toEqual(filter)
  expect(alertsPath({ state: 'firing' })).toBe('/alerts')
})

test.each([
  ['alertname', 'Slow'],
  ['alertname', 'a "quoted" \\ name, with {braces}'],
  ['a name', 'x=y'],
  ['host', 'line\nbreak'],
])('a condition on %j is one condition, whatever the value is', (name, value) => {
  expect(readMatchers(conditionOf(name, value))).toEqual({ ok: true, matchers: [{ name, operator: '=', value }] })
  const both = readMatchers(withCondition('{team="db"}', name, value))
  expect(both).toMatchObject({ ok: true, matchers: [{ name: 'team' }, { name, value }] })
})
