import { expect, test } from 'vitest'
import type { Incident } from '../../../src/http/contract.ts'
import { sortShift } from './sort-shift.ts'

const at = (minutes: number) => new Date(Date.UTC(2030, 0, 1, 3, minutes)).toISOString()
const now = Date.parse(at(30))
const incident = (id: string, more: Partial<Incident> = {}): Incident =>
  ({
    ...{ id, severity: 'P2', status: 'acknowledged', openedAt: at(0), roles: [], clocks: [], updateDue: null },
    ...{ acknowledgedBy: { id: 'ben', name: 'Ben' }, ...more },
  }) as unknown as Incident
const open = { status: 'open', acknowledgedBy: null } as const
const ana = { id: 'ana', name: 'Ana' }
const clock = { kind: 'mitigation', state: 'running', startedAt: at(0), dueAt: at(20), metAt: null, breachedAt: null }

test.each<[string, Partial<Incident>, string[]]>([
  ['nobody has it', open, ['Nobody has it']],
  ['somebody else has it', {}, []],
  ['I have it', { acknowledgedBy: ana }, ['You have it']],
  [
    'I am offered a role',
    { roles: [{ role: 'scribe', holder: null, since: null, offer: { to: ana, by: ana, at: at(1) } }] },
    ['You are offered the role scribe', 'You have it'],
  ],
  ['I owe a word', { updateDue: { dueAt: at(32), owers: ['ana'], overdue: false } }, ['Your status is due']],
  [
    'I owe it since a while',
    { updateDue: { dueAt: at(1), owers: ['ana'], overdue: true } },
    ['Your status is overdue'],
  ],
  ['others owe it', { updateDue: { dueAt: at(1), owers: ['ben'], overdue: true } }, []],
  ['a promise is broken', { clocks: [clock] as Incident['clocks'] }, ['A promise is at risk']],
])('%s', (_, more, why) => {
  const { needsMe, others } = sortShift([incident('i', more)], 'ana', now)
  expect(needsMe.map((each) => each.why)).toEqual(why.length > 0 ? [why] : [])
  expect(others.length).toBe(why.length > 0 ? 0 : 1)
})

test('what nobody has comes first, then the worst, then the oldest', () => {
  const { needsMe } = sortShift(
    [
      incident('mine', { acknowledgedBy: ana, severity: 'P0' }),
      incident('new', { ...open, openedAt: at(9) }),
      incident('old', open),
      incident('bad', { ...open, severity: 'P1', openedAt: at(20) }),
    ],
    'ana',
    now,
  )
  expect(needsMe.map((each) => each.incident.id)).toEqual(['bad', 'old', 'new', 'mine'])
})
