import { expect, test } from 'vitest'
import { zoneOf } from '../zone/zone.ts'
import { spansOf } from './calendar.ts'
import { MOST_CALENDAR_BYTES, readCalendar } from './read-calendar.ts'
import { writeCalendar } from './write-calendar.ts'

const ics = (...lines: string[]) => ['BEGIN:VCALENDAR', 'VERSION:2.0', ...lines, 'END:VCALENDAR', ''].join('\r\n')
const event = (...lines: string[]) => ['BEGIN:VEVENT', 'UID:1', 'SUMMARY:it', ...lines, 'END:VEVENT']
const berlin = zoneOf('Europe/Berlin')!

/** The stretches of a calendar as a team in Berlin sees them. */
function seen(text: string): string[] {
  return spansOf(readCalendar(text).events, berlin).map(
    ({ from, until }) => `${new Date(from).toISOString().slice(0, 16)} ${new Date(until).toISOString().slice(0, 16)}`,
  )
}
const check = (text: string, ...expected: string[]) => expect(seen(text)).toEqual(expected)

test('a whole day is a day where the calendar is used, with an end or without', () => {
  check(ics(...event('DTSTART;VALUE=DATE:20261225')), '2026-12-24T23:00 2026-12-25T23:00')
  check(ics(...event('DTSTART;VALUE=DATE:20261225', 'DTEND;VALUE=DATE:20261227')), '2026-12-24T23:00 2026-12-26T23:00')
  check(ics(...event('DTSTART;VALUE=DATE:20260329', 'DURATION:P1D')), '2026-03-28T23:00 2026-03-29T22:00')
})

test('a time has the zone it says, whatever the program put before its name', () => {
  const at = (tzid: string) => ics(...event(`DTSTART;TZID=${tzid}:20260701T100000`, 'DURATION:PT2H'))
  check(at('America/New_York'), '2026-07-01T14:00 2026-07-01T16:00')
  check(at('/freeassociation.sourceforge.net/America/New_York'), '2026-07-01T14:00 2026-07-01T16:00')
  check(at('/mozilla.org/20050126_1/America/Argentina/Ushuaia'), '2026-07-01T13:00 2026-07-01T15:00')
  check(ics(...event('DTSTART:20260701T100000Z', 'DTEND:20260701T120000Z')), '2026-07-01T10:00 2026-07-01T12:00')
  check(ics(...event('DTSTART:20260701T100000', 'DTEND:20260701T120000')), '2026-07-01T08:00 2026-07-01T10:00')
})

test('a zone that only the file describes is taken from there, and one that nobody describes is said', () => {
  const zone = [
    ...['BEGIN:VTIMEZONE', 'TZID:W. Europe Standard Time'],
    ...['BEGIN:STANDARD', 'DTSTART:16010101T030000', 'TZOFFSETFROM:+0200', 'TZOFFSETTO:+0100'],
    ...['RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10', 'END:STANDARD'],
    ...['BEGIN:DAYLIGHT', 'DTSTART:16010101T020000', 'TZOFFSETFROM:+0100', 'TZOFFSETTO:+0200'],
    ...['RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3', 'END:DAYLIGHT', 'END:VTIMEZONE'],
  ]
  const one = event('DTSTART;TZID=W. Europe Standard Time:20260701T100000', 'DURATION:PT1H')
  check(ics(...zone, ...one), '2026-07-01T08:00 2026-07-01T09:00')
  const unknown = readCalendar(ics(...event('DTSTART;TZID=Custom:20260701T100000', 'DURATION:PT1H')))
  expect(unknown.problems).toEqual([
    '"it" is in the zone "Custom", which nobody knows; it is read by the clock of who uses the calendar',
  ])
  expect(unknown.events[0]!.kind).toBe('local')
})

