/** `opsbook incident`: what people handle, on a server. */
import type { CommandEntry } from './command.ts'
import { commandGroup } from './command-group.ts'

const parts: readonly CommandEntry[] = [
  {
    name: 'open',
    summary: 'declare one; it is yours with that',
    load: async () => (await import('./incident-open.ts')).incidentOpen,
  },
  {
    name: 'list',
    summary: 'those somebody has to handle, or all',
    load: async () => (await import('./incident-list.ts')).incidentList,
  },
  {
    name: 'view',
    summary: 'one with its promises, people, procedures that may help, and timeline',
    load: async () => (await import('./incident-view.ts')).incidentView,
  },
  {
    name: 'ack',
    summary: 'say that you have it',
    load: async () => (await import('./incident-move.ts')).incidentAck,
  },
  {
    name: 'update',
    summary: 'another severity or title, mitigated, reopened, or a word to others',
    load: async () => (await import('./incident-update.ts')).incidentUpdate,
  },
  {
    name: 'assign',
    summary: 'take a role, offer it to somebody, accept or give it back',
    load: async () => (await import('./incident-assign.ts')).incidentAssign,
  },
  {
    name: 'note',
    summary: 'write something down, or correct what was written',
    load: async () => (await import('./incident-note.ts')).incidentNote,
  },
  {
    name: 'link',
    summary: 'say what it has to do with another one, or that both are one',
    load: async () => (await import('./incident-link.ts')).incidentLink,
  },
  {
    name: 'snooze',
    summary: 'page nobody for a while',
    load: async () => (await import('./incident-hand-over.ts')).incidentSnooze,
  },
  {
    name: 'reassign',
    summary: 'give it to somebody else, who is paged at once',
    load: async () => (await import('./incident-hand-over.ts')).incidentReassign,
  },
  {
    name: 'decline',
    summary: "say that you can't take it; the next one is paged",
    load: async () => (await import('./incident-hand-over.ts')).incidentDecline,
  },
  { name: 'resolve', summary: 'end it', load: async () => (await import('./incident-move.ts')).incidentResolve },
  {
    name: 'export',
    summary: 'the whole of it as Markdown or JSON',
    load: async () => (await import('./incident-export.ts')).incidentExport,
  },
]

export const incident = commandGroup(
  {
    name: 'incident',
    summary: 'Incidents of a server.',
    examples: [
      ['opsbook incident list', 'what has to be handled'],
      ['opsbook incident open "checkout is slow" --severity P1', 'declare one'],
      ['opsbook incident view 482', 'where it stands and what may help'],
      ['opsbook incident resolve 482 "restarted the queue"', 'end it'],
    ],
  },
  parts,
)
