import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ben, eventsOf, incidentOf, minute, OPENED } from '../../../test/incident-of.ts'
import { type Incident, incidentSchema } from './incident.ts'
import { type IncidentEvent, type IncidentEventData, incidentEventDataSchema, SYSTEM } from './incident-event.ts'
import { applyEvent, replay } from './replay.ts'

const met = (incident: Incident, kind: string) => incident.clocks.find((clock) => clock.kind === kind)?.metAt
const alert = { id: 'a1', summary: 'slow' }

test('from the declaration to the end', () => {
  const incident = incidentOf(
    [0, { type: 'alerts-attached', alerts: [alert, { id: 'a2', summary: 'slower' }] }, SYSTEM],
    [3, { type: 'acknowledged' }],
    [5, { type: 'status-posted', text: 'Looking', audience: 'internal' }],
    [9, { type: 'run-attached', run: 'run_1', procedure: 'docs/shop.md#restart' }],
    [12, { type: 'run-finished', run: 'run_1', procedure: 'docs/shop.md#restart', outcome: 'done', exitCode: 0 }],
    [14, { type: 'alerts-resolved', alerts: [alert] }, SYSTEM],
    [20, { type: 'mitigated' }],
    [50, { type: 'resolved', text: 'restart helped' }],
  )
  expect(incident).toMatchObject({
    status: 'resolved',
    acknowledgedBy: { id: 'ana', name: 'Ana' },
    alerts: { attached: 2, firing: 1 },
    runs: [{ run: 'run_1', outcome: 'done', exitCode: 0 }],
    version: 9,
  })
  expect([incident.acknowledgedAt, incident.mitigatedAt, incident.resolvedAt]).toEqual([
    minute(3),
    minute(20),
    minute(50),
  ])
  expect([met(incident, 'acknowledge'), met(incident, 'first-update'), met(incident, 'mitigation')]).toEqual([
    minute(3),
    minute(5),
    minute(20),
  ])
})

test('whoever mitigates has answered; an alert that ends by itself has not', () => {
  expect(incidentOf([8, { type: 'mitigated' }]).acknowledgedBy?.name).toBe('Ana')
  expect(incidentOf([8, { type: 'resolved' }, SYSTEM]).acknowledgedBy).toBeUndefined()
})

test('reopened it begins again, with the old promises remembered', () => {
  const said = [
    [3, { type: 'acknowledged' }],
    [20, { type: 'resolved' }],
  ] as const
  const byAlert = incidentOf(...said, [30, { type: 'reopened' }, SYSTEM])
  expect([byAlert.status, byAlert.resolvedAt, byAlert.acknowledgedAt]).toEqual(['open', undefined, undefined])
  expect(byAlert.clocks.find(({ kind }) => kind === 'acknowledge')).toMatchObject({
    startedAt: minute(30),
    dueAt: minute(45),
  })
  expect(byAlert.pastClocks.map(({ kind }) => kind)).toEqual(['acknowledge', 'mitigation'])
  expect(incidentOf(...said, [30, { type: 'reopened' }, ben])).toMatchObject({
    status: 'acknowledged',
    acknowledgedBy: { name: 'Ben' },
  })
})

test('merged and taken out again it is where it was', () => {
  const merged = { type: 'merged', into: 'incident_2', before: 'acknowledged' } as const
  expect(incidentOf([3, { type: 'acknowledged' }], [4, merged])).toMatchObject({
    status: 'merged',
    mergedInto: 'incident_2',
  })
  const out = incidentOf([3, { type: 'acknowledged' }], [4, merged], [5, { type: 'taken-out', from: 'incident_2' }])
  expect([out.status, out.mergedInto]).toEqual(['acknowledged', undefined])
})

test('a corrected time counts as if it had been said at once, the last correction most', () => {
  const events = eventsOf(
    [9, { type: 'acknowledged' }],
    [10, { type: 'corrected', entry: 2, happenedAt: minute(4), why: 'by phone' }],
    [11, { type: 'corrected', entry: 2, happenedAt: minute(5), why: 'looked it up' }],
  )
  expect(replay(events)).toMatchObject({ acknowledgedAt: minute(5), version: 4 })
  expect(events[1]!.happenedAt).toEqual(minute(9))
})

/** Every kind of event but corrections, which are never applied alone. */
const anyEvent: fc.Arbitrary<IncidentEventData> = fc.oneof(
  ...(
    [
      { type: 'acknowledged' },
      { type: 'mitigated' },
      { type: 'resolved' },
      { type: 'reopened' },
      { type: 'noted', text: 'x' },
      { type: 'status-posted', text: 'x', audience: 'public' },
      { type: 'renamed', title: 'y' },
      { type: 'severity-changed', from: 'P1', to: 'P0', severityName: 'P0', terms: { ackSeconds: 60 }, byHand: true },
      { type: 'severity-changed', from: 'P0', to: 'P3', severityName: 'P3', terms: {}, byHand: false },
      { type: 'alerts-attached', alerts: [alert] },
      { type: 'alerts-resolved', alerts: [alert] },
      { type: 'role-taken', role: 'scribe' },
      { type: 'role-offered', role: 'scribe', to: { id: 'ben', name: 'Ben' } },
      { type: 'role-accepted', role: 'scribe' },
      { type: 'role-released', role: 'scribe' },
      { type: 'linked', incident: 'incident_2', relation: 'related' },
      { type: 'unlinked', incident: 'incident_2', relation: 'related' },
      { type: 'merged', into: 'incident_2', before: 'open' },
      { type: 'taken-out', from: 'incident_2' },
      { type: 'clock-warned', clock: 'acknowledge', mark: 50, dueAt: minute(15) },
      { type: 'clock-breached', clock: 'acknowledge', dueAt: minute(15) },
    ] as IncidentEventData[]
  ).map((data) => fc.constant(data)),
)

test('the state that is remembered, through JSON at every step, is the state that follows from the events', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(240), anyEvent), { maxLength: 25 }), (said) => {
      const events: IncidentEvent[] = eventsOf(...said.sort(([a], [b]) => a - b))
      let remembered: Incident | undefined
      for (const event of events) {
        const stored = { ...event, data: incidentEventDataSchema.parse(JSON.parse(JSON.stringify(event.data))) }
        remembered = incidentSchema.parse(JSON.parse(JSON.stringify(applyEvent(remembered, stored))))
      }
      expect(remembered).toEqual(JSON.parse(JSON.stringify(replay(events)), revive))
    }),
    { numRuns: 300 },
  )
})
const revive = (_: string, value: unknown) =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) ? new Date(value) : value

test('nothing comes before the declaration', () => {
  const [, second] = eventsOf([1, { type: 'acknowledged' }])
  expect(() => replay([second!])).toThrow('first event')
  expect([replay([]), replay(eventsOf())?.title]).toEqual([undefined, OPENED.title])
})