test('what repeats is repeated, without what was taken out, moved or cancelled', () => {
  const yearly = ics(...event('DTSTART;VALUE=DATE:20251225', 'RRULE:FREQ=YEARLY;COUNT=3', 'EXDATE;VALUE=DATE:20261225'))
  check(yearly, '2025-12-24T23:00 2025-12-25T23:00', '2027-12-24T23:00 2027-12-25T23:00')
  const weekly = event('DTSTART;TZID=Europe/Berlin:20260323T090000', 'DURATION:PT1H', 'RRULE:FREQ=WEEKLY;COUNT=3')
  const moved = event(
    'RECURRENCE-ID;TZID=Europe/Berlin:20260330T090000',
    'DTSTART;TZID=Europe/Berlin:20260331T100000',
    'DURATION:PT1H',
  )
  const [first, , third] = ['2026-03-23T08:00 2026-03-23T09:00', '', '2026-04-06T07:00 2026-04-06T08:00']
  check(ics(...weekly, ...moved), first, '2026-03-31T08:00 2026-03-31T09:00', third)
  check(ics(...weekly, ...moved.slice(0, -1), 'STATUS:CANCELLED', 'END:VEVENT'), first, third)
  check(ics(...event('STATUS:CANCELLED', 'DTSTART;VALUE=DATE:20261225')))
})

test('a repetition that cannot be trusted is taken once, and said', () => {
  for (const rule of [
    ...[
      'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30',
      'FREQ=SECONDLY',
      'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
      'FREQ=YEARLY;BYDAY=53MO',
    ],
    ...['FREQ=MONTHLY;BYDAY=MO;BYMONTHDAY=13', 'FREQ=MONTHLY;BYDAY=MO;BYSETPOS=-1', 'FREQ=HOURLY;INTERVAL=999999'],
  ]) {
    const { events, problems } = readCalendar(ics(...event('DTSTART;VALUE=DATE:20260101', `RRULE:${rule}`)))
    expect([rule, events.length, problems.length]).toEqual([rule, 1, 1])
  }
})

test('what is hostile ends, with words', () => {
  const many = Array.from({ length: 6_000 }, () => event('DTSTART;VALUE=DATE:20000101', 'RRULE:FREQ=DAILY')).flat()
  for (const text of [
    ...['', 'BEGIN:VCALENDAR', 'hello', '\0\0', `BEGIN:VCALENDAR\r\n${'BEGIN:X\r\n'.repeat(20_000)}`],
    ...[ics(...event()), ics(...event('DTSTART:99999999T999999Z')), ics(...event('DTSTART;VALUE=DATE:20260231'))],
    ...[
      'x'.repeat(MOST_CALENDAR_BYTES + 1),
      ics(...event(`SUMMARY:${'a:;"'.repeat(100_000)}`, 'DTSTART:20260101T000000Z')),
    ],
    ics(...many),
  ]) {
    const { events, problems } = readCalendar(text)
    expect(events.length).toBeLessThanOrEqual(20_000)
    expect(problems.length).toBeLessThanOrEqual(20)
    for (const { from, until } of events) expect(until).toBeGreaterThan(from)
  }
})

test('what is written can be read, keeps its identity, and is folded between characters', () => {
  const shift = {
    ...{ schedule: 'shop-primary', logins: ['ana', 'ben'], isGap: false },
    ...{ from: Date.UTC(2026, 0, 5, 8), until: Date.UTC(2026, 0, 12, 8) },
  }
  const written = (until: number) =>
    writeCalendar({ name: 'Schicht, größer; ünïcödé '.repeat(5), shifts: [{ ...shift, until }], stamp: 0 })
  const text = written(shift.until)
  for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
  check(text, '2026-01-05T08:00 2026-01-12T08:00')
  const uid = /UID:(\S+)/.exec(text)![1]
  expect(/UID:(\S+)/.exec(written(shift.until + 1000))![1]).toBe(uid)
  expect(readCalendar(text).events[0]!.summary).toBe('On call shop-primary: ana, ben')
})
