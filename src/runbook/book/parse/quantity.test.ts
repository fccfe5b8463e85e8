import { expect, test } from 'vitest'
import { readQuantities, readQuantity, sameUnit, toBase } from './quantity.ts'

/** Writes a quantity back in one short notation, so that a table of examples stays readable. */
const show = (text: string) => {
  const read = readQuantity(text)
  return read && `${read.operator ?? ''}${read.value}${read.upper === undefined ? '' : `..${read.upper}`}${read.unit}`
}
const check = (text: string, expected: string | undefined) =>
  expect({ text, read: show(text) }).toEqual({ text, read: expected })

test('bounds and bare values', () => {
  check('<100ms', '<100ms')
  check('< 100ms', '<100ms')
  check('>80%', '>80%')
  check('99.9%', '99.9%')
  check('100% (99.9% acceptable)', '100%')
  check('< 0.1% of requests', '<0.1%')
  check('at least 3 action items', '>=3')
  check('more than 10 messages', '>10')
  check('≥ 5 seconds', '>=5s')
  check('up == 0', '=0')
  check('~3.7G (down from 7.2G)', '~3.7GB')
  check('> 10GB free', '>10GB')
  check('<2GB', '<2GB')
  check('RSS > 500 MB', '>500MB')
  check('> $1,000', '>1000')
})

test('ranges', () => {
  check('100-200ms', '100..200ms')
  check('70-85%', '70..85%')
  check('0.1-1%', '0.1..1%')
  check('100ms - 1s', '0.1..1s')
  check('5 to 10 minutes', '5..10min')
})

test('rates and multipliers', () => {
  check('1M+ ops/sec', '>=1000000ops/s')
  check('10m+ ops/sec', '>=10000000ops/s')
  check('500+ ops/sec', '>=500ops/s')
  check('10K+ req/sec', '>=10000req/s')
  check('10/hour', '10/h')
  check('> 1000/sec', '>1000/s')
  check('3 requests per minute', '3requests/min')
  check('100K traces', '100000')
  check('> 5m for any host', '>5min')
  check('6x', '6x')
})

test('the number that measures, not the one in a name', () => {
  check('P95 latency >200ms', '>200ms')
  check('Error rate >5% for >10m', '>5%')
  check('5% over 5 minutes', '5%')
  check('5xx', undefined)
  check('v2.10.7', undefined)
  check('10.0.0.1', undefined)
  check('2025-11-21', undefined)
  check('at 14:30', undefined)
  check('4222/8222', undefined)
  check('Storage unavailable', undefined)
  check('error 5xx rate > 1%', '>1%')
  expect(readQuantities('P95 < 200ms, P99 < 500ms').map(({ value }) => value)).toEqual([200, 500])
})

test('the words are kept as written', () => {
  expect(readQuantity('Error rate >10% today')?.text).toBe('>10%')
})

test('units compare where they measure the same', () => {
  expect(sameUnit('ms', 'h')).toBe(true)
  expect(sameUnit('GB', 'MB')).toBe(true)
  expect(sameUnit('ops/s', 'ops/min')).toBe(true)
  expect(sameUnit('%', '')).toBe(false)
  expect(sameUnit('ms', 'MB')).toBe(false)
  expect(toBase(2, 'GB')).toEqual({ value: 2 * 1024 ** 3, unit: 'B' })
  expect(toBase(60, 'ops/min')).toEqual({ value: 1, unit: 'ops/s' })
})

test('hostile text takes linear time', () => {
  const start = performance.now()
  for (const text of [
    '1-'.repeat(50_000),
    '9'.repeat(100_000),
    '1,111'.repeat(30_000),
    'at least '.repeat(20_000),
    '< '.repeat(50_000),
  ]) {
    readQuantities(text)
  }
  expect(performance.now() - start).toBeLessThan(3000)
})
