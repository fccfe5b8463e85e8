import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type LaneBudget, spread } from './storm.ts'

const T0 = Date.UTC(2030, 0, 1)
const at = (seconds: number) => new Date(T0 + seconds * 1_000)
const CALM: LaneBudget = { alone: 1, windowMs: 300_000, everyMs: 300_000, mostPerHour: 10 }
const P0: LaneBudget = { alone: 10, windowMs: 60_000, everyMs: 1_000 }

const check = (budget: LaneBudget, recentSeconds: readonly number[], waiting: number, expected: string) => {
  const { alone, restAt } = spread({ budget, recent: recentSeconds.map(at), waiting, now: at(0) })
  expect(`${alone} alone, rest ${restAt ? `at ${(restAt.getTime() - T0) / 1_000} s` : 'none'}`).toBe(expected)
}

test.each([
  ['the first leaves at once', CALM, [], 1, '1 alone, rest none'],
  ['of many the first leaves at once, the rest counted later', CALM, [], 10_000, '1 alone, rest at 300 s'],
  ['soon after one that left, a single one waits for the counted one', CALM, [-10], 1, '0 alone, rest at 290 s'],
  ['after a pause it is as if nothing had been', CALM, [-400], 1, '1 alone, rest none'],
  ['an hour that is full holds back', { ...CALM, mostPerHour: 2 }, [-3_000, -400], 1, '0 alone, rest at 600 s'],
  ['a P0 leaves at once, though others just did', P0, [-1, -2, -3], 1, '1 alone, rest none'],
  ['many P0 leave at once, the rest a second later', P0, [], 40, '10 alone, rest at 1 s'],
  [
    'P0 beyond the budget wait no longer than a second',
    P0,
    Array.from({ length: 10 }, (_, i) => -i / 10),
    1,
    '0 alone, rest at 1 s',
  ],
] as const)('%s', (_, budget, recent, waiting, expected) => check(budget, recent, waiting, expected))

const budgets = fc.record({
  alone: fc.integer({ min: 1, max: 5 }),
  windowMs: fc.integer({ min: 1_000, max: 600_000 }),
  everyMs: fc.integer({ min: 1_000, max: 600_000 }),
  mostPerHour: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
})
/** Seconds between arrivals, and how many come. */
const arrivals = fc.array(fc.tuple(fc.integer({ min: 0, max: 900 }), fc.integer({ min: 1, max: 500 })), {
  maxLength: 60,
})

/** What a person gets when messages come in like this: times, and how many things each message stands for. */
function simulate(budget: LaneBudget, waves: readonly (readonly [number, number])[]) {
  const sent: { at: number; count: number }[] = []
  let now = 0
  for (const [pause, count] of waves) {
    now += pause * 1_000
    const open = sent.at(-1)
    if (open && open.at > now) {
      open.count += count
      continue
    }
    const recent = sent.filter((each) => each.at > now - 3_600_000).map((each) => new Date(each.at))
    const { alone, restAt } = spread({ budget, recent, waiting: count, now: new Date(now) })
    for (let index = 0; index < alone; index += 1) sent.push({ at: now, count: 1 })
    if (restAt) sent.push({ at: restAt.getTime(), count: count - alone })
  }
  return sent
}

test('however they come: none is lost, the bound of an hour holds, and counted ones keep their distance', () =>
  fc.assert(
    fc.property(budgets, arrivals, (budget, waves) => {
      const sent = simulate(budget, waves)
      expect(sent.reduce((sum, { count }) => sum + count, 0)).toBe(waves.reduce((sum, [, count]) => sum + count, 0))
      for (const [index, { at, count }] of sent.entries()) {
        const before = sent.slice(0, index)
        if (index > 0) expect(at).toBeGreaterThanOrEqual(before.at(-1)!.at)
        const hour = before.filter((each) => each.at > at - 3_600_000).length
        if (budget.mostPerHour !== undefined) expect(hour).toBeLessThan(budget.mostPerHour)
        const close = before.filter((each) => each.at > at - Math.min(budget.windowMs, budget.everyMs)).length
        expect(close).toBeLessThan(budget.alone + 1)
        if (count > 1 && index > 0) expect(at - before.at(-1)!.at).toBeGreaterThanOrEqual(budget.everyMs)
      }
    }),
    { numRuns: 3_000 },
  ))

test('a message without an hourly bound never waits longer than one interval', () =>
  fc.assert(
    fc.property(
      budgets,
      fc.array(fc.integer({ min: -3_600, max: 0 }), { maxLength: 50 }),
      fc.integer({ min: 1, max: 9 }),
      (budget, recent, waiting) => {
        const facts = { budget: { ...budget, mostPerHour: undefined }, recent: recent.map(at), waiting, now: at(0) }
        const { restAt } = spread(facts)
        if (restAt) expect(restAt.getTime() - T0).toBeLessThanOrEqual(budget.everyMs)
      },
    ),
  ))
