import { expect, test } from 'vitest'
import type { TimelineEntry } from '../../../src/http/contract.ts'
import { ENTRY_KINDS, involved, isOfKind } from './entry-filter.ts'

test.each([
  ['noted', ['all', 'notes']],
  ['status-posted', ['all', 'status']],
  ['acknowledged', ['all', 'status', 'people']],
  ['role-offered', ['all', 'people']],
  ['run-finished', ['all', 'runs']],
  ['workflow-step', ['all', 'runs']],
  ['alerts-resolved', ['all', 'alerts']],
  ['alert-detached', ['all', 'alerts']],
  ['clock-breached', ['all', 'clocks']],
  ['merged', ['all']],
  ['corrected', []],
])('%s is shown under %j', (type, kinds) => {
  expect(ENTRY_KINDS.map(([kind]) => kind).filter((kind) => isOfKind({ type }, kind))).toEqual(kinds)
})

test('clocks and senders are nobody who is involved', () => {
  const entry = (by: string, type: string, minute: number) =>
    ({ by, type, happenedAt: `2030-01-01T03:0${minute}:00Z` }) as TimelineEntry
  const entries = [
    entry('prometheus', 'alerts-attached', 0),
    entry('Ana', 'acknowledged', 1),
    entry('opsbook', 'clock-warned', 2),
    entry('Ben', 'noted', 3),
    entry('Ana', 'noted', 4),
  ]
  expect(involved(entries)).toEqual([
    { name: 'Ana', acts: 2, last: '2030-01-01T03:04:00Z' },
    { name: 'Ben', acts: 1, last: '2030-01-01T03:03:00Z' },
  ])
})
