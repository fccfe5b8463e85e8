/** `opsbook heartbeat rm NAME`. */
import { Argument } from 'commander'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { type ServerFlags, serverClient } from './server-client.ts'
import { shapeServerFlags } from './server-flags.ts'

export const heartbeatRm: CommandDefinition = {
  text: {
    name: 'rm',
    summary: 'Expects a heartbeat no more; its alert ends. One that opsbook.yaml declares is taken out there.',
    formats: ['table', 'json'],
    examples: [['opsbook heartbeat rm backup', 'its address ends, too']],
  },
  shape: (command) => shapeServerFlags(command.addArgument(new Argument('<name>', 'what it is called'))),
  run,
}

async function run(call: Call<ServerFlags>): Promise<ExitCode> {
  const { flags, args, terminal } = call
  await serverClient(call).ask(`/heartbeats/${encodeURIComponent(args[0]!)}`, { method: 'DELETE' })
  const { style, print } = terminal
  if (flags.format === 'json') print(terminal.json({ schema: 'opsbook.heartbeat/v1', name: args[0], removed: true }))
  else print(`${style.paint('green', style.signs.ok)} ${style.show(args[0]!)} is expected no more\n`)
  return EXIT.success
}
