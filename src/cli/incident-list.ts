/** `opsbook incident list`. */
import type { Command } from 'commander'
import { Option } from 'commander'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import type { ShownIncident } from './incident-client.ts'
import { incidentLines, incidentPlain } from './incident-lines.ts'
import { readLimit } from './read-limit.ts'
import { type ServerFlags, serverClient } from './server-client.ts'
import { shapeServerFlags } from './server-flags.ts'

interface Flags extends ServerFlags {
  all?: boolean
  status?: string
  severity?: string
  kind?: string
  service?: string
  limit: string
}

export const incidentList: CommandDefinition = {
  text: {
    name: 'list',
    summary: 'Lists the incidents somebody has to handle, newest first.',
    formats: ['table', 'plain', 'json'],
    examples: [
      ['opsbook incident list', 'what has to be handled'],
      ['opsbook incident list --all --severity P0 --json', 'every one of the worst, for programs'],
    ],
  },
  shape: (command: Command) =>
    shapeServerFlags(
      command
        .option('--all', 'those that are over, too')
        .addOption(
          new Option('--status <status>', 'with this status only').choices([
            ...['open', 'acknowledged', 'mitigated', 'resolved', 'merged'],
          ]),
        )
        .addOption(new Option('--severity <severity>', 'of this severity only').choices(['P0', 'P1', 'P2', 'P3']))
        .addOption(new Option('--kind <kind>', 'of this kind only').choices(['normal', 'drill', 'maintenance']))
        .option('--service <name>', 'about this service only')
        .option('--limit <n>', 'so many at most', '50'),
    ),
  run,
}

async function run(call: Call<Flags>): Promise<ExitCode> {
  const { flags, terminal, now } = call
  const { all, status, severity, kind, service } = flags
  const limit = readLimit(flags.limit)
  const active = all || status !== undefined ? undefined : 'true'
  const query = { active, status, severity, kind, service }
  const incidents = await serverClient(call).list<ShownIncident>('/incidents', query, limit)
  if (flags.format === 'json') terminal.print(terminal.json({ schema: 'opsbook.incidents/v1', incidents }))
  else {
    const lines =
      flags.format === 'plain'
        ? incidents.map((each) => incidentPlain(each, terminal.style))
        : incidents.flatMap((each) => incidentLines(each, now, terminal.style))
    terminal.print(lines.map((line) => `${line}\n`).join(''))
  }
  if (incidents.length === 0 && !flags.quiet)
    terminal.say(active ? 'nothing has to be handled; --all shows what is over\n' : 'there are no such incidents\n')
  return EXIT.success
}
