import { expect, test } from 'vitest'
import { containsInstant } from './contains-instant.ts'
import { isTimeZone } from './local-time.ts'
import { type ReadRange, readClock, readDaysOfMonth, readMonths, readWeekdays, readYears } from './read-range.ts'
import type { CalendarTimes } from './time-interval.ts'

const check = (times: CalendarTimes, instant: string, expected: boolean) =>
  expect(containsInstant({ name: 'x', times: [times] }, new Date(instant))).toBe(expected)
const office: CalendarTimes = { weekdays: [{ from: 1, to: 5 }], times: [{ from: 9 * 60, to: 17 * 60 }] }

// 2024-02-28 is a Wednesday.
test.each([
  ['in office hours', office, '2024-02-28T12:00:00Z', true],
  ['from the first minute', office, '2024-02-28T09:00:00Z', true],
  ['until before the last', office, '2024-02-28T16:59:59Z', true],
  ['the end is outside', office, '2024-02-28T17:00:00Z', false],
  ['not on Saturday', office, '2024-03-02T12:00:00Z', false],
  ['nothing given is always', {}, '2024-03-02T12:00:00Z', true],
  ['an empty list is never', { times: [] }, '2024-03-02T12:00:00Z', false],
  ['until midnight', { times: [{ from: 1380, to: 1440 }] }, '2024-02-28T23:59:59Z', true],
  ['last day of a leap year February', { daysOfMonth: [{ from: -1, to: -1 }] }, '2024-02-29T00:00:00Z', true],
  ['the day before is not the last', { daysOfMonth: [{ from: -1, to: -1 }] }, '2024-02-28T00:00:00Z', false],
  ['last three days', { daysOfMonth: [{ from: -3, to: -1 }] }, '2024-04-28T00:00:00Z', true],
  ['from the tenth to the last but one', { daysOfMonth: [{ from: 10, to: -2 }] }, '2024-04-29T00:00:00Z', true],
  ['the last is behind it', { daysOfMonth: [{ from: 10, to: -2 }] }, '2024-04-30T00:00:00Z', false],
  ['days a month does not have', { daysOfMonth: [{ from: 30, to: 31 }] }, '2024-02-29T00:00:00Z', false],
  ['a range that runs past the end', { daysOfMonth: [{ from: 28, to: 31 }] }, '2024-02-29T00:00:00Z', true],
  ['more days from the end than there are', { daysOfMonth: [{ from: -31, to: -29 }] }, '2024-02-01T00:00:00Z', true],
  ['months', { months: [{ from: 1, to: 3 }] }, '2024-03-31T23:59:00Z', true],
  ['another month', { months: [{ from: 1, to: 3 }] }, '2024-04-01T00:00:00Z', false],
  ['years', { years: [{ from: 2020, to: 2023 }] }, '2024-01-01T00:00:00Z', false],
  [
    'in Berlin it is already tomorrow',
    { daysOfMonth: [{ from: 29, to: 29 }], location: 'Europe/Berlin' },
    '2024-02-28T23:30:00Z',
    true,
  ],
  [
    'in New York it is still winter time',
    { times: [{ from: 420, to: 421 }], location: 'America/New_York' },
    '2024-03-10T11:00:00Z',
    true,
  ],
  ['a half hour zone', { times: [{ from: 330, to: 331 }], location: 'Asia/Kolkata' }, '2024-03-10T00:00:00Z', true],
  // On 2024-03-31 clocks in Berlin go from 02:00 to 03:00, on 2024-10-27 from 03:00 to 02:00.
  [
    'before the skipped hour',
    { times: [{ from: 60, to: 120 }], location: 'Europe/Berlin' },
    '2024-03-31T00:59:00Z',
    true,
  ],
  [
    'the skipped hour does not exist',
    { times: [{ from: 120, to: 180 }], location: 'Europe/Berlin' },
    '2024-03-31T01:00:00Z',
    false,
  ],
  [
    'the repeated hour, first time',
    { times: [{ from: 120, to: 180 }], location: 'Europe/Berlin' },
    '2024-10-27T00:30:00Z',
    true,
  ],
  [
    'the repeated hour, second time',
    { times: [{ from: 120, to: 180 }], location: 'Europe/Berlin' },
    '2024-10-27T01:30:00Z',
    true,
  ],
] as const)('%s', (_, times, instant, expected) => check(times, instant, expected))

test('one of several times is enough', () =>
  expect(
    containsInstant({ name: 'x', times: [office, { weekdays: [{ from: 6, to: 6 }] }] }, new Date('2024-03-02T01:00Z')),
  ).toBe(true))

const shown = (read: ReadRange) => (read.ok ? `${read.range.from}..${read.range.to}` : read.problem)
test.each([
  [readWeekdays, 'monday', '1..1'],
  [readWeekdays, 'Monday:Friday', '1..5'],
  [readWeekdays, 'saturday:sunday', 'ends before it begins'],
  [readWeekdays, 'mon', 'is not a day of the week'],
  [readMonths, 'january:march', '1..3'],
  [readMonths, '12', '12..12'],
  [readMonths, '0', 'is not a month'],
  [readMonths, 'march:january', 'ends before it begins'],
  [readYears, '2020:2022', '2020..2022'],
  [readYears, '2022:2020', 'ends before it begins'],
  [readYears, '1:2:3', 'is not a year'],
  [readDaysOfMonth, '1:5', '1..5'],
  [readDaysOfMonth, '15', '15..15'],
  [readDaysOfMonth, '-3:-1', '-3..-1'],
  [readDaysOfMonth, '10:-1', '10..-1'],
  [readDaysOfMonth, '0', 'is no day of a month'],
  [readDaysOfMonth, '32', 'is no day of a month'],
  [readDaysOfMonth, '5:1', 'ends before it begins'],
  [readDaysOfMonth, '-1:-3', 'ends before it begins'],
  [readDaysOfMonth, '-3:5', 'ends there too'],
  // What amtool 0.25.0 accepts and refuses.
  [readDaysOfMonth, '28:-1', '28..-1'],
  [readDaysOfMonth, '29:-1', 'ends before it begins'],
  [readDaysOfMonth, '27:-5', 'ends before it begins'],
  [readDaysOfMonth, '-31:-29', '-31..-29'],
] as const)('%o reads %s', (read, text, expected) => expect(shown(read(text))).toContain(expected))

test('clock times', () =>
  expect(['00:00', '09:30', '24:00', '24:01', '9:30', '12:60', ''].map(readClock)).toEqual([
    0,
    570,
    1440,
    undefined,
    undefined,
    undefined,
    undefined,
  ]))
test('zones', () =>
  expect(['Europe/Berlin', 'UTC', 'Local', '', 'Mars/Olympus'].map(isTimeZone)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]))
