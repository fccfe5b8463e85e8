import type { Incident, IncidentAlert } from '../../../src/http/contract.ts'
import { span } from '../../ui/time-words.ts'
import { groupAlerts } from './group-alerts.ts'

/** What is known of an incident that ends, in sentences; facts only, for people to go on from. */
export function summaryOfFacts(incident: Incident, alerts: readonly IncidentAlert[], now: Date): string {
  return [
    lasted(incident, now),
    acked(incident),
    mitigated(incident),
    ...alerted(alerts),
    ...incident.runs.map(({ procedure, outcome }) => `Ran ${procedure}: ${outcome ?? 'still running'}.`),
  ]
    .filter((line) => line !== undefined)
    .join('\n')
}

const stamp = (at: Date): string => at.toISOString().slice(0, 16).replace('T', ' ')
const startOf = ({ openedAt, reopenedAt }: Incident): number => Date.parse(reopenedAt ?? openedAt)

function lasted(incident: Incident, now: Date): string {
  const start = startOf(incident)
  const { title, service } = incident
  const where = service === null ? '' : ` (${service})`
  return `${title}${where}, ${stamp(new Date(start))} to ${stamp(now)} UTC, ${span(now.getTime() - start)}.`
}

function acked({ acknowledgedAt, acknowledgedBy, ...incident }: Incident): string | undefined {
  if (acknowledgedAt === null) return undefined
  const after = Date.parse(acknowledgedAt) - startOf(incident as Incident)
  return `Acked${acknowledgedBy ? ` by ${acknowledgedBy.name}` : ''} after ${span(Math.max(0, after))}.`
}

function mitigated({ mitigatedAt, ...incident }: Incident): string | undefined {
  if (mitigatedAt === null) return undefined
  return `Mitigated after ${span(Math.max(0, Date.parse(mitigatedAt) - startOf(incident as Incident)))}.`
}

const alerted = (alerts: readonly IncidentAlert[]): string[] =>
  groupAlerts(alerts).map(({ name, alerts: members, firing }) => {
    const times = members.length === 1 ? '' : ` (${members.length} alerts)`
    const stands = firing === 0 ? 'ended' : firing === members.length ? 'still fires' : `${firing} of them still fire`
    return `Alert ${name}${times}: ${stands}.`
  })
