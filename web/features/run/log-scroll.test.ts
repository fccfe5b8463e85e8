import fc from 'fast-check'
import { expect, test } from 'vitest'
import { firstLineAt, listHeight, ROW_PX, scrollTopOf } from './log-scroll.ts'

test('a short log scrolls a line for the height of a line', () => {
  expect(firstLineAt(10 * ROW_PX, { total: 1_000, viewPx: 400 })).toBeCloseTo(10)
})

test('the ends of any log are reached, and a line that is jumped to is in sight', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50_000_000 }),
      fc.integer({ min: 200, max: 2_000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (total, viewPx, part) => {
        const geometry = { total, viewPx }
        const line = Math.floor(part * (total - 1))
        const first = firstLineAt(scrollTopOf(line, geometry), geometry)
        // A pixel stands for several lines of a very long log.
        const slack = Math.ceil(total / listHeight(geometry)) + 1
        expect(first).toBeLessThanOrEqual(line + slack)
        expect(first + viewPx / ROW_PX).toBeGreaterThanOrEqual(line - slack)
        expect(firstLineAt(0, geometry)).toBe(0)
        expect(firstLineAt(listHeight(geometry), geometry) + viewPx / ROW_PX).toBeGreaterThanOrEqual(total)
      },
    ),
  )
})
