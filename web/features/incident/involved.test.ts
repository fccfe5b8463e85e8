import { expect, test } from 'vitest'
import type { TimelineEntry } from '../../../src/http/contract.ts'
import { involved } from './involved.ts'

test('everybody once, whoever did something last first', () => {
  const act = (by: string, minute: number) => ({ by, happenedAt: `2030-01-01T03:0${minute}:00Z` }) as TimelineEntry
  expect(involved([act('Ana', 4), act('Ben', 3), act('Ana', 1)])).toEqual([
    { name: 'Ana', acts: 2, last: '2030-01-01T03:04:00Z' },
    { name: 'Ben', acts: 1, last: '2030-01-01T03:03:00Z' },
  ])
})
