import { expect, test } from 'vitest'
import { eventsOf, incidentOf, minute } from '../../../test/incident-of.ts'
import { decideCorrection } from './correct.ts'
import { decideMove, decideSeverity, type IncidentDecision } from './decide-move.ts'
import { DEFAULT_POLICY } from './severity-policy.ts'

const shown = (decision: IncidentDecision) =>
  'refused' in decision ? decision.refused.code : decision.events.map(({ data }) => data.type).join(',') || 'unchanged'
const AT = {
  open: incidentOf(),
  acknowledged: incidentOf([1, { type: 'acknowledged' }]),
  mitigated: incidentOf([2, { type: 'mitigated' }]),
  resolved: incidentOf([3, { type: 'resolved' }]),
  merged: incidentOf([3, { type: 'merged', into: 'incident_2', before: 'open' }]),
}

test.each<[keyof typeof AT, Parameters<typeof decideMove>[1], string]>([
  ['open', 'acknowledge', 'acknowledged'],
  ['open', 'mitigate', 'mitigated'],
  ['open', 'resolve', 'resolved'],
  ['open', 'reopen', 'unchanged'],
  ['acknowledged', 'acknowledge', 'unchanged'],
  ['mitigated', 'acknowledge', 'unchanged'],
  ['mitigated', 'reopen', 'reopened'],
  ['mitigated', 'resolve', 'resolved'],
  ['resolved', 'resolve', 'unchanged'],
  ['resolved', 'acknowledge', 'incident/not-possible'],
  ['resolved', 'mitigate', 'incident/not-possible'],
  ['resolved', 'reopen', 'reopened'],
  ['merged', 'acknowledge', 'incident/not-possible'],
  ['merged', 'resolve', 'incident/not-possible'],
])('%s, %s: %s', (from, move, expected) =>
  expect(shown(decideMove(AT[from], move, { now: minute(60) }))).toBe(expected),
)

test.each<[string, number, string]>([
  ['after the mitigation', 5, 'resolved'],
  ['before the mitigation', 1, 'incident/order'],
  ['not yet', 61, 'incident/future'],
])('resolved at a time of its own: %s', (_, at, expected) =>
  expect(shown(decideMove(AT.mitigated, 'resolve', { happenedAt: minute(at), now: minute(60) }))).toBe(expected),
)

test('another severity brings its promises; the same one is no change', () => {
  const options = { policy: DEFAULT_POLICY, byHand: true, why: 'all users' }
  expect(decideSeverity(AT.open, 'P0', options)).toEqual({
    events: [
      {
        data: {
          type: 'severity-changed',
          from: 'P1',
          to: 'P0',
          severityName: 'P0 - Critical',
          terms: { ackSeconds: 300, firstUpdateSeconds: 300, updateSeconds: 1200 },
          byHand: true,
          why: 'all users',
        },
      },
    ],
  })
  expect(shown(decideSeverity(AT.open, 'P1', options))).toBe('unchanged')
  expect(shown(decideSeverity(AT.resolved, 'P0', options))).toBe('incident/over')
})

const EVENTS = eventsOf(
  [3, { type: 'acknowledged' }],
  [4, { type: 'noted', text: 'the disk' }],
  [6, { type: 'status-posted', text: 'Looking', audience: 'public' }],
  [9, { type: 'resolved', text: 'done' }],
)
test.each<[string, Omit<Parameters<typeof decideCorrection>[1], 'why'>, string]>([
  ['other words for a note', { entry: 3, text: 'the other disk' }, 'corrected'],
  ['a note out of view', { entry: 3, withdrawn: true }, 'corrected'],
  ['an earlier answer', { entry: 2, happenedAt: minute(1) }, 'corrected'],
  ['an answer before it was declared', { entry: 2, happenedAt: minute(-1) }, 'incident/order'],
  ['resolved before it was answered', { entry: 5, happenedAt: minute(2) }, 'incident/order'],
  ['a time to come', { entry: 5, happenedAt: minute(999) }, 'incident/future'],
  ['words for a fact', { entry: 2, text: 'x' }, 'incident/no-text'],
  ['another time for what others read', { entry: 4, happenedAt: minute(5) }, 'incident/fixed-time'],
  ['an entry that is not there', { entry: 99, text: 'x' }, 'incident/no-entry'],
])('correction: %s', (_, correction, expected) =>
  expect(shown(decideCorrection(EVENTS, { ...correction, why: 'slip' }, minute(60)))).toBe(expected),
)
