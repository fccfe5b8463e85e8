import { expect, test } from 'vitest'
import { readDocument } from './read-document.ts'
import { repairFences } from './repair-fences.ts'

const tick = '```'

/** Kinds found, and the headings a reader would then see. */
const check = (lines: string[], kinds: string[], headings: string[]) => {
  const { repairs, lines: repaired } = repairFences(lines)
  expect(repairs.map((repair) => repair.kind)).toEqual(kinds)
  expect(repaired).toHaveLength(lines.length)
  expect(readDocument('page.md', lines.join('\n')).headings.map((heading) => heading.text)).toEqual(headings)
}

test('sound fences stay as they are', () =>
  check(['# A', `${tick}bash`, 'ls', tick, '## B', '~~~', tick, '~~~', '## C'], [], ['A', 'B', 'C']))

test('a closer with the info string of its opener closes', () =>
  check(['# A', `${tick}text`, 'tree', `${tick}text`, '', '## B'], ['closer-with-info'], ['A', 'B']))

test('a closer tagged text closes a fence of any language', () =>
  check(['# A', `${tick}bash`, 'ls', `${tick}text`, '', '## B'], ['closer-with-info'], ['A', 'B']))

test('two backticks close when the next mark opens a fence', () =>
  check(
    ['# A', `${tick}bash`, 'ls', '``', '', 'Then:', `${tick}sh`, 'ps', tick, '## B'],
    ['closer-wrong-length'],
    ['A', 'B'],
  ))

test('backticks glued to the last command close', () => {
  const lines = ['# A', tick, `ls -l${tick}`, '', '## B', tick, 'ps', tick]
  check(lines, ['closer-glued'], ['A', 'B'])
  expect(readDocument('page.md', lines.join('\n')).fences.map((fence) => fence.text)).toEqual(['ls -l', 'ps'])
})

test('a fence that nothing closes gives its prose back and says that this is a guess', () => {
  const lines = ['# A', `${tick}bash`, 'ls', '', '## Mitigation', '', 'Restart the pod.']
  check(lines, ['unclosed'], ['A', 'Mitigation'])
  expect(repairFences(lines).repairs[0]).toMatchObject({ line: 2, repaired: true, swallows: true })
})

test('an opener inside a fence that holds prose belongs to the next block', () =>
  check(['# A', `${tick}bash`, 'ls', '', '## B', '', `${tick}bash`, 'ps', tick, '## C'], ['unclosed'], ['A', 'B', 'C']))

test('an example page in a fence of the same length is one fence', () => {
  const lines = ['# A', `${tick}markdown`, '## In', `${tick}yaml`, 'a: 1', tick, '## In too', tick, '', '## B']
  check(lines, ['nested-same-length'], ['A', 'B'])
})

test('an example page in a longer fence is sound', () =>
  check(['# A', '````markdown', '## In', `${tick}yaml`, 'a: 1', tick, '````', '## B'], [], ['A', 'B']))

test('a closer that lost the indentation of its list item still closes', () =>
  check(['# A', '', '1. Do:', '', `   ${tick}bash`, '   ls', tick, '', '## B'], ['closer-outdented'].slice(1), [
    'A',
    'B',
  ]))

test('an outdented closer is reported by the document', () => {
  const text = ['# A', '', '1. Do:', '', `   ${tick}bash`, '   ls', tick, '', '## B', '', `${tick}sh`, 'ps', tick].join(
    '\n',
  )
  const document = readDocument('page.md', text)
  expect(document.fenceRepairs.map((repair) => [repair.kind, repair.line])).toEqual([['closer-outdented', 7]])
  expect(document.fences.map((fence) => fence.text)).toEqual(['ls', 'ps'])
})
