import { expect, test } from 'vitest'
import { dayAfter, daysBetween, isoDay, readDate } from './dates.ts'

const reads = (text: string, day: string | undefined) =>
  expect(readDate(text)?.toISOString().slice(0, 10), text).toBe(day)

test('dates as people write them', () => {
  reads('2026-02-21', '2026-02-21')
  reads('on 2026/2/1, with Anna', '2026-02-01')
  reads('21 February 2026', '2026-02-21')
  reads('Feb 21st, 2026', '2026-02-21')
  reads('1st Dec 2025', '2025-12-01')
})

test('what is no day', () => {
  for (const text of ['2026-02-30', '2026-13-01', '02/03/2026', 'Q1 2026', 'soon', '12026-01-011'])
    reads(text, undefined)
})

test('a stretch of time later', () => {
  const after = (from: string, stretch: string) => {
    const day = dayAfter(new Date(from), stretch)
    return day && isoDay(day)
  }
  expect(after('2025-01-10', '6 months')).toBe('2025-07-10')
  expect(after('2025-01-10', 'Quarterly')).toBe('2025-04-10')
  expect(after('2025-01-10', 'every year')).toBe('2026-01-10')
  expect(after('2025-01-10', '90 days')).toBe('2025-04-10')
  expect(after('2025-01-10', 'now and then')).toBeUndefined()
  expect(daysBetween(new Date('2026-02-21'), new Date('2026-03-02T12:00:00Z'))).toBe(9)
})
