import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type QuietHours, WEEKDAYS } from './notification-rules.ts'
import { quietUntil } from './quiet-hours.ts'

const night: QuietHours = { from: '22:00', to: '07:00', days: WEEKDAYS, zone: 'Europe/Berlin' }
const check = (quiet: Partial<QuietHours>, at: string, expected: string) =>
  expect(
    quietUntil({ ...night, ...quiet }, new Date(at))
      .toISOString()
      .replace('.000Z', 'Z'),
  ).toBe(expected)

test.each([
  ['in the day nothing waits', {}, '2030-01-15T12:00:00Z', '2030-01-15T12:00:00Z'],
  ['before midnight until the morning', {}, '2030-01-15T22:30:00Z', '2030-01-16T06:00:00Z'],
  ['after midnight until the same morning', {}, '2030-01-16T02:00:00Z', '2030-01-16T06:00:00Z'],
  ['the end is not quiet any more', {}, '2030-01-16T06:00:00Z', '2030-01-16T06:00:00Z'],
  ['the beginning is', {}, '2030-01-15T21:00:00Z', '2030-01-16T06:00:00Z'],
  ['a lunch break', { from: '12:00', to: '13:00' }, '2030-01-15T11:30:00Z', '2030-01-15T12:00:00Z'],
  ['days are those on which it begins', { days: ['fri'] }, '2030-01-19T02:00:00Z', '2030-01-19T06:00:00Z'],
  ['and not those on which it ends', { days: ['sat'] }, '2030-01-19T02:00:00Z', '2030-01-19T02:00:00Z'],
  ['in the night the clocks go forward it is an hour shorter', {}, '2030-03-30T23:00:00Z', '2030-03-31T05:00:00Z'],
  ['an end that does not exist moves behind the gap', { to: '02:30' }, '2030-03-31T00:30:00Z', '2030-03-31T01:30:00Z'],
  ['an end that comes twice is the later one', { to: '02:30' }, '2030-10-27T00:45:00Z', '2030-10-27T01:30:00Z'],
  [
    'a beginning that comes twice is the first one',
    { from: '02:30', to: '06:00' },
    '2030-10-27T00:40:00Z',
    '2030-10-27T05:00:00Z',
  ],
] as const)('%s', (_, quiet, at, expected) => check(quiet, at, expected))

test('nothing moves into the past, and what has moved does not move again, unless the next quiet hours begin right there', () =>
  fc.assert(
    fc.property(
      fc.date({ min: new Date(0), max: new Date(Date.UTC(2040, 0, 1)), noInvalidDate: true }),
      fc.integer({ min: 0, max: 1_439 }),
      fc.integer({ min: 0, max: 1_439 }),
      fc.constantFrom(
        'Europe/Berlin',
        'America/New_York',
        'Australia/Lord_Howe',
        'Pacific/Apia',
        'Africa/Casablanca',
        'UTC',
      ),
      (at, start, end, zone) => {
        if (start === end) return
        const clock = (minute: number) =>
          `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
        const quiet = { from: clock(start), to: clock(end), days: WEEKDAYS, zone }
        const until = quietUntil(quiet, at)
        expect(until.getTime()).toBeGreaterThanOrEqual(at.getTime())
        expect(until.getTime() - at.getTime()).toBeLessThanOrEqual(26 * 3_600_000)
        expect(quietUntil(quiet, until)).toEqual(until)
      },
    ),
    { numRuns: 2_000 },
  ))
