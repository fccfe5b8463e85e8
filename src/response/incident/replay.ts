/** Events → the incident. There is no other way to a state: what is stored beside the events is this, remembered. */
import { meetClock, meetUpdate, noteNotice, retimeClocks, startClocks, stopClocks } from './clocks.ts'
import type { Incident } from './incident.ts'
import { type IncidentEvent, type IncidentEventData, personOf } from './incident-event.ts'
import { applyRoleEvent } from './roles.ts'
import { isWorse } from './severity.ts'

type Opened = Extract<IncidentEventData, { type: 'opened' }>

/** The state after all events, corrections in force; undefined for none. */
export function replay(events: readonly IncidentEvent[]): Incident | undefined {
  let incident: Incident | undefined
  for (const event of effective(events)) incident = applyEvent(incident, event)
  return incident
}

/**
 * Events with their corrections applied: a corrected time counts as if it had been said at once. A correction of a correction
 * supersedes it; the correcting entries stay where they are.
 */
export function effective(events: readonly IncidentEvent[]): IncidentEvent[] {
  const times = new Map<number, Date>()
  for (const { data } of events)
    if (data.type === 'corrected' && data.happenedAt) times.set(data.entry, data.happenedAt)
  return events.map((event) => {
    const happenedAt = times.get(event.seq)
    return happenedAt ? { ...event, happenedAt } : event
  })
}

/** The state after one more event. A correction of a time is not seen by itself: the state is then replayed. */
export function applyEvent(incident: Incident | undefined, event: IncidentEvent): Incident {
  if (event.data.type === 'opened') return opened(event.data, event)
  if (!incident) throw new Error(`the first event of an incident is ${event.data.type}`)
  return { ...incident, ...change(incident, event), version: event.seq }
}

const opened = (data: Opened, { seq, happenedAt }: IncidentEvent): Incident => ({
  id: data.incident,
  number: data.number,
  kind: data.kind,
  title: data.title,
  severity: data.severity,
  severityName: data.severityName,
  severityByHand: data.severityByHand,
  terms: data.terms,
  status: 'open',
  declaredBy: data.declaredBy,
  ...(data.group === undefined ? {} : { group: data.group }),
  ...(data.service === undefined ? {} : { service: data.service }),
  openedAt: happenedAt,
  tookIn: [],
  links: [],
  alerts: { attached: 0, firing: 0 },
  runs: [],
  roles: [],
  clocks: [...startClocks(data.terms, happenedAt)],
  pastClocks: [],
  workflowLog: [],
  version: seq,
})

type Change = Partial<Incident>

function change(incident: Incident, event: IncidentEvent): Change {
  const { data, happenedAt: at, actor } = event
  const { clocks } = incident
  switch (data.type) {
    case 'acknowledged':
      return acknowledge(incident, event)
    case 'unacknowledged':
      return unacknowledge(incident)
    case 'snoozed':
      return { snoozedUntil: data.until }
    case 'severity-changed': {
      const { to: severity, severityName, terms } = data
      const severityByHand = incident.severityByHand || data.byHand
      const raised = !data.byHand && isWorse(severity, data.from) ? { raisedAt: at } : {}
      return { severity, severityName, severityByHand, terms, clocks: [...retimeClocks(clocks, terms, at)], ...raised }
    }
    case 'renamed':
      return { title: data.title }
    case 'status-posted':
      return { lastPostedAt: at, clocks: [...meetUpdate(clocks, incident.terms, at)] }
    case 'mitigated':
      return { ...answered(incident, event), status: 'mitigated', mitigatedAt: at, clocks: mitigated(incident, at) }
    case 'resolved': {
      const resolved = { status: 'resolved' as const, resolvedAt: at, mitigatedAt: incident.mitigatedAt ?? at }
      return { ...answered(incident, event), ...resolved, clocks: [...stopClocks(mitigated(incident, at))] }
    }
    case 'reopened':
      return reopen(incident, event)
    case 'workflow-chosen':
      return { workflow: data.workflow, workflowLog: [] }
    case 'workflow-step': {
      const entry = {
        step: data.step,
        by: actor.name,
        at,
        ...(data.answer === undefined ? {} : { answer: data.answer }),
      }
      return { workflowLog: [...incident.workflowLog, entry] }
    }
    case 'clock-warned':
      return { clocks: [...noteNotice(clocks, { kind: data.clock, mark: data.mark, dueAt: data.dueAt }, at)] }
    case 'clock-breached':
      return { clocks: [...noteNotice(clocks, { kind: data.clock, mark: 100, dueAt: data.dueAt }, data.dueAt)] }
    default:
      return company(incident, event)
  }
}

