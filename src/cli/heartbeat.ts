/** `opsbook heartbeat`: what a server has to hear of again and again. */
import type { CommandEntry } from './command.ts'
import { commandGroup } from './command-group.ts'

const parts: readonly CommandEntry[] = [
  {
    name: 'list',
    summary: 'what is expected, and how it stands',
    load: async () => (await import('./heartbeat-list.ts')).heartbeatList,
  },
  {
    name: 'view',
    summary: 'one of them, with what came and when it is due',
    load: async () => (await import('./heartbeat-view.ts')).heartbeatView,
  },
  {
    name: 'add',
    summary: 'expect one; prints the address its job calls',
    load: async () => (await import('./heartbeat-add.ts')).heartbeatAdd,
  },
  {
    name: 'url',
    summary: 'the address its job calls; --new makes it anew',
    load: async () => (await import('./heartbeat-url.ts')).heartbeatUrl,
  },
  {
    name: 'ping',
    summary: 'count as a sign of life, by hand',
    load: async () => (await import('./heartbeat-ping.ts')).heartbeatPing,
  },
  {
    name: 'rm',
    summary: 'expect one no more',
    load: async () => (await import('./heartbeat-rm.ts')).heartbeatRm,
  },
]

export const heartbeat = commandGroup(
  {
    name: 'heartbeat',
    summary:
      'What a server has to hear of again and again: nightly jobs, Alertmanager’s Watchdog, other servers. One that falls silent is an alert.',
    examples: [
      ['opsbook heartbeat add backup --cron "0 3 * * *" --grace 30m', 'prints the address for the end of the job'],
      ['opsbook heartbeat list --state down', 'what is missing'],
    ],
  },
  parts,
)
