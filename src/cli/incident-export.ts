/** `opsbook incident export`. */
import type { Command } from 'commander'
import { visibleLines } from '../kit/visible.ts'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import type { ShownChange } from './incident-changes.ts'
import { incidentPath, type ShownIncident } from './incident-client.ts'
import type { ShownEntry } from './incident-lines.ts'
import { type ServerFlags, serverClient } from './server-client.ts'
import { shapeServerFlags } from './server-flags.ts'

const MOST_ENTRIES = 100_000

export const incidentExport: CommandDefinition = {
  text: {
    name: 'export',
    summary: 'Writes an incident with its whole timeline: as Markdown for a ticket or a page, or as JSON.',
    formats: ['md', 'json'],
    examples: [
      ['opsbook incident export 482 > incident-482.md', 'a file for people'],
      ['opsbook incident export 482 --json', 'everything, for programs'],
    ],
  },
  shape: (command: Command) => shapeServerFlags(command.argument('<incident>', 'its number or id')),
  run,
}

async function run(call: Call<ServerFlags>): Promise<ExitCode> {
  const { flags, terminal } = call
  const path = incidentPath(call.args[0]!)
  const client = serverClient(call)
  if (flags.format === 'json') {
    const [incident, timeline, changes] = await Promise.all([
      client.ask<ShownIncident>(path),
      client.list<ShownEntry>(`${path}/timeline`, {}, MOST_ENTRIES),
      client.list<ShownChange>(`${path}/changes`, {}, MOST_ENTRIES),
    ])
    terminal.print(terminal.json({ schema: 'opsbook.incident/v1', incident, timeline, changes }))
    return EXIT.success
  }
  const response = await client.open(`${path}/export`, { headers: { accept: 'text/markdown' } })
  terminal.print(visibleLines(await response.text()))
  return EXIT.success
}
