/** `opsbook incident open`. */
import type { Command } from 'commander'
import { present } from '../app/present.ts'
import type { Call, CommandDefinition } from './command.ts'
import type { ExitCode } from './exit-code.ts'
import { changeIncident } from './incident-client.ts'
import { printIncident } from './incident-print.ts'
import type { ServerFlags } from './server-client.ts'
import { shapeServerFlags } from './server-flags.ts'

interface Flags extends ServerFlags {
  severity: string
  kind?: string
  service?: string
  since?: string
  why?: string
}

export const incidentOpen: CommandDefinition = {
  text: {
    name: 'open',
    summary: 'Declares an incident. It is acknowledged by you with that.',
    formats: ['table', 'json'],
    examples: [
      ['opsbook incident open "checkout is slow" --severity P1', 'the worst is P0; names of the book work, too'],
      ['opsbook incident open "restore drill" --severity P2 --kind drill', 'a drill'],
    ],
  },
  shape: (command: Command) =>
    shapeServerFlags(
      command
        .argument('<title>', 'what is wrong, in one line')
        .requiredOption('--severity <name>', 'P0 to P3, or a name the book has for one')
        .option('--kind <kind>', 'normal, drill or maintenance')
        .option('--service <name>', 'what it is about')
        .option('--since <time>', 'when it began, as 2026-03-01T12:00:00Z')
        .option('--why <text>', 'what makes it an incident'),
    ),
  run,
}

async function run(call: Call<Flags>): Promise<ExitCode> {
  const { severity, kind, service, since, why } = call.flags
  const body = present({ title: call.args[0], severity, kind, service, startedAt: since, why })
  return printIncident(call, await changeIncident(call, '/incidents', { body }))
}
