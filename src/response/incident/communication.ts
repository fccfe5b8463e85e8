/** What is told to others: the book's words with the incident's facts in them, and who owes the next word. */
import type { Clock } from './clocks.ts'
import { type Incident, isOver } from './incident.ts'
import type { CommunicationTemplate } from './read-templates.ts'
import { type Blank, blanksOf } from './template-blanks.ts'

/** What only people know, and what templates ask for. */
export interface UpdateFacts {
  readonly impact?: string | undefined
  readonly actions?: string | undefined
  readonly next?: string | undefined
  readonly eta?: string | undefined
  readonly cause?: string | undefined
  readonly prevention?: string | undefined
  readonly summary?: string | undefined
}

export interface FilledTemplate {
  readonly subject?: string
  readonly text: string
  /** Blanks that nothing fills yet, as the author wrote them. It must not be posted with these in it. */
  readonly open: readonly string[]
}

/** Fills a template. Of a list of choices the one that says where the incident stands is taken. */
export function fillTemplate(
  template: Pick<CommunicationTemplate, 'subject' | 'body'>,
  incident: Incident,
  { facts, now }: { facts: UpdateFacts; now: Date },
): FilledTemplate {
  const open: string[] = []
  const fill = (text: string) => {
    let filled = ''
    let at = 0
    for (const blank of blanksOf(text)) {
      const value = fillingOf(blank, incident, facts, now)
      if (value === undefined) open.push(blank.written)
      const kept = blank.bare ? `${blank.written}${value === undefined ? '' : ` ${value}`}` : (value ?? blank.written)
      filled += text.slice(at, blank.start) + kept
      at = blank.start + blank.written.length
    }
    return filled + text.slice(at)
  }
  const text = fill(template.body)
  const subject = template.subject === undefined ? undefined : fill(template.subject)
  return { ...(subject === undefined ? {} : { subject }), text, open: [...new Set(open)] }
}

type Values = readonly (readonly [asks: RegExp, value: string | undefined])[]

function fillingOf({ asks, label }: Blank, incident: Incident, facts: UpdateFacts, now: Date): string | undefined {
  const choices = asks.split(/\s*[|/]\s*/)
  if (choices.length > 1) {
    const stands = STANDS[incident.status]
    const found = choices.find((choice) => stands.some((word) => choice.toLowerCase().includes(word)))
    if (found !== undefined) return found
  }
  const values = valuesFor(incident, facts, now)
  // The author's label says more than the blank: `Status: [Description]`.
  const byLabel = label === undefined ? undefined : values.find(([wanted]) => wanted.test(label))
  return (byLabel ?? values.find(([wanted]) => wanted.test(asks)))?.[1]
}

const STANDS: Readonly<Record<Incident['status'], readonly string[]>> = {
  open: ['investigating', 'open', 'detected'],
  acknowledged: ['investigating', 'acknowledged', 'identified', 'in progress'],
  mitigated: ['monitoring', 'mitigated'],
  resolved: ['resolved', 'closed'],
  merged: ['resolved', 'closed'],
}
const STATUS_WORD: Readonly<Record<Incident['status'], string>> = {
  open: 'Investigating',
  acknowledged: 'Investigating',
  mitigated: 'Monitoring',
  resolved: 'Resolved',
  merged: 'Resolved',
}

function valuesFor(incident: Incident, facts: UpdateFacts, now: Date): Values {
  const { openedAt, resolvedAt, number, title, severityName, service, roles } = incident
  const next = updateDue(incident, now)?.dueAt
  return [
    [/next update|update (?:at|by|due)/i, next && stamp(next)],
    [/next steps?|what.?s next|doing next|what comes next/i, facts.next],
    [/prevent|not happen again|recurrence/i, facts.prevention],
    [/impact|affected|what you notice/i, facts.impact],
    [/actions?\b|what we.?ve done|what we are doing|steps taken|done so far/i, facts.actions],
    [/eta|expected resolution|estimated/i, facts.eta],
    [/root cause|cause/i, facts.cause],
    [/duration|downtime/i, durationWords((resolvedAt ?? now).getTime() - openedAt.getTime())],
    [/^from and to/i, resolvedAt && `${stamp(openedAt)} to ${stamp(resolvedAt)}`],
    [/^start(?:ed|s)?(?: time)?\b|^since\b|^began\b/i, stamp(openedAt)],
    [/resol(?:ved|ution) (?:at|time)|end time/i, resolvedAt && stamp(resolvedAt)],
    [/^(?:time|timestamp|now|date|date.?time|current time)$/i, stamp(now)],
    [/status$|^status|state/i, STATUS_WORD[incident.status]],
    [/severity|priority/i, severityName],
    [/incident (?:id|number)|^id$|^number$/i, String(number)],
    [/commander|^ic$/i, roles.find(({ role }) => role === 'commander')?.holder?.name],
    [/service|component|system/i, service],
    [/title|incident name|incident$|^name$/i, title],
    [/summary|description|details|what we know/i, facts.summary],
  ]
}

const stamp = (at: Date): string => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`

export function durationWords(ms: number): string {
  const minutes = Math.max(0, Math.round(ms / 60_000))
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60]
  const parts = [
    days > 0 ? `${days} d` : '',
    hours > 0 ? `${hours} h` : '',
    rest > 0 || minutes === 0 ? `${rest} min` : '',
  ]
  return parts.filter((part) => part !== '').join(' ')
}

export interface UpdateDue {
  readonly dueAt: Date
  /** Who is asked for it: communications, else the commander, else whoever acknowledged. Overdue, the commander too. */
  readonly owers: readonly string[]
  readonly overdue: boolean
}

/** The next word that is owed to others, and by whom; undefined where the book promises none. */
export function updateDue(incident: Incident, now: Date): UpdateDue | undefined {
  if (isOver(incident)) return undefined
  const owed = (clock: Clock) => (clock.kind === 'update' || clock.kind === 'first-update') && clock.metAt === undefined
  const dueAt = incident.clocks.filter(owed).flatMap((clock) => clock.dueAt ?? [])[0]
  if (dueAt === undefined) return undefined
  const holder = (role: string) => incident.roles.find((each) => each.role === role)?.holder?.id
  const commander = holder('commander') ?? incident.acknowledgedBy?.id
  const first = holder('communications') ?? commander
  const overdue = dueAt <= now
  const owers = [first, overdue ? commander : undefined].filter((each) => each !== undefined)
  return { dueAt, owers: [...new Set(owers)], overdue }
}
