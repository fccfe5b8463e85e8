import { expect, test } from 'vitest'
import { readCron, readTimer } from './timers.ts'

const HOUR = 3600
const DAY = 24 * HOUR

const timer = (line: string, seconds: number | undefined) =>
  expect(readTimer(`[Timer]\n${line}\n`)).toEqual(
    seconds === undefined ? [] : [{ everySeconds: seconds, text: line.trim(), line: 2 }],
  )

test('calendar expressions of systemd', () => {
  timer('OnCalendar=daily', DAY)
  timer('OnCalendar=hourly', HOUR)
  timer('OnCalendar=02:00', DAY)
  timer('OnCalendar=Sun 03:00', 7 * DAY)
  timer('OnCalendar=Mon,Thu 03:00', 4 * DAY)
  timer('OnCalendar=Mon..Fri 03:00', 3 * DAY)
  timer('OnCalendar=*-*-* 0/6:00:00', 6 * HOUR)
  timer('OnCalendar=*-*-* *:00:00', HOUR)
  timer('OnCalendar=*-*-* *:0/15:00', 900)
  timer('OnCalendar=*-*-* 00,12:00:00', 12 * HOUR)
  timer('OnCalendar=*-*-01 04:00:00', 30 * DAY)
  timer('OnCalendar=*-01-01', 365 * DAY)
  timer('OnUnitActiveSec=5min', 300)
  timer('OnBootSec=5min', undefined)
  timer('# OnCalendar=daily', undefined)
})

const cron = (expression: string, seconds: number | undefined) => expect(readCron(expression)).toBe(seconds)

test('expressions of cron', () => {
  cron('0 2 * * *', DAY)
  cron('*/15 * * * *', 900)
  cron('0 * * * *', HOUR)
  cron('5,35 * * * *', 1800)
  cron('0 */6 * * *', 6 * HOUR)
  cron('0 3 * * 0', 7 * DAY)
  cron('0 3 * * 1-5', 3 * DAY)
  cron('0 3 1 * *', 30 * DAY)
  cron('0 3 1 1 *', 365 * DAY)
  cron('@daily', DAY)
  cron('every day', undefined)
  cron('', undefined)
})
