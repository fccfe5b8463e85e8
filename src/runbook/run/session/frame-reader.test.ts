import fc from 'fast-check'
import { expect, test } from 'vitest'
import { collectFields } from './control-record.ts'
import { readFrames } from './frame-reader.ts'

const TOKEN = 'feedbeef'
/** A field as the relay writes it: escaped, and cut into frames. */
function frames(field: string, size: number): string {
  const escaped = field.replaceAll('\x1d', '\x1d\x01').replaceAll('\n', '\x1d\x02')
  const cuts = Array.from({ length: Math.floor(escaped.length / size) }, (_, index) =>
    escaped.slice(index * size, (index + 1) * size),
  )
  return `${cuts.map((part) => `\x1e${TOKEN}c${part}\0`).join('')}\x1e${TOKEN}f${escaped.slice(cuts.length * size)}\0`
}

test('output and fields come apart, wherever frames and pieces are cut', () => {
  const noise = fc
    .array(fc.constantFrom('out', '\x1e', '\x1efeed', '\n', '\x1d', '\xff'), { maxLength: 4 })
    .map((parts) => parts.join(''))
  const field = fc
    .array(fc.constantFrom('a', '\x1e', 'ü', ' ', '\n', '\x1d', '\x01', '\x02', 'xyz'), { maxLength: 12 })
    .map((parts) => parts.join(''))
  fc.assert(
    fc.property(
      fc.array(fc.tuple(noise, field), { maxLength: 6 }),
      fc.integer({ min: 1, max: 5 }),
      fc.array(fc.nat(300), { maxLength: 9 }),
      (parts, size, cuts) => {
        const all = Buffer.from(
          `${parts.map(([output, one]) => output + frames(one, size)).join('')}\x1e${TOKEN}g7\0`,
          'latin1',
        )
        const places = [0, ...cuts.filter((cut) => cut < all.length).toSorted((a, b) => a - b), all.length]
        const reader = readFrames(TOKEN)
        const fields = collectFields()
        const output: Uint8Array[] = []
        let gone: number | undefined
        for (const [index, place] of places.slice(1).entries()) {
          const found = reader.push(all.subarray(places[index], place))
          output.push(...found.output)
          for (const bytes of found.control) fields.push(bytes)
          gone ??= found.gone
        }
        expect(Buffer.concat(output).toString('latin1')).toBe(parts.map(([one]) => one).join(''))
        expect(fields.take(parts.length)).toEqual(parts.map(([, one]) => Buffer.from(one, 'latin1').toString('utf8')))
        expect(gone).toBe(7)
      },
    ),
    { numRuns: 1000 },
  )
})

test('line feeds and the escape itself arrive', () => {
  const fields = collectFields()
  for (const bytes of readFrames(TOKEN).push(Buffer.from(frames('two\nlines \x1d \x1d\x02 end', 100), 'latin1'))
    .control)
    fields.push(bytes)
  expect(fields.take(1)).toEqual(['two\nlines \x1d \x1d\x02 end'])
})
