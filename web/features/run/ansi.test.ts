import fc from 'fast-check'
import { expect, test } from 'vitest'
import { spansOf } from './ansi.ts'

const shown = (line: string) => spansOf(line).map(({ text, classes }) => [text, classes])

test.each([
  ['plain', [['plain', '']]],
  ['', []],
  [
    '\u001b[31mred\u001b[0m not',
    [
      ['red', 'sgr-fg-red'],
      [' not', ''],
    ],
  ],
  ['\u001b[1;32mgood\u001b[m', [['good', 'sgr-bold sgr-fg-green']]],
  ['\u001b[38;5;196mx', [['x', 'sgr-fg-red']]],
  ['\u001b[48;2;0;0;250mx', [['x', 'sgr-bg-blue']]],
  [
    '\u001b[7mx\u001b[27my',
    [
      ['x', 'sgr-fg-ground sgr-bg-text'],
      ['y', ''],
    ],
  ],
  ['\u001b[91mx', [['x', 'sgr-fg-red']]],
  // What a terminal would obey is shown.
  ['a\u001b[2Kb', [['a\\x1b[2Kb', '']]],
  ['\u001b[10Ax', [['\\x1b[10Ax', '']]],
  ['\u001b]0;title\u0007x', [['\\x1b]0;title\\x07x', '']]],
  ['\u001b]8;;https://evil.example\u001b\\x', [['\\x1b]8;;https://evil.example\\x1b\\x', '']]],
  ['50%\r100%', [['50%\\x0d100%', '']]],
  ['a\u202eb', [['a\\u{202e}b', '']]],
  ['\u001b[31', [['\\x1b[31', '']]],
])('%j', (line, spans) => expect(shown(line)).toEqual(spans))

test('nothing is lost but the colours, and nothing is left that a terminal obeys', () => {
  const piece = fc.constantFrom('\u001b', '[', '3', '1', ';', ':', 'm', 'K', 'x', '\u009b', '\u0007', ']', '\t')
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const line = pieces.join('')
      const text = spansOf(line)
        .map((span) => span.text)
        .join('')
      expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/)
      expect(text.replace(/\\x[0-9a-f]{2}/g, '')).toBe(
        line.replace(/\u001b\[[\d;:]{0,60}m/g, '').replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, ''),
      )
    }),
  )
})
