/** An incident on a terminal. Titles and names are foreign text and shown as such. */

import { wrapTo } from '../runbook/report/display-width.ts'
import { counted, type Style, type Tone } from '../runbook/report/style.ts'
import { agoWords, momentWords } from '../runbook/report/time-words.ts'
import type { ShownIncident } from './incident-client.ts'
import { plainRow } from './plain-row.ts'
import { shellWord } from './shell-word.ts'

const STATUS: Readonly<
  Record<ShownIncident['status'], { word: string; tone: Tone; sign: 'error' | 'warning' | 'info' | 'ok' }>
> = {
  open: { word: 'open', tone: 'red', sign: 'error' },
  acknowledged: { word: 'handled', tone: 'yellow', sign: 'warning' },
  mitigated: { word: 'mitigated', tone: 'blue', sign: 'info' },
  resolved: { word: 'resolved', tone: 'green', sign: 'ok' },
  merged: { word: 'merged', tone: 'dim', sign: 'info' },
}
const KIND = { normal: '', drill: 'drill ', maintenance: 'maintenance ' } as const

/** Two lines: what it is; since when, who has it, what is owed. */
export function incidentLines(incident: ShownIncident, now: Date, style: Style): string[] {
  const { paint, signs, show, columns } = style
  const { word, tone, sign } = STATUS[incident.status]
  const status = paint(tone, `${signs[sign]} ${word.padEnd(9)}`)
  const { number, severity, kind, title } = incident
  const width = columns - LEAD.length
  const [first = '', ...more] = wrapTo(show(`#${number} ${severity} ${KIND[kind]}${title}`), width)
  return [
    `${status} ${paint('bold', first)}`,
    ...more.map((line) => LEAD + paint('bold', line)),
    ...wrapTo(factsOf(incident, now, style).join(` ${signs.dot} `), width).map((line) => LEAD + paint('dim', line)),
  ]
}

const LEAD = ' '.repeat(12)

function factsOf(incident: ShownIncident, now: Date, { show }: Style): string[] {
  const { openedAt, resolvedAt, service, alerts, roles, acknowledgedBy, mergedInto, updateDue } = incident
  const commander = roles.find(({ role }) => role === 'commander')?.holder ?? acknowledgedBy
  const risk = incident.clocks.filter(({ state }) => state === 'breached' || state === 'at-risk')
  return [
    `began ${agoWords(openedAt, now)}`,
    ...(service === null ? [] : [show(service)]),
    commander ? show(commander.name) : 'nobody has it',
    ...(alerts.attached > 0 ? [`${counted(alerts.attached, 'alert')}, ${alerts.firing} firing`] : []),
    ...(resolvedAt === null ? [] : [`resolved ${agoWords(resolvedAt, now)}`]),
    ...(mergedInto === null ? [] : [`into ${show(mergedInto)}`]),
    ...risk.map(({ kind, state, dueAt }) =>
      `${CLOCKS[kind] ?? kind} ${state === 'breached' ? 'LATE' : 'due'} ${dueAt ? agoWords(dueAt, now) : ''}`.trim(),
    ),
    ...(updateDue && risk.length === 0 ? [`next status ${agoWords(updateDue.dueAt, now)}`] : []),
  ]
}

const CLOCKS: Readonly<Record<string, string>> = {
  acknowledge: 'answer',
  'first-update': 'first status',
  update: 'next status',
  mitigation: 'mitigation',
}

/** One record a line, fields separated by tabs. */
export const incidentPlain = (
  { number, severity, status, kind, openedAt, service, title }: ShownIncident,
  { show }: Style,
): string => plainRow([number, severity, status, kind, openedAt, service ?? '', title], show)

export interface ShownEntry {
  seq: number
  happenedAt: string
  by: string
  what: string
  text: string | null
  withdrawn: boolean
}

export function entryLines(entry: ShownEntry, { paint, show, columns }: Style): string[] {
  const { seq, happenedAt, by, what, text, withdrawn } = entry
  const said = `${by} ${what}${withdrawn ? ' (withdrawn)' : ''}`
  const words = [said, ...(text === null ? [] : text.split('\n'))]
  return [
    paint('dim', `${String(seq).padStart(3)}  ${momentWords(happenedAt)}`),
    ...words.flatMap((line) => wrapTo(show(line), columns - 5).map((each) => `     ${each}`)),
  ]
}

export interface ShownSuggestion {
  file: string
  line: number
  title: string
  procedure: string | null
  rank: number
  reasons: readonly string[]
  bindings: readonly { parameter: string; label: string; value: string; sure: boolean }[]
  open: readonly string[]
}

/** A suggestion as something to type, with why. The command line is not broken: it is there to be copied. */
export function suggestionLines(suggestion: ShownSuggestion, number: number, style: Style): string[] {
  const { paint, show, signs, columns } = style
  const { file, line, procedure, title, rank, reasons, bindings, open } = suggestion
  const under = (text: string) => wrapTo(show(text), columns - 4).map((each) => `    ${paint('dim', each)}`)
  const lines = [
    ...wrapTo(show(title), columns - 2).map((each, at) => `${at === 0 ? signs.arrow : ' '} ${paint('bold', each)}`),
    ...under(`${file}:${line}, ${rank} of 100`),
    ...reasons.slice(0, 2).flatMap(under),
  ]
  if (procedure === null) return lines
  const given = bindings.filter((each) => each.sure).map(({ parameter, value }) => `${parameter} is ${value}`)
  const asked = [...bindings.filter((each) => !each.sure).map(({ parameter }) => parameter), ...open]
  return [
    ...lines,
    show(`    opsbook run --incident ${number} ${shellWord(`${file}#${procedure}`)}`),
    ...(given.length === 0 ? [] : under(`by the alert: ${given.join(', ')}`)),
    ...(asked.length === 0 ? [] : under(`asks for ${asked.join(', ')}`)),
  ]
}
