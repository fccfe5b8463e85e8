import { expect, test } from 'vitest'
import { valuesFor, valuesOfQuery } from './wish-values.ts'

const parameter = (name: string, more: object = {}) => ({
  ...{ name, text: `<${name}>`, type: 'string' as const, secret: false, options: null, pattern: null, default: null },
  ...{ description: null, label: null, lines: [1], ...more },
})
const binding = { parameter: 'pod', label: 'pod', value: 'web-1', sure: true }
const none = { typed: {}, given: {}, bindings: [], isForIncident: false }

test.each([
  [
    'a person',
    { ...none, typed: { pod: 'x' }, given: { pod: 'y' }, bindings: [binding] },
    { text: 'x', from: 'person' },
  ],
  ['the address', { ...none, given: { pod: 'y' } }, { text: 'y', from: 'person' }],
  ['the address of an incident', { ...none, given: { pod: 'y' }, isForIncident: true }, { text: 'y', from: 'alert' }],
  ['the alert', { ...none, bindings: [binding] }, { text: 'web-1', from: 'alert', label: 'pod', isUnsure: false }],
  ['the page', none, { text: 'd', from: 'page' }],
])('the value comes from %s', (_, sources, value) => {
  expect(valuesFor([parameter('pod', { default: 'd' })], sources)).toEqual({ pod: value })
})

test('a secret comes from no address and no alert', () => {
  const sources = { ...none, given: { token: 'y' }, bindings: [{ ...binding, parameter: 'token' }] }
  expect(valuesFor([parameter('token', { secret: true })], sources)).toEqual({})
})

test('an address carries values by name', () =>
  expect(valuesOfQuery(new URLSearchParams('param.pod=web-1&tab=x'))).toEqual({ pod: 'web-1' }))
