/** `opsbook incident note`. */
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
  at?: string
  correct?: string
  withdraw?: string
  why?: string
}

export const incidentNote: CommandDefinition = {
  text: {
    name: 'note',
    summary:
      'Writes something on the timeline. What was written is never changed: a correction is an entry of its own and takes its place in what is shown.',
    formats: ['table', 'json'],
    examples: [
      ['opsbook incident note 482 "the disk of db-1 is full"', 'write it down'],
      ['opsbook incident note 482 "the disk of db-2" --correct 7 --why slip', 'entry 7 was wrong'],
      ['opsbook incident note 482 --withdraw 7 --why "a password"', 'take it out of view'],
    ],
  },
  shape: (command: Command) =>
    shapeServerFlags(
      command
        .argument('<incident>', 'its number or id')
        .argument('[text]', 'what is to be written')
        .option('--at <time>', 'when it was so, as 2026-03-01T12:00:00Z; else now')
        .option('--correct <entry>', 'number of the entry that was wrong')
        .option('--withdraw <entry>', 'number of the entry that is not to be shown')
        .option('--why <text>', 'why it was wrong'),
    ),
  run,
}

async function run(call: Call<Flags>): Promise<ExitCode> {
  const [name, text] = call.args
  const { at, correct, withdraw, why } = call.flags
  const path = incidentPath(name!)
  const entry = correct ?? withdraw
  if (entry === undefined) {
    if (text === undefined) throw usageFailure('missing-argument', 'say what is to be written')
    return printIncident(call, await changeIncident(call, `${path}/notes`, { body: present({ text, at }) }))
  }
  if (correct !== undefined && withdraw !== undefined)
    throw usageFailure('contradiction', 'an entry is corrected or withdrawn, not both')
  if (!/^[1-9]\d{0,8}$/.test(entry))
    throw usageFailure('invalid-value', `"${entry}" is no number of an entry`, 'opsbook incident view -v shows them')
  if (why === undefined) throw usageFailure('missing-option', 'a correction says why', 'Give --why')
  const withdrawn = withdraw === undefined ? undefined : true
  const body = present({ entry: Number(entry), text, at, withdrawn, why })
  return printIncident(call, await changeIncident(call, `${path}/corrections`, { body }))
}
