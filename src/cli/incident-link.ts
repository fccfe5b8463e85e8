/** `opsbook incident link`. */
import type { Command } from 'commander'
import { Option } from 'commander'
import type { Call, CommandDefinition } from './command.ts'
import type { ExitCode } from './exit-code.ts'
import { usageFailure } from './failure.ts'
import { changeIncident, incidentPath } from './incident-client.ts'
import { printIncident } from './incident-print.ts'
import type { ServerFlags } from './server-client.ts'
import { shapeServerFlags } from './server-flags.ts'

interface Flags extends ServerFlags {
  relation?: string
  merge?: boolean
  undo?: boolean
}

export const incidentLink: CommandDefinition = {
  text: {
    name: 'link',
    summary: 'Says what an incident has to do with another one, or that it is part of it.',
    formats: ['table', 'json'],
    examples: [
      ['opsbook incident link 482 470 --relation caused-by', '470 led to 482'],
      ['opsbook incident link 482 470 --merge', 'both are one: 470 goes on'],
      ['opsbook incident link 482 470 --merge --undo', 'they are not'],
    ],
  },
  shape: (command: Command) =>
    shapeServerFlags(
      command
        .argument('<incident>', 'its number or id')
        .argument('<other>', 'number or id of the other one')
        .addOption(
          new Option('--relation <relation>', 'what the first is to the second (related)').choices([
            ...['related', 'caused-by', 'causes', 'follows', 'followed-by'],
          ]),
        )
        .option('--merge', 'the first becomes part of the second')
        .option('--undo', 'take it back'),
    ),
  run,
}

async function run(call: Call<Flags>): Promise<ExitCode> {
  const { merge, undo, relation } = call.flags
  if (merge && relation !== undefined) throw usageFailure('contradiction', '--merge and --relation exclude each other')
  const path = incidentPath(call.args[0]!)
  const other = incidentPath(call.args[1]!).slice('/incidents/'.length)
  const [verb, body] = merge
    ? undo
      ? ['take-out', { from: other }]
      : ['merge', { into: other }]
    : [undo ? 'unlink' : 'links', { incident: other, relation: relation ?? 'related' }]
  return printIncident(call, await changeIncident(call, `${path}/${verb}`, { body }))
}
