import fc from 'fast-check'
import { expect, test } from 'vitest'
import { scanForMarker } from './marker-scanner.ts'

const TOKEN = '0123456789abcdef'
const MARKER = Buffer.from(`\x1e${TOKEN}`)

/** Pushes the pieces and says what came before and after the marker, as text. */
function scan(pieces: readonly Uint8Array[]): { before: string; after?: string; shown: readonly string[] } {
  const scanner = scanForMarker(TOKEN)
  const before: Uint8Array[] = []
  const shown: string[] = []
  let after: Uint8Array[] | undefined
  for (const piece of pieces) {
    if (after) {
      after.push(piece)
      continue
    }
    const found = scanner.push(piece)
    before.push(...found.before)
    shown.push(Buffer.concat(found.before).toString('latin1'))
    if (found.after) after = [found.after]
  }
  before.push(scanner.end())
  const text = (parts: readonly Uint8Array[]) => Buffer.concat(parts).toString('latin1')
  return { before: text(before), shown, ...(after ? { after: text(after) } : {}) }
}

test('what cannot begin a marker is shown at once', () => {
  expect(scan([Buffer.from('Name? '), Buffer.from('\x1e01x'), Buffer.from('y\x1e')]).shown).toEqual([
    'Name? ',
    '\x1e01x',
    'y',
  ])
})

test('a marker is found wherever the pieces are cut, whatever lies around it', () => {
  const noise = fc.array(fc.constantFrom('\x1e', '\x1e0123', '0', 'f', '\x1e0123456789abcde', '\n', '\xff', TOKEN), {
    maxLength: 12,
  })
  fc.assert(
    fc.property(noise, noise, fc.array(fc.nat(60), { maxLength: 8 }), (left, right, cuts) => {
      const before = left.join('')
      const after = right.join('')
      const all = Buffer.concat([Buffer.from(before, 'latin1'), MARKER, Buffer.from(after, 'latin1')])
      const places = [0, ...cuts.filter((cut) => cut < all.length).sort((a, b) => a - b), all.length]
      const pieces = places.slice(1).map((place, index) => all.subarray(places[index], place))
      // The noise itself may complete a marker earlier; then the first one counts.
      const first = all.indexOf(MARKER)
      const found = scan(pieces)
      expect(found.before).toBe(all.subarray(0, first).toString('latin1'))
      expect(found.after).toBe(all.subarray(first + MARKER.length).toString('latin1'))
    }),
    { numRuns: 2000 },
  )
})

test('without a marker nothing is lost', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 10 }), (pieces) => {
      const found = scan(pieces)
      if (found.after === undefined) expect(found.before).toBe(Buffer.concat(pieces).toString('latin1'))
    }),
  )
})
