import { expect, test } from 'vitest'
import { lastLines, outputLines } from './run-output-lines.ts'

type Piece = [number, 'stdout' | 'stderr', string | Uint8Array]
const lines = (...pieces: Piece[]) =>
  outputLines(
    pieces.map(([atMs, stream, bytes]) => ({
      ...{ atMs, stream },
      bytes: typeof bytes === 'string' ? Buffer.from(bytes) : bytes,
    })),
  ).map(({ atMs, stream, text }) => `${atMs} ${stream === 'stdout' ? 'o' : 'e'} ${text}`)

test.each<[string, Piece[], string[]]>([
  ['nothing', [], []],
  ['a line', [[0, 'stdout', 'a\n']], ['0 o a']],
  ['without an end', [[3, 'stdout', 'a']], ['3 o a']],
  [
    'a line in pieces begins with the first',
    [
      [0, 'stdout', 'a'],
      [9, 'stdout', 'b\n'],
    ],
    ['0 o ab'],
  ],
  [
    'the next line begins with its own piece',
    [
      [0, 'stdout', 'a\n'],
      [9, 'stdout', 'b\n'],
    ],
    ['0 o a', '9 o b'],
  ],
  ['empty lines stay', [[5, 'stdout', '\n\na\n']], ['5 o ', '5 o ', '5 o a']],
  [
    'streams do not mix',
    [
      [0, 'stdout', 'a'],
      [1, 'stderr', 'x\n'],
      [2, 'stdout', 'b\n'],
    ],
    ['1 e x', '0 o ab'],
  ],
  ['line ends of Windows', [[0, 'stdout', 'a\r\nb\r\n']], ['0 o a', '0 o b']],
  [
    'a character in pieces',
    [
      [0, 'stdout', Buffer.from([0xc3])],
      [1, 'stdout', Buffer.from([0xbc, 0x0a])],
    ],
    ['1 o ü'],
  ],
  ['no UTF-8', [[0, 'stdout', Buffer.from([0xff, 0x0a])]], ['0 o \ufffd']],
])('%s', (_name, pieces, expected) => expect(lines(...pieces)).toEqual(expected))

test('the last lines tell how many there are before', () => {
  const all = outputLines([{ atMs: 0, stream: 'stdout', bytes: Buffer.from('1\n2\n3\n') }])
  expect(lastLines(all, 2)).toMatchObject({ before: 1, lines: [{ text: '2' }, { text: '3' }] })
  expect(lastLines(all, 9)).toMatchObject({ before: 0 })
})
