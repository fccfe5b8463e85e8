import { expect, test } from 'vitest'
import { findRun } from './find-run.ts'

const names = ['20260301-101500-aaaa', '20260301-101501-k3f9', '20260302-090000-zzaa']

test.each<[string, ReturnType<typeof findRun>]>([
  ['last', { run: names[2]! }],
  ['20260301-101500-aaaa', { run: names[0]! }],
  ['20260302', { run: names[2]! }],
  ['k3f9', { run: names[1]! }],
  ['9', { run: names[1]! }],
  ['20260301', { ambiguous: [names[0]!, names[1]!] }],
  ['aa', { ambiguous: [names[0]!, names[2]!] }],
  ['1015', { unknown: true }],
  ['', { unknown: true }],
  ['../x', { unknown: true }],
])('%j', (wanted, expected) => expect(findRun(names, wanted)).toEqual(expected))

test('a name in full wins over those that begin with it', () =>
  expect(findRun(['r1', 'r10', 'r11'], 'r1')).toEqual({ run: 'r1' }))
test('there is no last one of none', () => expect(findRun([], 'last')).toEqual({ unknown: true }))
