/** `opsbook alert`: alerts of a server. */
import type { CommandEntry } from './command.ts'
import { commandGroup } from './command-group.ts'

const parts: readonly CommandEntry[] = [
  {
    name: 'send',
    summary: 'send an alert, or say that it is over; kept here while the server is down',
    load: async () => (await import('./alert-send.ts')).send,
  },
]

export const alert = commandGroup(
  {
    name: 'alert',
    summary: 'Alerts of a server.',
    examples: [
      ['opsbook alert send "disk full" --key disk-a', 'raises an alert'],
      ['opsbook alert send --resolve --key disk-a', 'says that it is over'],
    ],
  },
  parts,
)
