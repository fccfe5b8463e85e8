import type { IncidentEventData } from './incident-event.ts'

const CLOCK_WORDS = {
  acknowledge: 'an answer',
  'first-update': 'the first status',
  update: 'the next status',
  mitigation: 'mitigation',
} as const

const count = (n: number, noun: string): string => (n === 1 ? `one ${noun}` : `${n} ${noun}s`)
const names = (alerts: readonly { summary: string }[]): string =>
  alerts.length <= 3 ? alerts.map(({ summary }) => `"${summary}"`).join(', ') : count(alerts.length, 'alert')
const because = (why: string | undefined): string => (why ? `: ${why}` : '')

/** An event in one sentence whose subject is whoever did it: `raised the severity to P0`. */
export function describeEvent(data: IncidentEventData): string {
  switch (data.type) {
    case 'opened':
      return `declared "${data.title}" as ${data.severityName} because ${data.why}`
    case 'alerts-attached':
      return `saw ${names(data.alerts)} fire`
    case 'alerts-refired':
      return `saw ${names(data.alerts)} fire again`
    case 'alerts-resolved':
      return `saw ${names(data.alerts)} end`
    case 'alert-detached':
      return `took the alert "${data.alert.summary}" out`
    case 'acknowledged':
      return `acknowledged it${through(data.via)}`
    case 'severity-changed':
      return `changed the severity from ${data.from} to ${data.severityName}${because(data.why)}`
    case 'renamed':
      return `named it "${data.title}"`
    case 'noted':
      return 'noted'
    case 'status-posted':
      return `told ${data.audience === 'public' ? 'the public' : 'the team'}`
    case 'mitigated':
      return 'had the damage under control'
    case 'resolved':
      return 'resolved it'
    case 'reopened':
      return 'reopened it'
    default:
      return describeCompany(data)
  }
}

const through = (via: string | undefined): string => (via === undefined ? '' : ` by ${via}`)

const LOST = {
  timeout: 'noted that its acknowledgement ran out: nobody has it',
  awake: 'woke it up: the snooze is over and nobody has it',
  declined: 'gave it back: nobody has it',
  reassigned: 'took it out of the hands it was in',
} as const

const TOLD = { accepted: 'handed the page for', delivered: 'delivered the page for', failed: 'could not tell' } as const

/** Who is called and who answers. */
function describePaging(data: IncidentEventData): string {
  switch (data.type) {
    case 'unacknowledged':
      return LOST[data.why]
    case 'snoozed':
      return `snoozed it until ${data.until.toISOString().slice(0, 16).replace('T', ' ')} UTC`
    case 'paged': {
      const people = data.people.map(({ name, why }) => `${name} (${why})`).join(', ')
      const missed = data.missed.map(({ who, why }) => `${who} (${why})`).join(', ')
      if (people === '') return `skipped ${data.by}: ${missed}`
      return `paged ${people} by ${data.by}${missed === '' ? '' : `; not ${missed}`}`
    }
    case 'paging-skipped':
      return `paged nobody: ${data.why}`
    case 'page-joined':
      return `joined${through(data.via)}`
    case 'page-declined':
      return `cannot take it${through(data.via)}`
    case 'page-told': {
      const { person, channel, state, why } = data
      return `${TOLD[state]} ${person.name} ${state === 'accepted' ? 'to' : 'by'} ${channel}${because(why)}`
    }
    case 'escalated':
      return `asked for the next step${through(data.via)}`
    case 'reassigned':
      return `gave it to ${data.to}`
    case 'escalation-exhausted':
      return data.heard
        ? `paged everybody of ${data.policy}, and nobody answered`
        : `could reach nobody of ${data.policy} and tries again every minute`
    default:
      return data.type
  }
}

function describeCompany(data: IncidentEventData): string {
  switch (data.type) {
    case 'role-taken':
      return data.from ? `took the role ${data.role} over from ${data.from.name}` : `took the role ${data.role}`
    case 'role-offered':
      return `offered the role ${data.role} to ${data.to.name}`
    case 'role-accepted':
      return data.from ? `accepted the role ${data.role} from ${data.from.name}` : `accepted the role ${data.role}`
    case 'role-declined':
      return `declined the role ${data.role}`
    case 'role-released':
      return `gave the role ${data.role} back`
    case 'run-attached':
      return `began the run ${data.run} of ${data.procedure}`
    case 'run-finished': {
      const exit = data.exitCode === undefined ? '' : ` with exit code ${data.exitCode}`
      return `ended the run ${data.run} of ${data.procedure}: ${data.outcome}${exit}`
    }
    case 'workflow-chosen':
      return `follows "${data.workflow.title}" (${data.workflow.file}:${data.workflow.line})`
    case 'workflow-step':
      return `did "${data.text}"${data.answer === undefined ? '' : `: ${data.answer}`}`
    default:
      return describeOthers(data)
  }
}

function describeOthers(data: IncidentEventData): string {
  switch (data.type) {
    case 'linked':
      return `linked ${data.incident} (${data.relation})`
    case 'unlinked':
      return `unlinked ${data.incident} (${data.relation})`
    case 'merged':
      return `merged it into ${data.into}`
    case 'taken-out':
      return `took it out of ${data.from} again`
    case 'took-in':
      return `took in ${data.incident} "${data.title}"`
    case 'gave-back':
      return `let ${data.incident} go again`
    case 'clock-warned':
      return `warned: ${data.mark} % of the time for ${CLOCK_WORDS[data.clock]} is over`
    case 'clock-breached':
      return `noted that the time for ${CLOCK_WORDS[data.clock]} is over`
    case 'corrected':
      return `${data.withdrawn ? 'withdrew' : 'corrected'} entry ${data.entry}${because(data.why)}`
    default:
      return describePaging(data)
  }
}
