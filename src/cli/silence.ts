/** `opsbook silence`: what nobody is to hear of for a while, on a server. */
import type { CommandEntry } from './command.ts'
import { commandGroup } from './command-group.ts'

const parts: readonly CommandEntry[] = [
  {
    name: 'add',
    summary: 'keep alerts quiet for a while; says which of those that fire now',
    load: async () => (await import('./silence-add.ts')).silenceAdd,
  },
  {
    name: 'list',
    summary: 'those in force or to come, or all',
    load: async () => (await import('./silence-list.ts')).silenceList,
  },
  {
    name: 'view',
    summary: 'one with the alerts it keeps quiet and what was done to it',
    load: async () => (await import('./silence-view.ts')).silenceView,
  },
  {
    name: 'expire',
    summary: 'end it now',
    load: async () => (await import('./silence-expire.ts')).silenceExpire,
  },
]

export const silence = commandGroup(
  {
    name: 'silence',
    summary: 'Silences of a server.',
    examples: [
      ['opsbook silence add alertname=DiskFull host=a --duration 2h --comment "new disk"', 'nobody is told meanwhile'],
      ['opsbook silence list', 'what is kept quiet'],
    ],
  },
  parts,
)
