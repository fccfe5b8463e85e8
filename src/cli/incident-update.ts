/** `opsbook incident update`. */
import type { Command } from 'commander'
import { Option } from 'commander'
import { present } from '../app/present.ts'
import type { Call, CommandDefinition } from './command.ts'
import type { ExitCode } from './exit-code.ts'
import { usageFailure } from './failure.ts'
import { changeIncident, incidentPath, type ShownIncident } from './incident-client.ts'
import { printIncident } from './incident-print.ts'
import type { ServerFlags } from './server-client.ts'
import { shapeServerFlags } from './server-flags.ts'

interface Flags extends ServerFlags {
  severity?: string
  title?: string
  why?: string
  status?: 'mitigated' | 'open'
  post?: string
  public?: boolean
}

export const incidentUpdate: CommandDefinition = {
  text: {
    name: 'update',
    summary:
      'Changes the severity or the title, says that the damage is under control or that it begins again, or posts a status for others.',
    formats: ['table', 'json'],
    examples: [
      ['opsbook incident update 482 --severity P0 --why "all users"', 'it is worse'],
      ['opsbook incident update 482 --status mitigated', 'the damage is under control'],
      ['opsbook incident update 482 --post "We found it and are repairing it" --public', 'tell others'],
    ],
  },
  shape: (command: Command) =>
    shapeServerFlags(
      command
        .argument('<incident>', 'its number or id')
        .option('--severity <name>', 'P0 to P3, or a name the book has for one')
        .option('--title <text>', 'what it is called from now on')
        .option('--why <text>', 'why the severity is another')
        .addOption(new Option('--status <status>', 'mitigated, or open to begin again').choices(['mitigated', 'open']))
        .option('--post <text>', 'a status for others')
        .option('--public', 'the status is for everybody, not for the team'),
    ),
  run,
}

async function run(call: Call<Flags>): Promise<ExitCode> {
  const { severity, title, why, status, post, public: isPublic } = call.flags
  const path = incidentPath(call.args[0]!)
  if (severity === undefined && title === undefined && status === undefined && post === undefined)
    throw usageFailure('missing-option', 'nothing is to be changed', 'Give --severity, --title, --status or --post')
  if (isPublic && post === undefined) throw usageFailure('contradiction', '--public is about --post', 'Give --post')
  let incident: ShownIncident | undefined
  if (severity !== undefined || title !== undefined)
    incident = await changeIncident(call, path, { method: 'PATCH', body: present({ severity, title, why }) })
  if (status !== undefined) {
    const move = status === 'open' ? 'reopen' : 'mitigate'
    incident = await changeIncident(call, `${path}/${move}`, {})
  }
  if (post !== undefined) {
    const body = { text: post, audience: isPublic ? 'public' : 'internal' }
    incident = await changeIncident(call, `${path}/updates`, { body })
  }
  return printIncident(call, incident!)
}
