/** `opsbook silence view`. */
import type { Command } from 'commander'
import type { ShownSilence } from '../response/alert/silence/shown-silence.ts'
import { counted } from '../runbook/report/style.ts'
import { momentWords } from '../runbook/report/time-words.ts'
import { fittingLines, indented } from './alert-view-lines.ts'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { type ServerFlags, serverClient } from './server-client.ts'
import { shapeServerFlags } from './server-flags.ts'
import { fittingAlerts, silencePath } from './silence-client.ts'
import { silenceLines } from './silence-lines.ts'

const MOST_CHANGES = 200
const SHOWN = 10

export const silenceView: CommandDefinition = {
  text: {
    name: 'view',
    summary: 'Shows a silence, the alerts that fire now and fit it, and what was done to it.',
    formats: ['table', 'json'],
    examples: [['opsbook silence view 0198c1de-7b1a-7c3e-9d55-0a1b2c3d4e5f', 'by its id']],
  },
  shape: (command: Command) => shapeServerFlags(command.argument('<silence>', 'its id')),
  run,
}

interface Change {
  seq: number
  at: string
  action: string
  actor: string
}

async function run(call: Call<ServerFlags>): Promise<ExitCode> {
  const { flags, terminal, now } = call
  const { style } = terminal
  const client = serverClient(call)
  const path = silencePath(call.args[0]!)
  const silence = await client.ask<ShownSilence>(path)
  const [fits, changes] = await Promise.all([
    fittingAlerts(client, silence.matchers),
    client.list<Change>(`${path}/history`, {}, MOST_CHANGES),
  ])
  const history = changes.map(({ at, action, actor }) => ({ at, action, actor }))
  if (flags.format === 'json') {
    terminal.print(terminal.json({ schema: 'opsbook.silence/v1', silence, fits, history }))
    return EXIT.success
  }
  const about = silence.state === 'active' ? 'Kept quiet now' : 'Would be kept quiet now'
  const lines = [
    ...silenceLines(silence, now, style),
    '',
    `${about}: ${counted(fits.count, 'alert')}`,
    ...fittingLines(fits, flags.verbose > 0 ? fits.alerts.length : SHOWN, style),
    '',
    'Log',
    ...history.flatMap(({ at, action, actor }) => indented(`${momentWords(at)}  ${action} by ${actor}`, style)),
    ...(silence.state === 'expired' ? [] : ['', 'Next', `  opsbook silence expire ${silence.id}`]),
  ]
  terminal.print(lines.map((line) => `${line}\n`).join(''))
  return EXIT.success
}
