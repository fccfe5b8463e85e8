/** `opsbook incident ack` and `resolve`. */
import type { Command } from 'commander'
import { present } from '../app/present.ts'
import type { Call, CommandDefinition } from './command.ts'
import type { ExitCode } from './exit-code.ts'
import { changeIncident, incidentPath } from './incident-client.ts'
import { printIncident } from './incident-print.ts'
import type { ServerFlags } from './server-client.ts'
import { shapeServerFlags } from './server-flags.ts'

interface Flags extends ServerFlags {
  at?: string
}

const shape = (command: Command): Command =>
  shapeServerFlags(
    command
      .argument('<incident>', 'its number or id')
      .argument('[text]', 'a word for the timeline')
      .option('--at <time>', 'when it was so, as 2026-03-01T12:00:00Z; else now'),
  )

const mover =
  (move: 'acknowledge' | 'resolve') =>
  async (call: Call<Flags>): Promise<ExitCode> => {
    const [name, text] = call.args
    const body = present({ text, at: call.flags.at })
    return printIncident(call, await changeIncident(call, `${incidentPath(name!)}/${move}`, { body }))
  }

export const incidentAck: CommandDefinition = {
  text: {
    name: 'ack',
    summary: 'Says that you have an incident.',
    formats: ['table', 'json'],
    examples: [['opsbook incident ack 482', 'it is yours']],
  },
  shape,
  run: mover('acknowledge'),
}

export const incidentResolve: CommandDefinition = {
  text: {
    name: 'resolve',
    summary: 'Ends an incident. Done twice it changes nothing.',
    formats: ['table', 'json'],
    examples: [
      ['opsbook incident resolve 482 "restarted the queue"', 'with what helped'],
      ['opsbook incident resolve 482 --at 2026-03-01T12:00:00Z', 'it was over before'],
    ],
  },
  shape,
  run: mover('resolve'),
}
