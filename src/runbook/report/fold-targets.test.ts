import { expect, test } from 'vitest'
import { foldedLines, foldTargets, type TargetReport, targetList, targetSpan } from './fold-targets.ts'
import { type Style, unicodeSigns } from './style.ts'

const style: Style = { columns: 80, paint: (_tone, text) => text, signs: unicodeSigns, show: (text) => text }
const report = (target: string, more: Partial<TargetReport> = {}): TargetReport => ({
  ...{ target, lines: ['  │ ok'], missed: false, durationMs: 2000, tries: 1 },
  end: { result: 'succeeded', end: { kind: 'finished', status: 0 }, durationMs: 2000 },
  ...more,
})
const broken = { result: 'failed', end: { kind: 'finished', status: 3 }, durationMs: 3000 } as const
const check = (reports: readonly TargetReport[], ...expected: string[]) =>
  expect(foldedLines(reports, style)).toEqual(expected)

test('what is the same everywhere is said once', () =>
  check(
    [report('web-1'), report('web-2', { durationMs: 4000 }), report('web-3')],
    '  web-1, web-2, web-3 (3)',
    '  │ ok',
    '  ✓ done at 3 targets in 2 s to 4 s',
  ))
test('differences stand apart, in the order in which they came', () =>
  check(
    [report('web-1'), report('web-2', { lines: ['  │ old'] }), report('web-3')],
    '  web-1, web-3 (2)',
    '  │ ok',
    '  web-2',
    '  │ old',
    '  ✓ done at 3 targets in 2 s',
  ))
test('a target that failed has a line of its own', () =>
  check(
    [report('web-1'), report('web-2', { end: broken, tries: 3 }), report('web-3', { missed: true, lines: ['  ✗ no'] })],
    '  web-1, web-2 (2)',
    '  │ ok',
    '  web-3',
    '  ✗ no',
    '  ✓ done at 1 of 3 in 2 s',
    '  web-2 ✗ failed in 3 s: ended with status 3, tried 3 times',
    '  web-3 ✗ not as expected',
  ))
test('without output there is no group to name', () =>
  check([report('a', { lines: [] }), report('b', { lines: [] })], '  ✓ done at 2 targets in 2 s'))
test('where nothing was started, it says so', () => {
  const { end: _, ...rest } = report('a', { lines: [] })
  check([rest, report('b', { lines: [] })], '  ✓ done at 1 of 2 in 2 s', '  a ? not carried out')
})
test('long lists of names wrap, and heads stay short', () => {
  const names = Array.from({ length: 30 }, (_, index) => `web-${index + 1}`)
  const lines = foldedLines(
    names.map((name) => report(name)),
    style,
  )
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80)
  expect(lines.join(' ').replace(/\s+/g, ' ')).toContain('web-30 (30)')
  expect(targetSpan(names.slice(1, 5), unicodeSigns)).toBe('web-2 … web-5 (4)')
  expect(targetSpan(['a', 'b'], unicodeSigns)).toBe('a, b')
  expect(targetList(['a'])).toBe('a')
  expect(foldTargets([])).toEqual([])
})
