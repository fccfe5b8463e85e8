/** `opsbook alert list`. */
import type { Command } from 'commander'
import { Option } from 'commander'
import { SIGNAL_SEVERITIES } from '../response/alert/signal.ts'
import type { ShownAlert } from './alert-client.ts'
import { alertLines, alertPlain } from './alert-lines.ts'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { matchersFilter, typedMatchers } from './matchers-of-words.ts'
import { readLimit } from './read-limit.ts'
import { type ServerFlags, serverClient } from './server-client.ts'
import { shapeServerFlags } from './server-flags.ts'

interface Flags extends ServerFlags {
  all?: boolean
  state: string
  severity?: string
  integration?: string
  limit: string
}

export const alertList: CommandDefinition = {
  text: {
    name: 'list',
    summary: 'Lists alerts that fire, newest first; those whose labels fit, where conditions are given.',
    formats: ['table', 'plain', 'json'],
    examples: [
      ['opsbook alert list', 'what fires'],
      ['opsbook alert list \'team=~"db|web"\' --state open', 'that nobody has, of two teams'],
      ['opsbook alert list DiskFull --all --json', 'every one of this name, for programs'],
    ],
  },
  shape: (command: Command) =>
    shapeServerFlags(
      command
        .argument('[matcher...]', 'conditions on labels as amtool takes them; a bare first word is the alertname')
        .option('--all', 'those that are over, too')
        .addOption(
          new Option('--state <state>', 'in this state only')
            .choices(['open', 'acknowledged', 'firing', 'resolved', 'all'])
            .default('firing'),
        )
        .addOption(new Option('--severity <word>', 'as bad as this only').choices(SIGNAL_SEVERITIES))
        .option('--integration <id>', 'sent by this integration only')
        .option('--limit <n>', 'so many at most', '50'),
    ),
  run,
}

async function run(call: Call<Flags>): Promise<ExitCode> {
  const { flags, terminal, now, args } = call
  const limit = readLimit(flags.limit)
  const query = {
    ...{ state: flags.all ? 'all' : flags.state, severity: flags.severity, integration: flags.integration },
    filter: matchersFilter(typedMatchers(args)),
  }
  const alerts = await serverClient(call).list<ShownAlert>('/alerts', query, limit)
  if (flags.format === 'json') terminal.print(terminal.json({ schema: 'opsbook.alerts/v1', alerts }))
  else {
    const lines =
      flags.format === 'plain'
        ? alerts.map((each) => alertPlain(each, terminal.style))
        : alerts.flatMap((each) => alertLines(each, now, terminal.style))
    terminal.print(lines.map((line) => `${line}\n`).join(''))
  }
  if (flags.quiet) return EXIT.success
  if (alerts.length === 0)
    terminal.say(query.state === 'firing' && args.length === 0 ? 'nothing fires\n' : 'there are no such alerts\n')
  else if (alerts.length === limit) terminal.say(`there may be more; --limit shows more than ${limit}\n`)
  return EXIT.success
}
