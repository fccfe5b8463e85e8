/** What is told to others: the book's words with the incident's facts in them, and who owes the next word. */
import type { Clock } from './clocks.ts'
import { type Incident, isOver } from './incident.ts'
import type { CommunicationTemplate } from './read-templates.ts'

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

/** A blank of the author: `[Time]`, `[Investigating | Monitoring]`; tags such as `[INCIDENT]` are text, so are links. */
const BLANK = /\[([^[\]\n]{1,120})\](?!\()|<([a-z][\w -]{1,60})>|\{\{?\s*([\w. -]{1,60})\s*\}?\}/gi
const TAG = /^[A-Z0-9][A-Z0-9_ -]*$/

/** Fills a template. Of a list of choices the one that says where the incident stands is taken. */
export function fillTemplate(
  template: Pick<CommunicationTemplate, 'subject' | 'body'>,
  incident: Incident,
  { facts, now }: { facts: UpdateFacts; now: Date },
): FilledTemplate {
  const open: string[] = []
  const fill = (text: string) =>
    text.replace(BLANK, (written: string, square?: string, angle?: string, brace?: string) => {
      const blank = (square ?? angle ?? brace)!.trim()
      if (square !== undefined && TAG.test(blank)) return written
      const line = lineBefore(text, written)
      const value = fillingOf(blank, line, incident, facts, now)
      if (value === undefined) open.push(written)
      return value ?? written
    })
  const text = fill(template.body)
  const subject = template.subject === undefined ? undefined : fill(template.subject)
  return { ...(subject === undefined ? {} : { subject }), text, open: [...new Set(open)] }
}

/** Blanks of a template that still stand in a text somebody is about to post. */
export function unfilledBlanks(
  { subject, body }: Pick<CommunicationTemplate, 'subject' | 'body'>,
  text: string,
): string[] {
  const blanks = [...`${subject ?? ''}\n${body}`.matchAll(BLANK)].flatMap(([written, square]) =>
    square !== undefined && TAG.test(square.trim()) ? [] : [written],
  )
  return [...new Set(blanks)].filter((blank) => text.includes(blank))
}

/** What stands before a blank on its line: `Impact: [Description]` asks for the impact. */
function lineBefore(text: string, written: string): string {
  const at = text.indexOf(written)
  return text.slice(text.lastIndexOf('\n', at) + 1, at)
}

type Values = readonly (readonly [asks: RegExp, value: string | undefined])[]

function fillingOf(
  blank: string,
  before: string,
  incident: Incident,
  facts: UpdateFacts,
  now: Date,
): string | undefined {
  const choices = blank.split(/\s*[|/]\s*/)
  if (choices.length > 1) {
    const stands = STANDS[incident.status]
    const found = choices.find((choice) => stands.some((word) => choice.toLowerCase().includes(word)))
    if (found !== undefined) return found
  }
  const values = valuesFor(incident, facts, now)
  // The author's label says more than the blank: `Status: [Description]`.
  const label = /([\p{L} ]{2,40}):\s*$/u.exec(before)?.[1]
  const byLabel = label === undefined ? undefined : values.find(([asks]) => asks.test(label.trim()))
  const found = byLabel ?? values.find(([asks]) => asks.test(blank))
  return found?.[1]
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
  return [
    [/next steps?|what.?s next|doing next/i, facts.next],
    [/prevent/i, facts.prevention],
    [/impact|affected/i, facts.impact],
    [/actions?\b|what we.?ve done|steps taken/i, facts.actions],
    [/eta|expected resolution|estimated/i, facts.eta],
    [/root cause|cause/i, facts.cause],
    [/duration|downtime/i, durationWords((resolvedAt ?? now).getTime() - openedAt.getTime())],
    [/start(?:ed|s)?(?: time)?$|since|began/i, stamp(openedAt)],
    [/resol(?:ved|ution) (?:at|time)|end time/i, resolvedAt && stamp(resolvedAt)],
    [/^(?:time|timestamp|now|date|date.?time|current time)$/i, stamp(now)],
    [/status|state/i, STATUS_WORD[incident.status]],
    [/severity|priority/i, severityName],
    [/incident (?:id|number)|^id$|^number$/i, String(number)],
    [/commander|^ic$/i, roles.find(({ role }) => role === 'commander')?.holder?.name],
    [/service|component|system/i, service],
    [/title|incident name|incident$|^name$/i, title],
    [/summary|description|details/i, facts.summary],
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
