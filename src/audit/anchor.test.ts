import { expect, test } from 'vitest'
import { type Anchor, anchorLine, decideAnchor, readAnchors } from './anchor.ts'

const anchor = (seq: number, digit = 'a'): Anchor => ({ seq, hash: digit.repeat(64), at: '2030-01-01T00:00:00.000Z' })

test('what is written is read', () =>
  expect(readAnchors(anchorLine(anchor(3)) + anchorLine(anchor(9, 'b')))).toEqual({
    anchors: [anchor(3), anchor(9, 'b')],
    problems: [],
  }))

test.each<[string, string, number[], string[]]>([
  ['an empty file', '', [], []],
  ['a line torn off by a crash', anchorLine(anchor(3)) + anchorLine(anchor(9)).slice(0, 40), [3], []],
  ['a line somebody broke', `x${anchorLine(anchor(3))}${anchorLine(anchor(9))}`, [9], ['1: this is no anchor']],
  ['a number that is none', anchorLine(anchor(-1)), [], ['1: this is no anchor']],
  ['the same twice', anchorLine(anchor(3)) + anchorLine(anchor(3)), [3], []],
  ['a contradiction', anchorLine(anchor(3)) + anchorLine(anchor(3, 'b')), [3], ['2: entry 3 had another hash before']],
  ['in another order', anchorLine(anchor(9)) + anchorLine(anchor(3)), [3, 9], []],
])('%s', (_what, text, seqs, problems) => {
  const file = readAnchors(text)
  expect(file.anchors.map(({ seq }) => seq)).toEqual(seqs)
  expect(file.problems.map(({ line, why }) => `${line}: ${why}`)).toEqual(problems)
})

test.each([
  ['the first one', [], anchor(5), 'append'],
  ['an empty chain', [], { seq: 0, hash: '0'.repeat(64) }, 'empty'],
  ['a longer chain', [anchor(3)], anchor(5), 'append'],
  ['nothing new', [anchor(3), anchor(5)], anchor(5), 'already'],
  ['a chain that lost its end', [anchor(3), anchor(9)], anchor(5), 'shorter'],
  ['an empty one where there was something', [anchor(3)], { seq: 0, hash: '0'.repeat(64) }, 'shorter'],
  ['a chain written anew', [anchor(5)], anchor(5, 'c'), 'other-hash'],
] as const)('%s: %s', (_what, anchors, end, expected) => {
  const verdict = decideAnchor(anchors, end)
  expect(verdict.do === 'append' ? verdict.do : verdict.why).toBe(expected)
})
