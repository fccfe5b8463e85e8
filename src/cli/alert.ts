/** `opsbook alert`: alerts of a server. */
import type { CommandEntry } from './command.ts'
import { commandGroup } from './command-group.ts'

const parts: readonly CommandEntry[] = [
  { name: 'list', summary: 'what fires, or all', load: async () => (await import('./alert-list.ts')).alertList },
  {
    name: 'view',
    summary: 'one with who hears of it and why, what holds it back, its incidents and its past',
    load: async () => (await import('./alert-view.ts')).alertView,
  },
  { name: 'ack', summary: 'say that you have it', load: async () => (await import('./alert-change.ts')).alertAck },
  {
    name: 'resolve',
    summary: 'say that it is over',
    load: async () => (await import('./alert-change.ts')).alertResolve,
  },
  {
    name: 'snooze',
    summary: 'put it off: it is told again later',
    load: async () => (await import('./alert-change.ts')).alertSnooze,
  },
  {
    name: 'routes',
    summary: 'test and explain the routes of the book; no server is asked',
    load: async () => (await import('./alert-routes.ts')).alertRoutes,
  },
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
      ['opsbook alert list', 'what fires'],
      ['opsbook alert view 12', 'why somebody hears of it, and what to do'],
      ['opsbook alert send "disk full" --key disk-a', 'raises an alert'],
      ['opsbook alert send --resolve --key disk-a', 'says that it is over'],
    ],
  },
  parts,
)
