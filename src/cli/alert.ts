/** `opsbook alert`: alerts of a server. */
import type { Call, CommandDefinition, CommandEntry } from './command.ts'
import type { ExitCode } from './exit-code.ts'
import { usageFailure } from './failure.ts'

const parts: readonly CommandEntry[] = [
  {
    name: 'send',
    summary: 'send an alert, or say that it is over; kept here while the server is down',
    load: async () => (await import('./alert-send.ts')).send,
  },
]

export const alert: CommandDefinition = {
  text: {
    name: 'alert',
    summary: `Alerts of a server. ${parts.map(({ name, summary }) => `${name}: ${summary}`).join('. ')}. Each has its own -h.`,
    examples: [
      ['opsbook alert send "disk full" --key disk-a', 'raises an alert'],
      ['opsbook alert send --resolve --key disk-a', 'says that it is over'],
    ],
  },
  shape: (command) => command.argument('<command>', parts.map(({ name }) => name).join(', ')),
  parts,
  run,
}

/** Reached only without the name of one of its commands, for which the argument parser has words already. */
async function run(_call: Call<object>): Promise<ExitCode> {
  throw usageFailure('missing-argument', 'say what to do with alerts', 'opsbook alert -h lists the commands')
}
