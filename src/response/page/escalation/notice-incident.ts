/** What happened to an incident since its escalation looked last, told from where both stand: nothing that was missed is lost. */
import type { Incident } from '../../incident/incident.ts'
import { isOver } from '../../incident/incident.ts'
import { isWorse } from '../../incident/severity.ts'
import type { Policy } from '../policy/policy.ts'
import type { EscalationEvent } from './advance.ts'
import type { Escalation } from './escalation.ts'

type Seen = Pick<
  Incident,
  | 'status'
  | 'severity'
  | 'severityByHand'
  | 'openedAt'
  | 'acknowledgedAt'
  | 'acknowledgedBy'
  | 'mitigatedAt'
  | 'raisedAt'
>

/** What the incident would be paged by if it were opened now, and who has a page of it that is still open. */
export interface Now {
  readonly policy: Policy | undefined
  readonly open: readonly string[]
}

/** Events an escalation has to hear of, in the order in which they happened. */
export function noticeIncident(state: Escalation, incident: Seen, now: Now): readonly EscalationEvent[] {
  if (isOver(incident)) return state.phase === 'over' ? [] : [{ type: 'ended' }]
  const again: EscalationEvent[] =
    state.phase !== 'over' ? [] : [now.policy ? { type: 'replaced', policy: now.policy } : { type: 'dropped' }]
  const severity = severityEvents(state, incident, now)
  if (incident.status === 'open') return [...again, ...severity, ...(state.phase === 'held' ? [DROPPED] : [])]
  const at = incident.acknowledgedAt ?? incident.mitigatedAt ?? incident.openedAt
  const isNew = state.phase === 'over' || at.getTime() !== state.ackSeen?.getTime()
  const acknowledged: EscalationEvent[] = isNew ? [{ type: 'acknowledged', at }] : []
  const wasBefore = incident.raisedAt !== undefined && incident.raisedAt > at
  return [...again, ...(wasBefore ? [...acknowledged, ...severity] : [...severity, ...acknowledged])]
}

const DROPPED: EscalationEvent = { type: 'dropped' }

/**
 * A worse severity brings its own policy in, also where somebody has the incident: what they took on was less. Who has it already is not paged
 * anew. A severity that a person chose while somebody has it was chosen by people who know.
 */
function severityEvents(state: Escalation, incident: Seen, { policy, open }: Now): EscalationEvent[] {
  const { severity, severityByHand, status, acknowledgedBy } = incident
  if (severity === state.severity) return []
  const isKnown = severityByHand && status !== 'open'
  if (!isWorse(severity, state.severity) || !policy || isKnown) return [{ type: 'lowered', severity }]
  const has = acknowledgedBy && status !== 'open' ? [...open, acknowledgedBy.id] : open
  return [{ type: 'raised', severity, policy, has }]
}
