import { expect, test } from 'vitest'
import { nextCron, readCron } from './cron.ts'

const check = (line: string, after: string, next: string | undefined, zone = 'UTC') => {
  const cron = readCron(line)
  expect(cron, line).toBeDefined()
  expect([line, nextCron(cron!, zone, new Date(after))?.toISOString()]).toEqual([
    line,
    next === undefined ? undefined : new Date(next).toISOString(),
  ])
}

test('the five fields, with lists, ranges, steps and names', () => {
  check('*/15 * * * *', '2030-01-01T10:14:59Z', '2030-01-01T10:15Z')
  check('*/15 * * * *', '2030-01-01T10:15:00Z', '2030-01-01T10:30Z')
  check('5/20 8-10 * * *', '2030-01-01T10:46:00Z', '2030-01-02T08:05Z')
  check('0 3 * * mon-fri', '2030-01-04T03:00:00Z', '2030-01-07T03:00Z')
  check('0 0 1 jan,jul *', '2030-01-01T00:00:00Z', '2030-07-01T00:00Z')
  check('30 4 * * 7', '2030-01-01T00:00:00Z', '2030-01-06T04:30Z')
  check('@daily', '2030-01-01T00:00:00Z', '2030-01-02T00:00Z')
})

test('a day of the month or a day of the week: either, where both are named', () => {
  check('0 0 13 * fri', '2030-01-01T00:00:00Z', '2030-01-04T00:00Z')
  check('0 0 13 * *', '2030-01-01T00:00:00Z', '2030-01-13T00:00Z')
  check('0 0 */2 * fri', '2030-01-01T00:00:00Z', '2030-01-11T00:00Z')
})

test('days that are rare, and one that never comes', () => {
  check('0 0 29 2 *', '2030-01-01T00:00:00Z', '2032-02-29T00:00Z')
  check('0 0 30 2 *', '2030-01-01T00:00:00Z', undefined)
})

test('the clock of the zone: a skipped hour counts behind the gap, a doubled one at its first', () => {
  check('30 2 * * *', '2030-03-30T12:00:00Z', '2030-03-31T01:30Z', 'Europe/Berlin')
  check('30 2 * * *', '2030-10-26T12:00:00Z', '2030-10-27T00:30Z', 'Europe/Berlin')
  check('30 2 * * *', '2030-10-27T00:30:00Z', '2030-10-28T01:30Z', 'Europe/Berlin')
  check('0 9 * * *', '2030-01-01T00:00:00Z', '2030-01-01T14:00Z', 'America/New_York')
})

test.each([
  '',
  '* * * *',
  '60 * * * *',
  '* 24 * * *',
  '* * 0 * *',
  '5-1 * * * *',
  '*/0 * * * *',
  '* * * foo *',
  '*-5 * * * *',
  '@reboot',
])('%j is none', (line) => expect(readCron(line)).toBeUndefined())
