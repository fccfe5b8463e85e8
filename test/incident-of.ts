import type { Incident } from '../src/response/incident/incident.ts'
import type { IncidentActor, IncidentEvent, IncidentEventData } from '../src/response/incident/incident-event.ts'
import { replay } from '../src/response/incident/replay.ts'

export const minute = (n: number): Date => new Date(Date.UTC(2030, 0, 1, 0, n))
export const ana: IncidentActor = { kind: 'user', id: 'ana', name: 'Ana' }
export const ben: IncidentActor = { kind: 'user', id: 'ben', name: 'Ben' }

export const OPENED: Extract<IncidentEventData, { type: 'opened' }> = {
  type: 'opened',
  incident: 'incident_1',
  number: 7,
  kind: 'normal',
  title: 'Checkout is slow',
  severity: 'P1',
  severityName: 'P1 - High',
  severityByHand: false,
  terms: { ackSeconds: 900, firstUpdateSeconds: 600, updateSeconds: 1800, mitigationSeconds: 3600 },
  declaredBy: 'alert',
  why: 'its sender says it is critical',
  group: 'g1',
}

type Said = readonly [at: number, data: IncidentEventData, actor?: IncidentActor]

/** Events at minutes, numbered; the first is the declaration. */
export const eventsOf = (...said: readonly Said[]): IncidentEvent[] =>
  ([[0, OPENED], ...said] as readonly Said[]).map(([at, data, actor = ana], index) => ({
    seq: index + 1,
    happenedAt: minute(at),
    recordedAt: minute(at),
    actor,
    data,
  }))

export const incidentOf = (...said: readonly Said[]): Incident => replay(eventsOf(...said))!
