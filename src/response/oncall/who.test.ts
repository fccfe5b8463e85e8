import { expect, test } from 'vitest'
import type { Change } from './rota.ts'
import { compileRotas } from './settings/compile-rota.ts'
import { oncallSchema } from './settings/oncall-schema.ts'
import { loginsOf, nextChange, shiftsBetween } from './shifts.ts'
import { whoIsOn } from './who.ts'

type Written = Record<string, unknown>
const rotaOf = (schedule: Written, more: Written = {}) =>
  compileRotas(
    oncallSchema.parse({ schedules: { it: { zone: 'Europe/Berlin', ...schedule } }, ...more }),
    new Map(),
  ).get('it')!
const rotation = (more: Written) => ({
  name: 'turns',
  rotation: { every: 'day', from: '2026-01-05', people: ['ana', 'ben'], ...more },
})
const on = (rota: ReturnType<typeof rotaOf>, at: string, changes: readonly Change[] = []) =>
  loginsOf(whoIsOn(rota, changes, Date.parse(at))).join('+') || 'nobody'
const check = (schedule: Written, ...expected: [string, string][]) => {
  const rota = rotaOf(schedule)
  expect(expected.map(([at]) => [at, on(rota, at)])).toEqual(expected)
}

test('a weekly turn is handed over on its day by the clock of the zone, in summer and in winter', () =>
  check(
    { layers: [rotation({ every: 'week', on: 'monday', at: '09:00' })] },
    ['2026-01-05T07:59:59.999Z', 'nobody'],
    ['2026-01-05T08:00Z', 'ana'],
    ['2026-01-12T08:00Z', 'ben'],
    ['2026-03-30T06:59Z', 'ben'],
    ['2026-03-30T07:00Z', 'ana'],
  ))

test('a hand-off in the hour that is skipped comes when clocks go on; one in the hour that comes twice at the first', () => {
  check(
    { layers: [rotation({ at: '02:30', from: '2026-03-28' })] },
    ['2026-03-29T00:59:59Z', 'ana'],
    ['2026-03-29T01:00Z', 'ben'],
  )
  check(
    { layers: [rotation({ at: '02:30', from: '2026-10-24' })] },
    ['2026-10-25T00:29Z', 'ana'],
    ['2026-10-25T00:30Z', 'ben'],
    ['2026-10-25T01:10Z', 'ben'],
  )
})

test('hours begin at the first and end at the last of a time that comes twice', () =>
  check(
    { layers: [{ name: 'night', people: ['ana'], restrict: [{ days: ['sun'], from: '02:00', to: '02:30' }] }] },
    ['2026-10-24T23:59Z', 'nobody'],
    ['2026-10-25T00:00Z', 'ana'],
    ['2026-10-25T00:45Z', 'ana'],
    ['2026-10-25T01:29Z', 'ana'],
    ['2026-10-25T01:30Z', 'nobody'],
    ['2026-03-29T01:00Z', 'nobody'],
  ))

test('the 31st is the last day of a short month and the 31st again in the next', () =>
  check(
    { zone: 'UTC', layers: [rotation({ every: 'month', from: '2026-01-31' })] },
    ['2026-02-27T12:00Z', 'ana'],
    ['2026-02-28T12:00Z', 'ben'],
    ['2026-03-30T12:00Z', 'ben'],
    ['2026-03-31T12:00Z', 'ana'],
  ))

test('a month is handed over on a weekday of it, too', () =>
  check(
    { zone: 'UTC', layers: [rotation({ every: 'month', on: 'first monday', from: '2026-01-06' })] },
    ['2026-02-01T12:00Z', 'nobody'],
    ['2026-02-02T12:00Z', 'ana'],
    ['2026-03-02T12:00Z', 'ben'],
  ))

test('a later layer beats an earlier one where it has somebody; equal ones are on together', () => {
  const day = { days: ['mon-fri'], from: '09:00', to: '17:00' }
  const [base, office] = [
    { name: 'base', people: ['ana'] },
    { name: 'office', people: ['ben'], restrict: [day] },
  ]
  check({ zone: 'UTC', layers: [base, office] }, ['2026-01-05T10:00Z', 'ben'], ['2026-01-05T17:00Z', 'ana'])
  const both = [
    { ...base, priority: 1 },
    { ...office, priority: 1 },
  ]
  check({ zone: 'UTC', layers: both }, ['2026-01-05T10:00Z', 'ana+ben'], ['2026-01-10T10:00Z', 'ana'])
})