/** What others have to do with it: alerts, runs, people, other incidents. */
function company(incident: Incident, event: IncidentEvent): Change {
  const { data } = event
  const { attached, firing } = incident.alerts
  switch (data.type) {
    case 'alerts-attached':
      return { alerts: { attached: attached + data.alerts.length, firing: firing + data.alerts.length } }
    case 'alerts-refired':
      return { alerts: { attached, firing: firing + data.alerts.length } }
    case 'alerts-resolved':
      return { alerts: { attached, firing: Math.max(0, firing - data.alerts.length) } }
    case 'alert-detached':
      return { alerts: { attached: attached - 1, firing: data.wasFiring ? firing - 1 : firing } }
    case 'run-attached':
      return { runs: [...incident.runs, { run: data.run, procedure: data.procedure }] }
    case 'run-finished': {
      const { run, procedure, outcome, exitCode } = data
      const finished = { run, procedure, outcome, ...(exitCode === undefined ? {} : { exitCode }) }
      const known = incident.runs.some((each) => each.run === run)
      return {
        runs: known ? incident.runs.map((each) => (each.run === run ? finished : each)) : [...incident.runs, finished],
      }
    }
    case 'linked':
      return { links: [...incident.links, { incident: data.incident, relation: data.relation }] }
    case 'unlinked': {
      const isIt = (each: Incident['links'][number]) =>
        each.incident === data.incident && each.relation === data.relation
      return { links: incident.links.filter((each) => !isIt(each)) }
    }
    case 'merged':
      return { status: 'merged', mergedInto: data.into, statusBeforeMerge: data.before }
    case 'taken-out':
      return { status: incident.statusBeforeMerge ?? 'open', mergedInto: undefined, statusBeforeMerge: undefined }
    case 'took-in':
      return { tookIn: [...incident.tookIn, data.incident] }
    case 'gave-back':
      return { tookIn: incident.tookIn.filter((each) => each !== data.incident) }
    default:
      return { roles: applyRoleEvent(incident.roles, event) }
  }
}

function acknowledge(incident: Incident, { happenedAt, actor }: IncidentEvent): Change {
  const status = incident.status === 'open' ? 'acknowledged' : incident.status
  const clocks = [...meetClock(incident.clocks, 'acknowledge', happenedAt)]
  return { status, clocks, acknowledgedAt: happenedAt, acknowledgedBy: personOf(actor) }
}

/** The promise that somebody answers was met or breached and stays so; only nobody has it now. */
const unacknowledge = ({ status }: Incident): Change => ({
  status: status === 'acknowledged' ? 'open' : status,
  acknowledgedAt: undefined,
  acknowledgedBy: undefined,
  snoozedUntil: undefined,
})

/** Whoever has it under control has answered, too; nobody is named where a clock or an alert did it. */
function answered(incident: Incident, event: IncidentEvent): Change {
  if (incident.acknowledgedAt !== undefined || event.actor.kind === 'system') return {}
  return { acknowledgedAt: event.happenedAt, acknowledgedBy: personOf(event.actor) }
}

const mitigated = ({ clocks }: Incident, at: Date) => [
  ...meetClock(meetClock(clocks, 'acknowledge', at), 'mitigation', at),
]

/** It begins again: the old times stay with the old clocks, the promises count anew. A person who reopens it has it. */
function reopen(incident: Incident, { happenedAt: at, actor }: IncidentEvent): Change {
  const mine = actor.kind === 'user' || actor.kind === 'token'
  const started = startClocks(incident.terms, at)
  const old = incident.clocks.filter((clock) => clock.metAt !== undefined || clock.breachedAt !== undefined)
  return {
    status: mine ? 'acknowledged' : 'open',
    reopenedAt: at,
    mitigatedAt: undefined,
    resolvedAt: undefined,
    snoozedUntil: undefined,
    acknowledgedAt: mine ? at : undefined,
    acknowledgedBy: mine ? personOf(actor) : undefined,
    clocks: [...(mine ? meetClock(started, 'acknowledge', at) : started)],
    pastClocks: [...incident.pastClocks, ...old],
  }
}
