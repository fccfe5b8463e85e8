/** `opsbook silence expire`. */
import type { Command } from 'commander'
import type { ShownSilence } from '../response/alert/silence/shown-silence.ts'
import { wrapTo } from '../runbook/report/display-width.ts'
import { counted } from '../runbook/report/style.ts'
import { momentWords } from '../runbook/report/time-words.ts'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { type ServerFlags, serverClient } from './server-client.ts'
import { shapeServerFlags } from './server-flags.ts'
import { fittingAlerts, silencePath } from './silence-client.ts'
import { conditionsText } from './silence-lines.ts'

export const silenceExpire: CommandDefinition = {
  text: {
    name: 'expire',
    summary: 'Ends a silence now; its record stays. Done twice it changes nothing.',
    formats: ['table', 'json'],
    examples: [['opsbook silence expire 0198c1de-7b1a-7c3e-9d55-0a1b2c3d4e5f', 'by its id']],
  },
  shape: (command: Command) => shapeServerFlags(command.argument('<silence>', 'its id')),
  run,
}

async function run(call: Call<ServerFlags>): Promise<ExitCode> {
  const { flags, terminal } = call
  const { style } = terminal
  const client = serverClient(call)
  const path = silencePath(call.args[0]!)
  const before = await client.ask<ShownSilence>(path)
  await client.ask(path, { method: 'DELETE' })
  const [silence, fits] = await Promise.all([client.ask<ShownSilence>(path), fittingAlerts(client, before.matchers)])
  if (flags.format === 'json') {
    terminal.print(terminal.json({ schema: 'opsbook.silence/v1', silence, fits }))
    return EXIT.success
  }
  const said =
    before.state === 'expired'
      ? `was over already, since ${momentWords(before.endsAt)}`
      : `Expired; ${counted(fits.count, 'alert')} that it fits ${fits.count === 1 ? 'fires' : 'fire'} now`
  const [first = '', ...more] = wrapTo(style.show(`${said}: ${conditionsText(silence)}`), style.columns - 2)
  const sign = before.state === 'expired' ? style.paint('blue', style.signs.info) : style.paint('green', style.signs.ok)
  terminal.print(`${sign} ${first}\n${more.map((line) => `  ${line}\n`).join('')}`)
  if (!flags.quiet) terminal.say(`  ${terminal.errorStyle.paint('dim', 'next')}  opsbook alert list\n`)
  return EXIT.success
}
