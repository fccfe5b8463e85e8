/** `opsbook silence list`. */
import type { Command } from 'commander'
import { Option } from 'commander'
import type { ShownSilence } from '../response/alert/silence/shown-silence.ts'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { readLimit } from './read-limit.ts'
import { type ServerFlags, serverClient } from './server-client.ts'
import { shapeServerFlags } from './server-flags.ts'
import { silenceLines, silencePlain } from './silence-lines.ts'

interface Flags extends ServerFlags {
  all?: boolean
  state: string
  limit: string
}

export const silenceList: CommandDefinition = {
  text: {
    name: 'list',
    summary:
      'Lists the silences in force and those to come, newest first. Those that are over stay and are shown with --all.',
    formats: ['table', 'plain', 'json'],
    examples: [
      ['opsbook silence list', 'what is kept quiet, until when and why'],
      ['opsbook silence list --state expired --limit 5', 'the last that ended'],
    ],
  },
  shape: (command: Command) =>
    shapeServerFlags(
      command
        .option('--all', 'those that are over, too')
        .addOption(
          new Option('--state <state>', 'in this state only')
            .choices(['current', 'active', 'pending', 'expired', 'all'])
            .default('current'),
        )
        .option('--limit <n>', 'so many at most', '50'),
    ),
  run,
}

async function run(call: Call<Flags>): Promise<ExitCode> {
  const { flags, terminal, now } = call
  const limit = readLimit(flags.limit)
  const state = flags.all ? 'all' : flags.state
  const silences = await serverClient(call).list<ShownSilence>('/silences', { state }, limit)
  if (flags.format === 'json') terminal.print(terminal.json({ schema: 'opsbook.silences/v1', silences }))
  else {
    const lines =
      flags.format === 'plain'
        ? silences.map((each) => silencePlain(each, terminal.style))
        : silences.flatMap((each) => silenceLines(each, now, terminal.style))
    terminal.print(lines.map((line) => `${line}\n`).join(''))
  }
  if (flags.quiet) return EXIT.success
  if (silences.length === 0)
    terminal.say(state === 'current' ? 'nothing is silenced; --all shows what was\n' : 'there are no such silences\n')
  else if (silences.length === limit) terminal.say(`there may be more; --limit shows more than ${limit}\n`)
  return EXIT.success
}
