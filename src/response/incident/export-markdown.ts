/** An incident as a Markdown file: what it was, who, which promises were kept, the timeline. */

import { escapeMarkdown } from '../../runbook/report/escape-markdown.ts'
import type { ChangeAround } from './changes-around.ts'
import { clockState } from './clocks.ts'
import { durationWords } from './communication.ts'
import type { Incident } from './incident.ts'
import type { IncidentEvent } from './incident-event.ts'
import { type TimelineEntry, timeline } from './timeline.ts'

const CLOCK_NAMES = {
  acknowledge: 'Acknowledged',
  'first-update': 'First status',
  update: 'Next status',
  mitigation: 'Mitigated',
} as const

/** The file. Everything a person or a sender wrote is text in it, never markup. */
export function exportMarkdown(
  incident: Incident,
  {
    events,
    changes = { shown: [], earlier: 0 },
    now,
  }: {
    events: readonly IncidentEvent[]
    /** The latest changes around it, and how many earlier ones are left out. */
    changes?: { shown: readonly ChangeAround[]; earlier: number }
    now: Date
  },
): string {
  const { number, title, kind } = incident
  const what = kind === 'normal' ? 'Incident' : kind === 'drill' ? 'Drill' : 'Maintenance'
  return [
    `# ${what} ${number}: ${escapeMarkdown(title)}`,
    '',
    ...factLines(incident, now),
    '',
    ...clockTable(incident, now),
    ...peopleTable(incident),
    ...runTable(incident),
    '## Timeline',
    '',
    'All times in UTC.',
    '',
    '| Time | Who | What |',
    '| --- | --- | --- |',
    ...timeline(events).map(row),
    '',
    ...changeTable(incident, changes),
  ].join('\n')
}

function factLines(incident: Incident, now: Date): string[] {
  const { severityName, status, openedAt, acknowledgedAt, mitigatedAt, resolvedAt, service, alerts, links } = incident
  const since = (at: Date) => `${stamp(at)} (after ${durationWords(at.getTime() - openedAt.getTime())})`
  const facts: [string, string | undefined][] = [
    ['Severity', escapeMarkdown(severityName)],
    ['Status', incident.mergedInto === undefined ? status : `merged into ${incident.mergedInto}`],
    ['Service', service && escapeMarkdown(service)],
    ['Opened', stamp(openedAt)],
    ['Acknowledged', acknowledgedAt && since(acknowledgedAt)],
    ['Mitigated', mitigatedAt && since(mitigatedAt)],
    ['Resolved', resolvedAt && since(resolvedAt)],
    ['Duration', resolvedAt ? undefined : `${durationWords(now.getTime() - openedAt.getTime())} so far`],
    ['Alerts', alerts.attached === 0 ? undefined : `${alerts.attached}, ${alerts.firing} of them firing`],
    ['Linked', links.length === 0 ? undefined : links.map((link) => `${link.incident} (${link.relation})`).join(', ')],
  ]
  return facts.flatMap(([name, value]) => (value === undefined ? [] : [`- **${name}**: ${value}`]))
}

function clockTable({ clocks, pastClocks }: Incident, now: Date): string[] {
  const shown = [...pastClocks, ...clocks].filter(({ dueAt, metAt, breachedAt }) => dueAt ?? metAt ?? breachedAt)
  if (shown.length === 0) return []
  const rows = shown.map((clock) => {
    const state = clockState(clock, now)
    return `| ${CLOCK_NAMES[clock.kind]} | ${clock.dueAt ? stamp(clock.dueAt) : '-'} | ${clock.metAt ? stamp(clock.metAt) : '-'} | ${state} |`
  })
  return ['## Promises', '', '| Promise | Due | Kept | State |', '| --- | --- | --- | --- |', ...rows, '']
}

function peopleTable({ roles }: Incident): string[] {
  const held = roles.filter(({ holder }) => holder)
  if (held.length === 0) return []
  const rows = held.map(
    ({ role, holder, since }) =>
      `| ${escapeMarkdown(role)} | ${escapeMarkdown(holder!.name)} | ${since ? stamp(since) : '-'} |`,
  )
  return ['## People', '', '| Role | Who | Since |', '| --- | --- | --- |', ...rows, '']
}

function runTable({ runs }: Incident): string[] {
  if (runs.length === 0) return []
  const rows = runs.map(
    ({ run, procedure, outcome, exitCode }) =>
      `| ${escapeMarkdown(run)} | ${escapeMarkdown(procedure)} | ${escapeMarkdown(outcome ?? 'running')} | ${exitCode ?? '-'} |`,
  )
  return ['## Runs', '', '| Run | Procedure | Outcome | Exit code |', '| --- | --- | --- | --- |', ...rows, '']
}

/** Apart from the timeline: nobody in the incident wrote it, and it may have nothing to do with it. */
function changeTable(
  { openedAt, service }: Incident,
  { shown, earlier }: { shown: readonly ChangeAround[]; earlier: number },
): string[] {
  if (shown.length === 0) return []
  const of = service === undefined ? 'any service' : `${escapeMarkdown(service)}, or of no service that was named`
  return [
    '## Changes around it',
    '',
    `Context, not part of the timeline: what other systems told was changed, from two hours before it was opened until it ended, of ${of}.`,
    ...(earlier > 0 ? ['', `${earlier} earlier ones are left out.`] : []),
    '',
    '| Time | When | Service | Change | Told by |',
    '| --- | --- | --- | --- | --- |',
    ...shown.map(
      (change) =>
        `| ${stamp(change.happenedAt)} | ${change.happenedAt < openedAt ? 'before' : 'during'} | ${escapeMarkdown(change.service ?? '-')} | ${escapeMarkdown(change.summary)} | ${escapeMarkdown(change.source ?? '-')} |`,
    ),
    '',
  ]
}

function row({ happenedAt, by, what, text, withdrawn, correctedBy }: TimelineEntry): string {
  const words = text === undefined ? '' : `: ${text.split('\n').map(escapeMarkdown).join('<br>')}`
  const marks = withdrawn ? ' (withdrawn)' : correctedBy.length > 0 ? ' (corrected)' : ''
  return `| ${stamp(happenedAt)} | ${escapeMarkdown(by)} | ${escapeMarkdown(what)}${words}${marks} |`
}

const stamp = (at: Date): string => at.toISOString().slice(0, 19).replace('T', ' ')
