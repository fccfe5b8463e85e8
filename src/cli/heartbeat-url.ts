/** `opsbook heartbeat url NAME`. */
import { Argument } from 'commander'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { type ServerFlags, serverClient } from './server-client.ts'
import { shapeServerFlags } from './server-flags.ts'

interface Flags extends ServerFlags {
  new?: boolean
}

export const heartbeatUrl: CommandDefinition = {
  text: {
    name: 'url',
    summary:
      'Prints the address that the job of a heartbeat calls; whoever has it can ping, and nothing else. Behind it: /start when a run begins, /fail, or its exit status.',
    formats: ['table', 'json'],
    examples: [
      ['opsbook heartbeat url backup', 'for the end of a crontab line'],
      ['opsbook heartbeat url backup --new', 'another one; the old one ends at once'],
    ],
  },
  shape: (command) =>
    shapeServerFlags(command.addArgument(new Argument('<name>', 'what it is called'))).option(
      '--new',
      'make it anew; the old one ends at once',
    ),
  run,
}

async function run(call: Call<Flags>): Promise<ExitCode> {
  const { flags, args, terminal } = call
  const client = serverClient(call)
  const path = `/heartbeats/${encodeURIComponent(args[0]!)}/address`
  const shown = await client.ask<{ path: string }>(path, flags.new ? { method: 'POST' } : {})
  const url = `${client.url}${shown.path}`
  terminal.print(
    flags.format === 'json' ? terminal.json({ schema: 'opsbook.heartbeat/v1', ...shown, url }) : `${url}\n`,
  )
  return EXIT.success
}
