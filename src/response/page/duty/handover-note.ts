/** What whoever comes on call reads first: what is open, and how the shift before theirs was. */
import type { DutySummary } from './summarise.ts'

export interface OpenIncident {
  readonly number: number
  readonly severity: string
  readonly title: string
  readonly status: string
  /** Who has it. */
  readonly by: string | undefined
  readonly openedAt: Date
}

export interface HandoverFacts {
  readonly schedule: string
  readonly now: Date
  /** When they are off again, as it is shown in the schedule's zone; undefined: not within a year. */
  readonly untilShown: string | undefined
  /** Who was on before; nobody, or not known. */
  readonly before: readonly string[]
  /** The calls of the shift before. */
  readonly last: DutySummary | undefined
  /** The worst first. */
  readonly open: readonly OpenIncident[]
  /** How many there are, where not all are listed. */
  readonly openCount: number
  /** Names of heartbeats that are missing. */
  readonly missing: readonly string[]
}

export interface HandoverNote {
  readonly title: string
  readonly lines: readonly string[]
}

const LISTED = 10

export function handoverNote(facts: HandoverFacts): HandoverNote {
  const { schedule, untilShown, open, openCount, missing } = facts
  const listed = open.slice(0, LISTED)
  const more = openCount - listed.length
  return {
    title: `You are on call for ${schedule}${untilShown === undefined ? '' : ` until ${untilShown}`}`,
    lines: [
      openCount === 0 ? 'No incident is open.' : `${counted(openCount, 'incident')} open:`,
      ...listed.map((incident) => incidentLine(incident, facts.now)),
      ...(more > 0 ? [`and ${more} more: opsbook incident list`] : []),
      ...(missing.length > 0 ? [`Not heard of: ${missing.join(', ')}`] : []),
      ...lastLines(facts),
    ],
  }
}

const counted = (count: number, noun: string): string => (count === 1 ? `1 ${noun} is` : `${count} ${noun}s are`)

function incidentLine({ number, severity, title, status, by, openedAt }: OpenIncident, now: Date): string {
  const who = by === undefined ? 'nobody has it' : `${by} has it`
  return `#${number} ${severity} ${title} (${status === 'mitigated' ? `mitigated, ${who}` : who}, for ${sinceWords(openedAt, now)})`
}

function sinceWords(from: Date, now: Date): string {
  const minutes = Math.max(0, Math.round((now.getTime() - from.getTime()) / 60_000))
  if (minutes < 120) return `${minutes} min`
  return minutes < 2_880 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1_440)} days`
}

function lastLines({ before, last }: HandoverFacts): string[] {
  if (before.length === 0) return []
  const who = `Before you: ${before.join(', ')}`
  if (!last) return [`${who}.`]
  if (last.pages === 0) return [`${who}, not called once.`]
  const night = last.atNight > 0 ? `, ${last.atNight} of them at night` : ''
  return [`${who}, called ${last.pages === 1 ? 'once' : `${last.pages} times`}${night}.`]
}
