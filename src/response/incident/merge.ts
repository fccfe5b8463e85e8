/** Incidents that turn out to be one, or to have to do with each other. Both keep their timelines; a merge can be undone. */
import { decided, type IncidentDecision, type IncidentRefusal, refused } from './decide-move.ts'
import { canMove, type Incident, type IncidentRelation } from './incident.ts'
import type { NewIncidentEvent } from './incident-event.ts'
import { isWorse } from './severity.ts'
import { clockTerms, type SeverityPolicy } from './severity-policy.ts'

/** Events for each of two incidents. */
export type PairDecision =
  | { readonly source: readonly NewIncidentEvent[]; readonly target: readonly NewIncidentEvent[] }
  | { readonly refused: IncidentRefusal }

const no = (code: string, message: string, hint: string) => refused(code, message, hint) as { refused: IncidentRefusal }
const event = (data: NewIncidentEvent['data']): NewIncidentEvent => ({ data })

/** Makes `source` part of `target`; its alerts and words count there from now on. The worse severity of the two is the whole's. */
export function decideMerge(source: Incident, target: Incident, policy: SeverityPolicy): PairDecision {
  if (source.id === target.id) return no('same', 'an incident cannot be merged into itself', 'Name another one')
  if (source.mergedInto === target.id) return { source: [], target: [] }
  if (source.kind !== target.kind)
    return no('kind', `a ${source.kind} incident and a ${target.kind} one are not the same thing`, 'Link them instead')
  if (!canMove(source.status, 'merge'))
    return no('merged', `it was merged into ${source.mergedInto} already`, 'Take it out there first')
  if (target.status === 'merged')
    return no('merged', `${target.number} was itself merged into another incident`, `Merge into ${target.mergedInto}`)
  if (target.status === 'resolved' && source.status !== 'resolved')
    return no('over', `${target.number} is resolved`, 'Reopen it first, or merge the other way round')
  const events = [event({ type: 'took-in', incident: source.id, title: source.title })]
  if (isWorse(source.severity, target.severity) && target.status !== 'resolved') {
    const { severity: to, severityName } = source
    const why = `incident ${source.number} was merged into it`
    const terms = clockTerms(policy.levels[to])
    events.push(event({ type: 'severity-changed', from: target.severity, to, severityName, terms, byHand: false, why }))
  }
  return { source: [event({ type: 'merged', into: target.id, before: source.status })], target: events }
}

/** Undoes a merge: the source is where it was. */
export function decideTakeOut(source: Incident, target: Incident): PairDecision {
  if (source.mergedInto !== target.id)
    return no('not-merged', `${source.number} is not part of ${target.number}`, 'Nothing is to be undone')
  return {
    source: [event({ type: 'taken-out', from: target.id })],
    target: [event({ type: 'gave-back', incident: source.id })],
  }
}

const INVERSE: Readonly<Record<IncidentRelation, IncidentRelation>> = {
  related: 'related',
  'caused-by': 'causes',
  causes: 'caused-by',
  follows: 'followed-by',
  'followed-by': 'follows',
}

/** Says what one incident has to do with another; the other one says it the other way round. */
export function decideLink(source: Incident, target: Incident, relation: IncidentRelation): PairDecision {
  if (source.id === target.id) return no('same', 'an incident cannot be linked to itself', 'Name another one')
  if (hasLink(source, target.id, relation)) return { source: [], target: [] }
  return {
    source: [event({ type: 'linked', incident: target.id, relation })],
    target: [event({ type: 'linked', incident: source.id, relation: INVERSE[relation] })],
  }
}

export function decideUnlink(source: Incident, target: Incident, relation: IncidentRelation): PairDecision {
  if (!hasLink(source, target.id, relation)) return { source: [], target: [] }
  return {
    source: [event({ type: 'unlinked', incident: target.id, relation })],
    target: [event({ type: 'unlinked', incident: source.id, relation: INVERSE[relation] })],
  }
}

const hasLink = ({ links }: Incident, id: string, relation: IncidentRelation): boolean =>
  links.some((each) => each.incident === id && each.relation === relation)

/** Takes an alert out of an incident it has nothing to do with. */
export const decideDetach = (alert: { id: string; summary: string }, wasFiring: boolean): IncidentDecision =>
  decided({ type: 'alert-detached', alert, wasFiring })
