/** `opsbook incident view`. */
import type { Command } from 'commander'
import { wrapTo } from '../runbook/report/display-width.ts'
import { momentWords } from '../runbook/report/time-words.ts'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { changeLines, type ShownChange } from './incident-changes.ts'
import { incidentPath, type ShownIncident } from './incident-client.ts'
import { entryLines, incidentLines, type ShownEntry, type ShownSuggestion, suggestionLines } from './incident-lines.ts'
import { type ServerFlags, serverClient } from './server-client.ts'
import { shapeServerFlags } from './server-flags.ts'

const LAST_ENTRIES = 15
const MOST_ENTRIES = 10_000
const LAST_CHANGES = 8
const MOST_CHANGES = 2_000

export const incidentView: CommandDefinition = {
  text: {
    name: 'view',
    summary:
      'Shows one incident: what was promised and kept, who does what, procedures of the book that may help and why, what was changed around it, and the end of its timeline (-v: all of it).',
    formats: ['table', 'json'],
    examples: [
      ['opsbook incident view 482', 'by its number'],
      ['opsbook incident view 482 --json=incident', 'only the facts, for programs'],
    ],
  },
  shape: (command: Command) => shapeServerFlags(command.argument('<incident>', 'its number or id')),
  run,
}

async function run(call: Call<ServerFlags>): Promise<ExitCode> {
  const { flags, terminal, now } = call
  const path = incidentPath(call.args[0]!)
  const client = serverClient(call)
  const [incident, timeline, suggestions, changes] = await Promise.all([
    client.ask<ShownIncident>(path),
    client.list<ShownEntry>(`${path}/timeline`, {}, MOST_ENTRIES),
    client.ask<{ items: ShownSuggestion[] }>(`${path}/suggestions`),
    client.list<ShownChange>(`${path}/changes`, {}, MOST_CHANGES),
  ])
  if (flags.format === 'json') {
    const value = { schema: 'opsbook.incident/v1', incident, suggestions: suggestions.items, timeline, changes }
    terminal.print(terminal.json(value))
    return EXIT.success
  }
  const { style } = terminal
  const shown = flags.verbose > 0 ? timeline : timeline.slice(-LAST_ENTRIES)
  const left = timeline.length - shown.length
  const around = flags.verbose > 0 ? changes : changes.slice(-LAST_CHANGES)
  const isOver = incident.resolvedAt !== null
  const helps = isOver ? [] : suggestions.items.flatMap((each) => suggestionLines(each, incident.number, style))
  const lines = [
    ...incidentLines(incident, now, style),
    ...factLines(incident).flatMap((line) => wrapTo(style.show(line), style.columns - 2).map((each) => `  ${each}`)),
    ...section('May help', helps),
    ...section('Changed around it (told by other systems, not part of the timeline)', [
      ...(changes.length > around.length ? [`  ${changes.length - around.length} earlier; -v shows all`] : []),
      ...around.flatMap((change) => changeLines(change, style)),
    ]),
    ...section('Timeline', [
      ...(left > 0 ? [`  ${left} earlier; -v shows all`] : []),
      ...shown.flatMap((entry) => entryLines(entry, style)),
    ]),
  ]
  terminal.print(lines.map((line) => `${line}\n`).join(''))
  return EXIT.success
}

const section = (title: string, lines: readonly string[]): string[] => (lines.length === 0 ? [] : ['', title, ...lines])

const factLines = ({ roles, clocks, runs, links }: ShownIncident): string[] => [
  ...roles.map(
    ({ role, holder, offer }) =>
      `${role}: ${holder?.name ?? 'nobody'}${offer ? `, offered to ${offer.to.name}, who has not answered yet` : ''}`,
  ),
  ...clocks.flatMap(({ kind, state, dueAt }) => (dueAt ? [`${kind}: ${state}, due ${momentWords(dueAt)}`] : [])),
  ...runs.map(
    ({ run, procedure, outcome, exitCode }) =>
      `run ${run} of ${procedure}: ${outcome ?? 'running'}${exitCode === null ? '' : `, exit code ${exitCode}`}`,
  ),
  ...links.map(({ incident, relation }) => `${relation} ${incident}`),
]
