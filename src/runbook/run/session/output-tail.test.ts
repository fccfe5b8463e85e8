import fc from 'fast-check'
import { expect, test } from 'vitest'
import { keepTail } from './output-tail.ts'

test('counts everything and keeps the end', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 700 }), { maxLength: 20 }),
      fc.integer({ min: 1, max: 3000 }),
      (pieces, limit) => {
        const tail = keepTail(limit)
        for (const piece of pieces) tail.push(piece)
        const all = Buffer.concat(pieces)
        const summary = tail.summary()
        expect(summary.bytes).toBe(all.length)
        expect(Buffer.from(summary.tail).equals(all.subarray(Math.max(0, all.length - limit)))).toBe(true)
        expect(summary.truncated).toBe(all.length > limit)
        const text = all.toString('latin1')
        expect(summary.lines).toBe(text === '' ? 0 : text.split('\n').length - (text.endsWith('\n') ? 1 : 0))
      },
    ),
    { numRuns: 500 },
  )
})
