/** `opsbook incident assign`. */
import type { Command } from 'commander'
import { present } from '../app/present.ts'
import type { Call, CommandDefinition } from './command.ts'
import type { ExitCode } from './exit-code.ts'
import { usageFailure } from './failure.ts'
import { changeIncident, incidentPath } from './incident-client.ts'
import { printIncident } from './incident-print.ts'
import type { ServerFlags } from './server-client.ts'
import { shapeServerFlags } from './server-flags.ts'

interface Flags extends ServerFlags {
  role: string
  accept?: boolean
  decline?: boolean
  release?: boolean
  force?: boolean
}

export const incidentAssign: CommandDefinition = {
  text: {
    name: 'assign',
    summary:
      'Takes a role in an incident, or offers it to somebody. Until they accept, whoever has it keeps it. Without a person it is for you.',
    formats: ['table', 'json'],
    examples: [
      ['opsbook incident assign 482', 'you are the commander'],
      ['opsbook incident assign 482 ben --role communications', 'offers it to Ben'],
      ['opsbook incident assign 482 --role communications --accept', 'Ben says yes'],
    ],
  },
  shape: (command: Command) =>
    shapeServerFlags(
      command
        .argument('<incident>', 'its number or id')
        .argument('[person]', 'whom it is offered to: login or id')
        .option(
          '--role <role>',
          'commander (or lead), communications, scribe, operations, or one of the book',
          'commander',
        )
        .option('--accept', 'say yes to an offer')
        .option('--decline', 'say no to an offer')
        .option('--release', 'give it back')
        .option('--force', 'take it although somebody has it who cannot be reached'),
    ),
  run,
}

async function run(call: Call<Flags>): Promise<ExitCode> {
  const [name, person] = call.args
  const { role, accept, decline, release, force } = call.flags
  const chosen = [
    ...(accept ? ['accept'] : []),
    ...(decline ? ['decline'] : []),
    ...(release ? ['release'] : []),
    ...(person === undefined ? [] : ['offer']),
  ]
  if (chosen.length > 1 || (force && chosen.length > 0))
    throw usageFailure('contradiction', 'a person, --accept, --decline, --release and --force exclude each other')
  const body = present({ role, do: chosen[0] ?? 'take', to: person, force })
  const own = accept || decline || release ? '/own' : ''
  return printIncident(call, await changeIncident(call, `${incidentPath(name!)}/roles${own}`, { body }))
}
