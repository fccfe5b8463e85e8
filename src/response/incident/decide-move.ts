/** What people do with an incident, each as a decision: events, nothing because it is so already, or why it cannot be. */
import { canMove, type Incident, type IncidentMove, isOver } from './incident.ts'
import type { IncidentEventData, NewIncidentEvent } from './incident-event.ts'
import type { Severity } from './severity.ts'
import { clockTerms, type SeverityPolicy } from './severity-policy.ts'

export interface IncidentRefusal {
  readonly code: string
  readonly message: string
  readonly hint: string
}
export type IncidentDecision = { readonly events: readonly NewIncidentEvent[] } | { readonly refused: IncidentRefusal }

export const decided = (...data: IncidentEventData[]): IncidentDecision => ({
  events: data.map((each) => ({ data: each })),
})
export const unchanged: IncidentDecision = { events: [] }
export const refused = (code: string, message: string, hint: string): IncidentDecision => ({
  refused: { code: `incident/${code}`, message, hint },
})

const DONE: Readonly<Record<Exclude<IncidentMove, 'merge'>, readonly Incident['status'][]>> = {
  acknowledge: ['acknowledged', 'mitigated'],
  mitigate: ['mitigated'],
  resolve: ['resolved'],
  reopen: ['open', 'acknowledged'],
}
const HINTS: Readonly<Record<Incident['status'], string>> = {
  open: 'It is open',
  acknowledged: 'It is being worked on',
  mitigated: 'It is mitigated',
  resolved: 'Reopen it first',
  merged: 'Use the incident it was merged into, or take it out again',
}

export interface Said {
  readonly text?: string | undefined
  readonly happenedAt?: Date | undefined
  /** How somebody acknowledged it, where that is worth a word. */
  readonly via?: string | undefined
}

/** Alerts made it worse than what somebody took on: they may say once more that they have it. */
const isWorseSince = ({ status, acknowledgedAt, raisedAt }: Incident): boolean =>
  (status === 'acknowledged' || status === 'mitigated') &&
  raisedAt !== undefined &&
  (acknowledgedAt === undefined || raisedAt > acknowledgedAt)

/** Acknowledge, mitigate, resolve, reopen. To do it a second time changes nothing and is no mistake. */
export function decideMove(
  incident: Incident,
  move: Exclude<IncidentMove, 'merge'>,
  { text, happenedAt, now, via }: Said & { now: Date },
): IncidentDecision {
  const again = move === 'acknowledge' && isWorseSince(incident)
  if (DONE[move].includes(incident.status) && !again) return unchanged
  if (!again && !canMove(incident.status, move))
    return refused(
      'not-possible',
      `an incident that is ${incident.status} cannot be ${PAST[move]}`,
      HINTS[incident.status],
    )
  const when = happenedAt && timeProblem(incident, move, happenedAt, now)
  if (when) return when
  const said = text === undefined || text.trim() === '' ? {} : { text }
  const data: IncidentEventData =
    move === 'acknowledge'
      ? { type: 'acknowledged', ...(via === undefined ? {} : { via }) }
      : { type: PAST[move], ...said }
  return { events: [{ data, ...(happenedAt ? { happenedAt } : {}) }] }
}

const PAST = {
  acknowledge: 'acknowledged',
  mitigate: 'mitigated',
  resolve: 'resolved',
  reopen: 'reopened',
} as const

/** Milestones are told in their order and never ahead of the clock. */
function timeProblem(incident: Incident, move: string, happenedAt: Date, now: Date): IncidentDecision | undefined {
  if (happenedAt > now) return refused('future', 'that time has not come yet', 'Leave it out for now')
  const before = move === 'resolve' ? (incident.mitigatedAt ?? incident.openedAt) : incident.openedAt
  const since = incident.reopenedAt && incident.reopenedAt > before ? incident.reopenedAt : before
  if (happenedAt >= since) return undefined
  return refused(
    'order',
    `that is before ${since.toISOString()}, when it was not that far yet`,
    'Correct the earlier entry first',
  )
}

/** Another severity, with the promises that go with it. */
export function decideSeverity(
  incident: Incident,
  to: Severity,
  { policy, byHand, why }: { policy: SeverityPolicy; byHand: boolean; why?: string | undefined },
): IncidentDecision {
  if (to === incident.severity) return unchanged
  if (isOver(incident)) return refused('over', `it is ${incident.status}`, HINTS[incident.status])
  const terms = incident.kind === 'maintenance' ? {} : clockTerms(policy.levels[to])
  const { name: severityName } = policy.levels[to]
  const data = { type: 'severity-changed' as const, from: incident.severity, to, severityName, terms, byHand }
  return decided({ ...data, ...(why === undefined || why === '' ? {} : { why }) })
}
