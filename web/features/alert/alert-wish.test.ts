import { expect, test } from 'vitest'
import { exactMatchers, snoozes, snoozeWish } from './alert-wish.ts'

test.each([
  ['2030-03-01T03:12:00', '2030-03-01T09:00:00'],
  ['2030-03-01T08:30:00', '2030-03-02T09:00:00'],
  ['2030-03-01T22:00:00', '2030-03-02T09:00:00'],
])('at %s the morning is %s', (now, morning) => {
  expect(snoozes(new Date(now)).at(-1)?.until).toEqual(new Date(morning))
})

test('a snooze is a silence of exactly this alert', () => {
  const until = new Date('2030-03-01T04:00:00Z')
  const labels = { alertname: 'Slow', host: 'h1', empty: '' }
  expect(snoozeWish({ id: 'a1', labels, summary: 'It is slow' }, until)).toMatchObject({
    path: '/api/v1/silences',
    body: { matchers: exactMatchers({ alertname: 'Slow', host: 'h1' }), endsAt: until.toISOString() },
  })
})
