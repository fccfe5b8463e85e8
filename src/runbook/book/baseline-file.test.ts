import { expect, test } from 'vitest'
import { acceptedEntry, readBaselineFile, splitAccepted, writeBaselineFile } from './baseline-file.ts'

const entry = (text: string, occurrence = 0, file = 'docs/a.md') =>
  acceptedEntry({ rule: 'RB407', file, text, occurrence })
const split = (now: ReturnType<typeof entry>[], before: ReturnType<typeof entry>[]) =>
  splitAccepted(now, before, (one) => one)

test('what is written is read again', () => {
  const entries = [entry('TODO one'), entry('TODO two')]
  expect(readBaselineFile(writeBaselineFile(entries))).toMatchObject({
    ok: true,
    entries: expect.arrayContaining(entries),
  })
})
test('the order of findings does not change the file', () =>
  expect(writeBaselineFile([entry('a'), entry('b')])).toBe(writeBaselineFile([entry('b'), entry('a')])))
test('a changed indentation is the same finding', () =>
  expect(split([entry('  TODO   one')], [entry('TODO one')]).fresh).toEqual([]))
test('a second finding of the same text is new', () =>
  expect(split([entry('TODO'), entry('TODO', 1)], [entry('TODO')])).toMatchObject({
    fresh: [entry('TODO', 1)],
    accepted: 1,
    stale: 0,
  }))
test('the same text in another page is new', () =>
  expect(split([entry('TODO', 0, 'docs/b.md')], [entry('TODO')]).fresh).toHaveLength(1))
test('what was mended is counted as stale', () =>
  expect(split([], [entry('TODO')])).toMatchObject({ accepted: 0, stale: 1 }))
test('a file that is no baseline says why', () => {
  const check = (text: string, reason: string) =>
    expect(readBaselineFile(text)).toMatchObject({ ok: false, reason: expect.stringContaining(reason) })
  check('{', 'not JSON')
  check('[]', '"schema"')
  check('{"schema":"opsbook.baseline-file/v1"}', '"accepted"')
  check('{"schema":"opsbook.baseline-file/v1","accepted":[{"rule":1}]}', 'entry 1')
})
