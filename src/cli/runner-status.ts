/** `opsbook runner status`: the runners of a server. */
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { type ServerFlags, serverClient } from './server-client.ts'
import { shapeServerFlags } from './server-flags.ts'

interface Shown {
  id: string
  name: string
  version: string
  host: string
  draining: boolean
  lastSeenAt: string | null
  disabledAt: string | null
}

/** Longer silence than this means that it is gone; a runner speaks every three seconds. */
const SILENT_MS = 10_000

export const runnerStatus: CommandDefinition = {
  text: {
    name: 'status',
    summary: 'Shows the runners of a server and when each was last heard of.',
    formats: ['table', 'json'],
    examples: [['opsbook runner status', 'all of them']],
  },
  shape: shapeServerFlags,
  run,
}

async function run(call: Call<ServerFlags>): Promise<ExitCode> {
  const runners = await serverClient(call).list<Shown>('/runners', {}, 10_000)
  const { terminal, flags, now } = call
  if (flags.format === 'json') {
    terminal.print(terminal.json({ schema: 'opsbook.runners/v1', runners }))
    return EXIT.success
  }
  const { style, print } = terminal
  for (const { name, host, version, draining, disabledAt, lastSeenAt } of runners) {
    const silent = lastSeenAt === null || now.getTime() - Date.parse(lastSeenAt) > SILENT_MS
    const [sign, word] =
      disabledAt !== null
        ? [style.signs.error, 'DISABLED']
        : silent
          ? [style.signs.unsure, 'SILENT']
          : draining
            ? [style.signs.warning, 'DRAINING']
            : [style.signs.ok, 'READY']
    print(
      `${sign} ${word.padEnd(9)} ${style.show(name).padEnd(20)} ${style.show(host).padEnd(24)} ${version.padEnd(8)} ${lastSeenAt ?? 'never heard of'}\n`,
    )
  }
  if (runners.length === 0 && !flags.quiet) terminal.say('no runners; opsbook runner invite NAME lets one in\n')
  return EXIT.success
}
