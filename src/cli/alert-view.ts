/** `opsbook alert view`. */
import type { Command } from 'commander'
import { type AlertEventLine, type AlertPlace, alertPath, type ShownAlert, type ShownRouting } from './alert-client.ts'
import { alertLines } from './alert-lines.ts'
import { alertNext, episodeLines, eventLines, labelLines, placeLines } from './alert-view-lines.ts'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { Failure } from './failure.ts'
import type { ShownSuggestion } from './incident-lines.ts'
import { heldLines, routeLines } from './routing-lines.ts'
import { type ServerClient, type ServerFlags, serverClient } from './server-client.ts'
import { shapeServerFlags } from './server-flags.ts'

const SHOWN = 5
const MOST_EVENTS = 1000
const MOST_PLACES = 20

export const alertView: CommandDefinition = {
  text: {
    name: 'view',
    summary:
      'Shows one alert: its labels, who hears of it and why, what holds it back, its incidents, its earlier episodes, its log (-v: all of each), and what to do next.',
    formats: ['table', 'json'],
    examples: [
      ['opsbook alert view 12', 'by its number'],
      ['opsbook alert view 12 --json=routing', 'only why, for programs'],
    ],
  },
  shape: (command: Command) => shapeServerFlags(command.argument('<alert>', 'its number or id')),
  run,
}

async function run(call: Call<ServerFlags>): Promise<ExitCode> {
  const { flags, terminal, now } = call
  const client = serverClient(call)
  const seen = await look(client, alertPath(call.args[0]!), flags.verbose > 0)
  const { alert, routing, episodes, incidents, events, suggestions } = seen
  const next = alertNext(alert, { incidents: incidents ?? [], suggestions, routing })
  if (flags.format === 'json') {
    terminal.print(
      terminal.json({ schema: 'opsbook.alert/v1', alert, routing, episodes, incidents, events, suggestions, next }),
    )
    return EXIT.success
  }
  const { style } = terminal
  const shown = flags.verbose > 0 ? events : events.slice(-SHOWN)
  const lines = [
    ...alertLines(alert, now, style, false),
    ...section('Labels', labelLines(alert.labels, style)),
    ...section('Annotations', labelLines(alert.annotations, style)),
    ...section('Held back', heldLines(routing, now, style)),
    ...section(
      alert.state === 'resolved' ? 'Who would hear of it, and why' : 'Who hears of it, and why',
      routeLines(routing, style),
    ),
    ...section('Incidents', incidents === null ? ['  you may not see them'] : placeLines(incidents, now, style)),
    ...section(
      'Before',
      episodeLines(
        episodes.filter(({ id }) => id !== alert.id).slice(0, flags.verbose > 0 ? undefined : SHOWN),
        now,
        style,
      ),
    ),
    ...section('Log', [
      ...(events.length > shown.length ? [`  ${events.length - shown.length} earlier; -v shows all`] : []),
      ...eventLines(shown, style),
    ]),
    ...section(
      'Next',
      // Not broken into lines: they are there to be copied.
      next.map((line) => `  ${style.show(line)}`),
    ),
  ]
  terminal.print(lines.map((line) => `${line}\n`).join(''))
  return EXIT.success
}

const section = (title: string, lines: readonly string[]): string[] => (lines.length === 0 ? [] : ['', title, ...lines])

/** Everything about an alert. Incidents are `null` for somebody who may not see them. */
async function look(client: ServerClient, path: string, all: boolean) {
  const [alert, routing, episodes, events, incidents] = await Promise.all([
    client.ask<ShownAlert>(path),
    client.ask<ShownRouting>(`${path}/routing`),
    client.list<ShownAlert>(`${path}/episodes`, {}, all ? MOST_EVENTS : SHOWN + 1),
    client.list<AlertEventLine>(`${path}/events`, {}, MOST_EVENTS),
    client.list<AlertPlace>(`${path}/incidents`, {}, MOST_PLACES).catch(nothingForbidden),
  ])
  const current = incidents?.find(({ detachedAt, incident }) => detachedAt === null && incident.resolvedAt === null)
  const suggestions = current
    ? (await client.ask<{ items: ShownSuggestion[] }>(`/incidents/${current.incident.number}/suggestions`)).items
    : []
  return { alert, routing, episodes, events, incidents, suggestions }
}

function nothingForbidden(error: unknown): null {
  if (error instanceof Failure && error.parts.exit === EXIT.notAllowed) return null
  throw error
}
