import { expect, test } from 'vitest'
import { proofWithinMs, stormBudgets, testPageCron } from './compile-delivery.ts'
import { deliverySchema } from './delivery-schema.ts'

test('what holds without settings', () => {
  const usual = deliverySchema.parse({})
  expect(stormBudgets(usual)).toEqual({
    0: { alone: 10, windowMs: 60_000, everyMs: 1_000 },
    1: { alone: 3, windowMs: 300_000, everyMs: 30_000 },
    2: { alone: 1, windowMs: 300_000, everyMs: 300_000, mostPerHour: 10 },
  })
  expect(proofWithinMs(usual)).toBe(120_000)
  expect(testPageCron(usual)).toBe('0 10 * * 2')
})
test('what the settings say', () => {
  const settings = deliverySchema.parse({
    proofWithin: '45s',
    storm: { calm: { alone: 2, mostPerHour: 4 } },
    testPages: { on: 'sun', at: '23:05' },
  })
  expect(stormBudgets(settings)[2]).toEqual({ alone: 2, windowMs: 300_000, everyMs: 300_000, mostPerHour: 4 })
  expect(proofWithinMs(settings)).toBe(45_000)
  expect(testPageCron(settings)).toBe('5 23 * * 0')
})
