import { expect, test } from 'vitest'
import { oncallSchema } from './oncall-schema.ts'
import { readDayOfMonth, readEvery, readMoment, readWeekdays, readWeekTime } from './read-words.ts'

const problems = (settings: unknown) => {
  const parsed = oncallSchema.safeParse(settings)
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
}
const layer = (more: object) => ({ schedules: { it: { zone: 'UTC', layers: [{ name: 'a', ...more }] } } })
const turns = (more: object) => layer({ rotation: { every: 'week', from: '2026-01-05', people: ['ana'], ...more } })

test('words are read, and others are not', () => {
  expect(readEvery('2 weeks')).toEqual({ count: 2, unit: 'week' })
  expect(readEvery('hourly')).toEqual({ count: 1, unit: 'hour' })
  for (const text of ['0 days', '-1 days', '1.5 weeks', 'year', 'fortnight', ''])
    expect(readEvery(text)).toBeUndefined()
  expect(readDayOfMonth('last friday')).toEqual({ kind: 'weekday', nth: -1, weekday: 5 })
  for (const text of ['0', '32', 'first', 'sixth monday', 'first monday ever'])
    expect(readDayOfMonth(text)).toBeUndefined()
  expect(readWeekdays('fri-mon')).toEqual([5, 6, 7, 1])
  for (const text of ['', 'funday', 'mon-', 'mon-fri-sun']) expect(readWeekdays(text)).toBeUndefined()
  expect(readWeekTime('fri 17:00')).toEqual({ weekday: 5, clockMs: 17 * 3_600_000 })
  for (const text of ['17', '25:00', '24:01', 'fri', 'x 10:00']) expect(readWeekTime(text)).toBeUndefined()
})

test('a moment is by the clock of the schedule unless it says its offset', () => {
  expect(readMoment('2026-01-05')).toEqual({ local: Date.UTC(2026, 0, 5) })
  expect(readMoment('2026-01-05T09:30')).toEqual({ local: Date.UTC(2026, 0, 5, 9, 30) })
  expect(readMoment('2026-01-05T09:30:15.250Z')).toEqual({ instant: Date.UTC(2026, 0, 5, 9, 30, 15) })
  expect(readMoment('2026-01-05T09:30+05:30')).toEqual({ instant: Date.UTC(2026, 0, 5, 4) })
  for (const text of ['2026-02-30', '2026-01-05T24:00', '2026-01-05T9:00', 'tomorrow', '2026-01-05T09:00+99:00'])
    expect(readMoment(text)).toBeUndefined()
})

test('all that is wrong is said at once, each at its place', () => {
  expect(problems(turns({}))).toEqual([])
  expect(
    problems({
      calendars: { b: { file: 'b.ics' } },
      schedules: {
        it: {
          zone: 'UTC',
          layers: [
            { name: 'a', people: ['ana'], except: ['c'], restrict: [{ from: 'fri 17:00', to: '09:00' }] },
            { name: 'a' },
          ],
          temporary: [{ name: 'x', from: '2026-01-02', until: '2026-01-01', shifts: [] }],
          overrides: [{ from: '2026-01-01', until: '2026-01-02', replace: 'ana' }],
        },
      },
    }),
  ).toEqual([
    'schedules.it.layers.0.except.0: there is no calendar "c"',
    'schedules.it.layers.0.restrict.0: both "from" and "to" have a weekday, or neither',
    'schedules.it.layers.1.name: there is a layer "a" already',
    'schedules.it.layers.1: has either a rotation or people',
    'schedules.it.temporary.0.until: the end is not after the beginning',
    'schedules.it.overrides.0: takes one of: add, remove, with (and replace)',
  ])
})

test('a day of the hand-off fits the length of a turn', () => {
  expect(problems(turns({ on: 'first monday' }))).toEqual([
    'schedules.it.layers.0.rotation.on: takes a weekday for weeks: monday',
  ])
  expect(problems(turns({ every: 'day', on: 'monday' }))).toEqual([
    'schedules.it.layers.0.rotation.on: has no meaning for turns of days; leave it out',
  ])
  expect(problems(turns({ every: 'month', on: 15 }))).toEqual([])
  expect(problems(turns({ until: '2026-01-05' }))).toEqual([
    'schedules.it.layers.0.rotation.until: the end is not after the beginning',
  ])
})
