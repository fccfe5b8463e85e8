import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ackTimes } from './ack-times.ts'
import { type DutyPage, type DutyShift, isNight } from './duty.ts'
import { type HandoverFacts, handoverNote } from './handover-note.ts'
import { dutyOfPeople, dutyOfShifts, summarise } from './summarise.ts'

const hour = (n: number) => new Date(Date.UTC(2030, 0, 1, 0) + n * 3_600_000)
const utc = (_login: string, at: Date) => at.getUTCHours()
const page = (at: number, ended: DutyPage['ended'], seconds = 60, login = 'ana'): DutyPage => ({
  ...{ login, incident: `i${at}`, at: hour(at), ended },
  endedAt: ended === 'open' ? undefined : new Date(hour(at).getTime() + seconds * 1_000),
})
const shift = (from: number, until: number, login = 'ana', schedule = 'shop'): DutyShift => ({
  ...{ schedule, login, from: hour(from), until: hour(until) },
})

test('the night is from ten to seven', () =>
  expect([21, 22, 23, 0, 6, 7, 12].map(isNight)).toEqual([false, true, true, true, true, false, false]))

test('the time of half of the answers, and of nine in ten', () => {
  expect(ackTimes([])).toBeNull()
  expect(ackTimes([5])).toEqual({ median: 5, p90: 5 })
  expect(ackTimes([10, 1, 9, 2, 8, 3, 7, 4, 6, 5])).toEqual({ median: 5, p90: 9 })
})

test('percentiles are values that were measured, in order, whatever the order they came in', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(100_000), { minLength: 1 }), (values) => {
      const { median, p90 } = ackTimes(values)!
      expect(values).toContain(median)
      expect(values).toContain(p90)
      expect(values.filter((each) => each <= median).length).toBeGreaterThanOrEqual(values.length * 0.5)
      expect(values.filter((each) => each <= p90).length).toBeGreaterThanOrEqual(values.length * 0.9)
      expect(values.filter((each) => each < p90).length).toBeLessThan(values.length * 0.9)
    }),
  )
})

test('each call is counted once by how it ended', () => {
  const ends = [
    'acknowledged',
    'acknowledged',
    'declined',
    'taken',
    'over',
    'superseded',
    'unreachable',
    'open',
  ] as const
  const { acknowledged, declined, taken, over, unanswered, ...rest } = summarise(
    ends.map((end, index) => page(index * 3, end, index === 0 ? 30 : 90)),
    utc,
  )
  expect({ acknowledged, declined, taken, over, unanswered }).toEqual({
    ...{ acknowledged: 2, declined: 1, taken: 1, over: 1, unanswered: 3 },
  })
  expect(acknowledged + declined + taken + over + unanswered).toBe(ends.length)
  expect(rest).toEqual({ pages: 8, incidents: 8, atNight: 3, ackSeconds: { median: 30, p90: 90 } })
})

test('hours on two schedules at a time count once; who was called most comes first', () => {
  const people = dutyOfPeople(
    [page(1, 'acknowledged'), page(2, 'open', 0, 'ben'), page(3, 'open', 0, 'ben')],
    [shift(0, 8), shift(4, 12, 'ana', 'other'), shift(8, 10, 'ben'), shift(0, 1, 'cy')],
    utc,
  )
  expect(people.map(({ login, onCallHours, shifts, pages }) => [login, onCallHours, shifts, pages])).toEqual([
    ['ben', 2, 1, 2],
    ['ana', 12, 2, 1],
    ['cy', 1, 1, 0],
  ])
})

test('a call belongs to the shift it began in', () => {
  const shifts = dutyOfShifts(
    [page(7, 'acknowledged'), page(8, 'acknowledged'), page(9, 'open', 0, 'ben')],
    [shift(0, 8), shift(8, 16), shift(0, 16, 'ben')],
    utc,
  )
  expect(shifts.map(({ pages, unanswered }) => [pages, unanswered])).toEqual([
    [1, 0],
    [1, 0],
    [1, 1],
  ])
})

const facts: HandoverFacts = {
  ...{ schedule: 'shop', now: hour(10), untilShown: '2030-01-08 09:00 Europe/Berlin', before: [], last: undefined },
  ...{ open: [], openCount: 0, missing: [] },
}
const incident = (number: number, by?: string) => ({
  ...{ number, severity: 'P1', title: 'Checkout fails', status: by ? 'acknowledged' : 'open', by, openedAt: hour(8) },
})

test('a quiet hand-over says so', () =>
  expect(handoverNote(facts)).toEqual({
    title: 'You are on call for shop until 2030-01-08 09:00 Europe/Berlin',
    lines: ['No incident is open.'],
  }))

test('what is open comes first, then what is missing, then how it was', () => {
  const last = summarise([page(1, 'acknowledged'), page(23, 'open')], utc)
  const open = [incident(7), incident(4, 'ben')]
  expect(handoverNote({ ...facts, open, openCount: 2, missing: ['backup'], before: ['ana'], last }).lines).toEqual([
    '2 incidents are open:',
    '#7 P1 Checkout fails (nobody has it, for 2 h)',
    '#4 P1 Checkout fails (ben has it, for 2 h)',
    'Not heard of: backup',
    'Before you: ana, called 2 times, 2 of them at night.',
  ])
  const many = Array.from({ length: 30 }, (_, index) => incident(index))
  expect(handoverNote({ ...facts, open: many, openCount: 30 }).lines.at(-1)).toBe('and 20 more: opsbook incident list')
})
