import { expect, test } from 'vitest'
import { readCadence, readDuration, readDurations, readTimeBudget } from './duration.ts'

const check = (text: string, min: number | undefined, max = min) => {
  const read = readDuration(text)
  expect({ text, min: read?.minSeconds, max: read?.maxSeconds }).toEqual({ text, min, max })
}

test('bounds start at zero', () => {
  check('< 30 seconds', 0, 30)
  check('<5 minutes to acknowledge', 0, 300)
  check('Within 1 hour', 0, 3600)
  check('within the first 15 minutes', 0, 900)
  check('Action Within 15 Minutes', 0, 900)
  check('up to 10 min', 0, 600)
})

test('ranges keep both ends', () => {
  check('1-2 hours', 3600, 7200)
  check('15–30 min', 900, 1800)
  check('~5-10 seconds', 5, 10)
  check('(0-5 minutes)', 0, 300)
  check('10 to 20 minutes', 600, 1200)
  check('30 minutes - 1 hour', 1800, 3600)
  check('between 5 and 10 minutes', 300, 600)
  check('Phase 4: Recovery (24-72 hours)', 86_400, 259_200)
})

test('single values and short units', () => {
  check('4h', 14_400)
  check('72h advance', 259_200)
  check('30 d', 30 * 86_400)
  check('7 days', 7 * 86_400)
  check('5 business days', 5 * 86_400)
  check('24 hours (24 backups)', 86_400)
  check('5-minute rolling', 300)
  check('30-day rolling', 30 * 86_400)
  check('> 4 hours', 14_400)
  check('43.2 minutes', 2592)
  check('6000ms', 6)
  check('1,500 ms', 1.5)
  check('Complete within 1 quarter', 0, 90 * 86_400)
  check('one week', 7 * 86_400)
  check('1 hour 30 minutes', 5400)
  check('1h30m', 5400)
  check('2 hours and 5 minutes', 7500)
})

test('immediate is zero, unless a bound says what is meant by it', () => {
  check('Immediate', 0)
  check('Immediately', 0)
  check('On-call (immediate)', 0)
  check('Immediate (within 5 minutes)', 0, 300)
  check('Immediate Actions', undefined)
})

test('numbers that are no time', () => {
  for (const text of [
    'p95',
    'P99 latency',
    '5%',
    '5xx errors',
    '10m+ ops/sec',
    '1M+ ops/sec',
    '500 MB',
    '2 AM',
    'v2.10.7',
    '24/7',
    '2025-11-21',
    'Best effort',
    'HTTP 200',
    '10 messages',
    'quarterly',
    '6x',
    '$5m',
    'Phase 1 started',
  ])
    check(text, undefined)
})

test('the first of several wins, all can be asked for', () => {
  check('<5 minutes to acknowledge, <30 minutes to resolve', 0, 300)
  const all = (text: string) => readDurations(text).map(({ minSeconds, maxSeconds }) => [minSeconds, maxSeconds])
  expect(all('<5 minutes to acknowledge, <30 minutes to resolve')).toEqual([
    [0, 300],
    [0, 1800],
  ])
  expect(all('5 min to 12 nodes, then 10 s')).toEqual([
    [300, 300],
    [10, 10],
  ])
  expect(all('Update every 30 minutes (P1), 1 hour (P2)')).toEqual([
    [1800, 1800],
    [3600, 3600],
  ])
})

test('a budget fills its parentheses', () => {
  const budget = (title: string) => readTimeBudget(title)?.maxSeconds
  expect(budget('Phase 2: Infrastructure Setup (1-2 hours)')).toBe(7200)
  expect(budget('Quick Assessment (< 5 min)')).toBe(300)
  expect(budget('Containment (Immediate)')).toBe(0)
  expect(budget('Observe (After 7 days)')).toBeUndefined()
  expect(budget('Resolution latency high (P99 > 100ms)')).toBeUndefined()
})

test('rhythms', () => {
  const days = (text: string) => readCadence(text)?.days
  expect(['daily', 'Weekly', 'monthly', 'Quarterly', 'semi-annually', 'annually'].map(days)).toEqual([
    1, 7, 30, 90, 182, 365,
  ])
  expect(days('Quarterly (every 3 months)')).toBe(90)
  expect(days('every 6 hours')).toBe(0.25)
  expect(days('2-hourly for P2')).toBe(2 / 24)
  expect(days('hourly for P1, 2-hourly for P2')).toBe(1 / 24)
  expect(days('Hourly updates')).toBe(1 / 24)
  expect(days('once a week')).toBe(7)
  expect(days('within 5 days')).toBeUndefined()
  expect(days('everything fails')).toBeUndefined()
})

test('hostile text takes linear time', () => {
  const start = performance.now()
  for (const text of [
    '1-'.repeat(50_000),
    '9'.repeat(100_000),
    '1 '.repeat(50_000),
    'within '.repeat(20_000),
    '1h'.repeat(50_000),
  ]) {
    readDurations(text)
    readCadence(text)
  }
  expect(performance.now() - start).toBeLessThan(3000)
})