test('hours over midnight and over the weekend belong to the day they begin on', () =>
  check(
    {
      zone: 'UTC',
      layers: [
        { name: 'nights', people: ['ana'], restrict: [{ days: ['fri'], from: '22:00', to: '06:00' }] },
        { name: 'weekend', people: ['ben'], restrict: [{ from: 'sat 12:00', to: 'mon 08:00' }] },
      ],
    },
    ['2026-01-09T21:59Z', 'nobody'],
    ['2026-01-10T05:59Z', 'ana'],
    ['2026-01-10T06:00Z', 'nobody'],
    ['2026-01-12T07:59Z', 'ben'],
    ['2026-01-12T08:00Z', 'nobody'],
  ))

test('teams that follow the sun have clocks of their own', () => {
  const hours = [{ from: '09:00', to: '17:00' }]
  check(
    {
      layers: [
        { name: 'tokyo', zone: 'Asia/Tokyo', people: ['kim'], restrict: hours },
        { name: 'berlin', zone: 'Europe/Berlin', people: ['ana'], restrict: hours },
        { name: 'portland', zone: 'America/Los_Angeles', people: ['lou'], restrict: hours },
      ],
    },
    ['2026-01-05T00:00Z', 'lou'],
    ['2026-01-05T07:59Z', 'kim'],
    ['2026-01-05T08:00Z', 'ana'],
    ['2026-01-05T17:00Z', 'lou'],
    ['2026-07-01T08:30Z', 'ana'],
  )
})

test('overrides work one after another on who is on; a temporary schedule takes the place of the layers', () => {
  const rota = rotaOf({ zone: 'UTC', layers: [{ name: 'all', people: ['ana', 'ben'] }] })
  const span = { from: Date.parse('2026-01-05T00:00Z'), until: Date.parse('2026-01-06T00:00Z') }
  const at = '2026-01-05T12:00Z'
  const add: Change = { id: '1', kind: 'add', people: ['eve', 'ana'], ...span }
  const remove: Change = { id: '2', kind: 'remove', people: ['ana'], ...span }
  const replace: Change = { id: '3', kind: 'replace', person: 'ben', people: ['kim'], swap: 'swap_1', ...span }
  const party: Change = { id: '4', kind: 'temporary', name: 'party', shifts: [{ ...span, people: ['lou'] }], ...span }
  expect(on(rota, at, [add])).toBe('ana+ben+eve')
  expect(on(rota, at, [remove, replace])).toBe('kim')
  expect(on(rota, at, [replace, remove, party])).toBe('lou')
  expect(on(rota, at, [{ ...party, shifts: [] }])).toBe('nobody')
  expect(on(rota, '2026-01-06T00:00Z', [remove, replace, party])).toBe('ana+ben')
  expect(whoIsOn(rota, [replace], Date.parse(at)).why.at(-1)).toEqual({
    ...{ kind: 'override', id: '3', did: 'replace', people: ['kim'], swap: 'swap_1' },
  })
})

test('shifts say from when until when, and when the next change is', () => {
  const rota = rotaOf({ zone: 'UTC', layers: [rotation({ every: '2 days', at: '09:00', until: '2026-01-09' })] })
  const day = (number: number, hour = 0) => Date.UTC(2026, 0, number, hour)
  const shifts = shiftsBetween(rota, [], { from: day(5), until: day(11) })
  expect(shifts.map(({ from, until, onCall }) => [from, until, loginsOf(onCall).join()])).toEqual([
    [day(5), day(5, 9), ''],
    [day(5, 9), day(7, 9), 'ana'],
    [day(7, 9), day(9, 9), 'ben'],
    [day(9, 9), day(11), ''],
  ])
  expect(nextChange(rota, [], day(6))).toBe(day(7, 9))
  expect(nextChange(rota, [], day(10))).toBeUndefined()
})
