/** `opsbook page`: calls somebody. */
import { present } from '../app/present.ts'
import type { Call, CommandDefinition } from './command.ts'
import type { ExitCode } from './exit-code.ts'
import { changeIncident, incidentPath } from './incident-client.ts'
import { printIncident } from './incident-print.ts'
import { readReceiver } from './receiver.ts'
import type { ServerFlags } from './server-client.ts'
import { shapeServerFlags } from './server-flags.ts'

interface Flags extends ServerFlags {
  incident?: string
  severity?: string
}

export const page: CommandDefinition = {
  text: {
    name: 'page',
    summary: 'Calls somebody: to an incident there is, or to a new one that is theirs to answer.',
    formats: ['table', 'json'],
    examples: [
      ['opsbook page ben "the queue is stuck"', 'a person; a new incident'],
      ['opsbook page schedule:shop-primary "the queue is stuck" --severity P0', 'whoever is on call'],
      ['opsbook page team:dba "we need you" --incident 482', 'in addition, to one there is'],
    ],
  },
  shape: (command) =>
    shapeServerFlags(
      command
        .argument('<who>', 'a login, or schedule:NAME, team:NAME')
        .argument('<text>', 'what it is about, in one line')
        .option('--incident <incident>', 'number or id of an incident they are to help with')
        .option('--severity <name>', 'of a new incident; P1 if not said'),
    ),
  run: async (call: Call<Flags>): Promise<ExitCode> => {
    const [who, text] = call.args
    const { incident, severity } = call.flags
    const named = incident === undefined ? undefined : incidentPath(incident).replace('/incidents/', '')
    const body = present({ to: readReceiver(who!, false), text, incident: named, severity })
    return printIncident(call, await changeIncident(call, '/pages', { body }))
  },
}
