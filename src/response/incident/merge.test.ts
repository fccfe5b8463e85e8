import { expect, test } from 'vitest'
import { incidentOf } from '../../../test/incident-of.ts'
import type { Incident } from './incident.ts'
import { decideLink, decideMerge, decideTakeOut, decideUnlink, type PairDecision } from './merge.ts'
import { DEFAULT_POLICY } from './severity-policy.ts'

const one = incidentOf()
const two: Incident = { ...one, id: 'incident_2', number: 8, title: 'Shop is slow', severity: 'P2' }
const merged: Incident = { ...one, status: 'merged', mergedInto: 'incident_2', statusBeforeMerge: 'open' }
const shown = (decision: PairDecision) =>
  'refused' in decision
    ? decision.refused.code
    : [decision.source, decision.target].map((events) => events.map(({ data }) => data.type).join('+')).join(' / ')

test.each<[string, Incident, Incident, string]>([
  ['the worse severity of the two is the whole', one, two, 'merged / took-in+severity-changed'],
  ['a lesser one changes nothing but that', two, one, 'merged / took-in'],
  ['into itself', one, one, 'incident/same'],
  ['again', merged, two, ' / '],
  ['already part of another one', { ...merged, mergedInto: 'incident_3' }, two, 'incident/merged'],
  ['into one that is part of another one', two, merged, 'incident/merged'],
  ['a drill into the real thing', { ...one, kind: 'drill' }, two, 'incident/kind'],
  ['into one that is over', one, { ...two, status: 'resolved' }, 'incident/over'],
  ['both are over', { ...one, status: 'resolved' }, { ...two, status: 'resolved' }, 'merged / took-in'],
])('merge: %s', (_, source, target, expected) =>
  expect(shown(decideMerge(source, target, DEFAULT_POLICY))).toBe(expected),
)

test('a merge can be undone, once', () => {
  expect(shown(decideTakeOut(merged, two))).toBe('taken-out / gave-back')
  expect(shown(decideTakeOut(one, two))).toBe('incident/not-merged')
})

test('a link is said on both sides, each from its own', () => {
  const decision = decideLink(one, two, 'caused-by')
  expect('source' in decision && [decision.source[0]?.data, decision.target[0]?.data]).toEqual([
    { type: 'linked', incident: 'incident_2', relation: 'caused-by' },
    { type: 'linked', incident: 'incident_1', relation: 'causes' },
  ])
  const linked: Incident = { ...one, links: [{ incident: 'incident_2', relation: 'related' }] }
  expect(shown(decideLink(linked, two, 'related'))).toBe(' / ')
  expect(shown(decideUnlink(linked, two, 'related'))).toBe('unlinked / unlinked')
  expect(shown(decideUnlink(one, two, 'related'))).toBe(' / ')
  expect(shown(decideLink(one, one, 'related'))).toBe('incident/same')
})
