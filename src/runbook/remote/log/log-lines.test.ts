import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LineReader, LogIndex, type Piece, plainText, sourceOf } from './log-lines.ts'

const piece = (text: string, step = 'a', stream = 'stdout'): Piece => ({
  ...{ step, command: 0, target: 'local', attempt: 1, stream, atMs: 0, text },
})

const indexOf = (pieces: readonly Piece[]) => {
  const index = new LogIndex()
  for (const [at, each] of pieces.entries())
    index.add({
      ...{ seq: at + 1, source: sourceOf(each), ends: each.text.endsWith('\n') },
      breaks: each.text.split('\n').length - 1,
    })
  return index
}

const read = (pieces: readonly Piece[], from: number, to: number) => {
  const found = indexOf(pieces).find(from)
  if (!found) return []
  const reader = new LineReader(found.first, { from, to })
  for (const each of pieces.slice(found.seq - 1)) {
    reader.take(each)
    if (reader.isFull) break
  }
  return reader.end().map(({ number, text }) => [number, text])
}

test('a line goes on in the next piece of the same command, and not in that of another', () => {
  const pieces = [piece('one\ntw'), piece('o\nthr'), piece('err', 'a', 'stderr'), piece('ee\n')]
  expect(read(pieces, 0, 10)).toEqual([
    [0, 'one'],
    [1, 'two'],
    [2, 'thr'],
    [3, 'err'],
    [4, 'ee'],
  ])
  expect(indexOf(pieces).total).toBe(5)
})

test('a line that is too long is cut and still one line', () => {
  const reader = new LineReader(0, { from: 0, to: 2 })
  reader.take(piece(`${'x'.repeat(10_000)}\nnext\n`))
  expect(reader.end().map(({ text, isCut }) => [text.length, isCut])).toEqual([
    [4_000, true],
    [4, false],
  ])
})

test('any range is the same as that range of the whole', () => {
  const text = fc
    .array(fc.constantFrom('a', 'bb', '\n', '\n\n'), { minLength: 1, maxLength: 8 })
    .map((all) => all.join(''))
  const pieces = fc.array(
    fc.tuple(text, fc.constantFrom('a', 'b')).map(([each, step]) => piece(each, step)),
    { minLength: 1, maxLength: 20 },
  )
  fc.assert(
    fc.property(pieces, fc.nat(30), fc.nat(10), (all, from, count) => {
      const whole = read(all, 0, 10_000)
      expect(whole.length).toBe(indexOf(all).total)
      expect(read(all, from, from + count)).toEqual(whole.slice(from, from + count))
    }),
  )
})

test('colours are no words', () => expect(plainText('\u001b[31mred\u001b[0m \u001b[2Kx')).toBe('red x'))
