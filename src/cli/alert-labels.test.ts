import { expect, test } from 'vitest'
import { alertLabels } from './alert-labels.ts'

const check = (value: unknown, expected: unknown) => expect(alertLabels(JSON.stringify(value))).toEqual(expected)
const alert = (labels: object) => ({ labels, annotations: { summary: 'x' }, startsAt: '2030-01-01T00:00:00Z' })

test('one alert, a list with one, a notification with one', () => {
  const labels = { alertname: 'Down', pod: 'api-7' }
  check(alert(labels), labels)
  check([alert(labels)], labels)
  check({ version: '4', status: 'firing', commonLabels: {}, alerts: [alert(labels)] }, labels)
})
test('of several only what they share', () =>
  check({ alerts: [alert({ job: 'api', pod: 'a' }), alert({ job: 'api', pod: 'b' })] }, { job: 'api' }))
test('labels that are no text are left out', () => check(alert({ a: 'x', b: 5, c: null }), { a: 'x' }))
test('everything else is no alert', () => {
  for (const value of [null, 5, 'x', {}, [], { alerts: [] }, { labels: 5 }, [alert({}), {}]]) check(value, undefined)
  expect(alertLabels('{')).toBeUndefined()
})
