import { expect, test } from 'vitest'
import { exactMatchers, snoozes, snoozeWish } from './alert-wish.ts'

test.each([
  ['2030-03-01T03:12:00', '2030-03-01T09:00:00'],
  ['2030-03-01T08:30:00', '2030-03-02T09:00:00'],
  ['2030-03-01T22:00:00', '2030-03-02T09:00:00'],
])('at %s the morning is %s', (now, morning) => {
  expect(snoozes(new Date(now)).at(-1)?.until).toEqual(new Date(morning))
})

test('a snooze is of this alert alone', () => {
  const until = new Date('2030-03-01T04:00:00Z')
  expect(snoozeWish({ id: 'a1' }, until)).toMatchObject({
    path: '/api/v1/alerts/a1/snooze',
    body: { until: '2030-03-01T04:00:00.000Z' },
  })
})

test('conditions for exactly these labels leave empty ones out', () => {
  expect(exactMatchers({ host: 'h1', empty: '' })).toEqual([{ name: 'host', operator: '=', value: 'h1' }])
})
