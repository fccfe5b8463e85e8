/** `opsbook integration list`: who may send signals, and when each was last heard of. */
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { type ServerFlags, serverClient } from './server-client.ts'
import { shapeServerFlags } from './server-flags.ts'

interface ShownIntegration {
  readonly id: string
  readonly name: string
  readonly dialect: string
  readonly lastSeenAt: string | null
  readonly disabledAt: string | null
}

export const integrationList: CommandDefinition = {
  text: {
    name: 'list',
    summary: 'Shows who may send signals to a server, and when each was last heard of.',
    formats: ['table', 'json'],
    examples: [['opsbook integration list', 'all of them']],
  },
  shape: shapeServerFlags,
  run,
}

async function run(call: Call<ServerFlags>): Promise<ExitCode> {
  const integrations = await serverClient(call).list<ShownIntegration>('/integrations', {}, 10_000)
  const { terminal, flags } = call
  if (flags.format === 'json') {
    terminal.print(terminal.json({ schema: 'opsbook.integrations/v1', integrations }))
    return EXIT.success
  }
  const { style, print } = terminal
  for (const { name, dialect, lastSeenAt, disabledAt } of integrations) {
    const [sign, word] = disabledAt === null ? [style.signs.ok, 'ON'] : [style.signs.error, 'OFF']
    print(
      `${sign} ${word.padEnd(4)} ${style.show(name).padEnd(24)} ${dialect.padEnd(22)} ${lastSeenAt ?? 'never heard of'}\n`,
    )
  }
  if (integrations.length === 0 && !flags.quiet) terminal.say('none; opsbook integration add NAME lets a tool in\n')
  return EXIT.success
}
