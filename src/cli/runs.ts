/** `opsbook runs`: the runs there have been, their records, and what a waiting one needs. */
import type { CommandEntry } from './command.ts'
import { commandGroup } from './command-group.ts'

const parts: readonly CommandEntry[] = [
  {
    name: 'list',
    summary: 'the runs there are, newest first',
    load: async () => (await import('./runs-list.ts')).list,
  },
  {
    name: 'view',
    summary: 'the record of one, as a person reads it',
    load: async () => (await import('./runs-view.ts')).view,
  },
  { name: 'logs', summary: 'what its commands printed', load: async () => (await import('./runs-logs.ts')).logs },
  { name: 'watch', summary: 'look on while it goes', load: async () => (await import('./runs-watch.ts')).watch },
  { name: 'resume', summary: 'go on where it stopped', load: async () => (await import('./runs-resume.ts')).resume },
  {
    name: 'approve',
    summary: 'agree to what it waits for',
    load: async () => (await import('./runs-approve.ts')).approve,
  },
  { name: 'reject', summary: 'refuse what it waits for', load: async () => (await import('./runs-approve.ts')).reject },
  {
    name: 'decide',
    summary: 'say how a step with an unknown outcome ended',
    load: async () => (await import('./runs-decide.ts')).decide,
  },
  { name: 'cancel', summary: 'end it', load: async () => (await import('./runs-cancel.ts')).cancel },
  {
    name: 'export',
    summary: 'its record as Markdown, asciicast or JUnit',
    load: async () => (await import('./runs-export.ts')).exportRun,
  },
]

export const runs = commandGroup(
  {
    name: 'runs',
    summary: 'What was run, and what a run waits for.',
    examples: [
      ['opsbook runs list', 'the runs there are, newest first'],
      ['opsbook runs view last', 'the record of the last one'],
      ['opsbook runs resume last', 'go on with it'],
      ['opsbook runs export last --format md', 'its record for a ticket'],
    ],
  },
  parts,
)
