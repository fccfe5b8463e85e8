/** `opsbook heartbeat ping NAME`. */
import { Argument } from 'commander'
import type { ShownHeartbeat } from '../response/monitor/heartbeat/shown.ts'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { usageFailure } from './failure.ts'
import { shortTime, stateWord } from './heartbeat-lines.ts'
import { type ServerFlags, serverClient } from './server-client.ts'
import { shapeServerFlags } from './server-flags.ts'

interface Flags extends ServerFlags {
  start?: boolean
  fail?: boolean
  text?: string
}

export const heartbeatPing: CommandDefinition = {
  text: {
    name: 'ping',
    summary: 'Counts as a sign of life of a heartbeat, by whoever is signed in. Jobs call its address instead.',
    formats: ['table', 'json'],
    examples: [
      ['opsbook heartbeat ping backup --text "ran by hand"', 'it was done well'],
      ['opsbook heartbeat ping backup --fail', 'it was not'],
    ],
  },
  shape: (command) =>
    shapeServerFlags(command.addArgument(new Argument('<name>', 'what it is called')))
      .option('--start', 'a run begins')
      .option('--fail', 'it failed')
      .option('--text <text>', 'what there is to say'),
  run,
}

async function run(call: Call<Flags>): Promise<ExitCode> {
  const { flags, args, terminal } = call
  if (flags.start && flags.fail) throw usageFailure('kind', 'either --start or --fail')
  const kind = flags.start ? 'start' : flags.fail ? 'fail' : 'success'
  const shown = await serverClient(call).ask<ShownHeartbeat>(`/heartbeats/${encodeURIComponent(args[0]!)}/ping`, {
    method: 'POST',
    body: { kind, ...(flags.text === undefined ? {} : { text: flags.text }) },
  })
  if (flags.format === 'json') terminal.print(terminal.json({ schema: 'opsbook.heartbeat/v1', ...shown }))
  else {
    const { style, print } = terminal
    print(`${stateWord(style, shown.state)} ${style.show(shown.name)}  due ${shortTime(shown.expectedAt)}\n`)
  }
  return EXIT.success
}
