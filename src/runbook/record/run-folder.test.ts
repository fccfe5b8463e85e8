import { expect, test } from 'vitest'
import { isRunId, runId } from './run-folder.ts'

test.each([
  ['2026-01-02T03:04:05.000Z', 0, '20260102-030405-00000'],
  ['2026-01-02T03:04:05.999Z', 36 ** 3 - 1, '20260102-030405-rrzzz'],
  ['2026-01-02T03:04:05.100Z', 36 ** 3, '20260102-030405-2s000'],
])('a run begun at %s with %i is %s', (at, random, expected) => {
  expect(runId(new Date(at), random)).toBe(expected)
  expect(isRunId(expected)).toBe(true)
})

test('runs begun in one second sort as they began, whatever is random', () => {
  const start = Date.parse('2026-01-02T03:04:05Z')
  const names = Array.from({ length: 1000 }, (_, ms) => runId(new Date(start + ms), 46_655 - ms * 40))
  expect(names.toSorted()).toEqual(names)
})
