/** `opsbook audit`: what was done at a server, and whether its record is what was written. */
import type { CommandEntry } from './command.ts'
import { commandGroup } from './command-group.ts'

const parts: readonly CommandEntry[] = [
  { name: 'tail', summary: 'the latest entries', load: async () => (await import('./audit-tail.ts')).auditTail },
  {
    name: 'verify',
    summary: 'is the audit what was written?',
    load: async () => (await import('./audit-verify.ts')).auditVerify,
  },
  {
    name: 'export',
    summary: 'all entries, as a file',
    load: async () => (await import('./audit-export.ts')).auditExport,
  },
  {
    name: 'anchor',
    summary: 'keep the end of the chain in a file of your own',
    load: async () => (await import('./audit-anchor.ts')).auditAnchor,
  },
]

export const audit = commandGroup(
  {
    name: 'audit',
    summary:
      'Shows who did what at a server, and proves that the record of it is what was written. A chain alone does not show that its end was cut off, or that all of it was written anew: keep anchors elsewhere.',
    examples: [
      ['opsbook audit tail --action user.changed', 'who changed users'],
      ['opsbook audit anchor /mnt/elsewhere/anchors', 'once an hour, from another machine'],
      ['opsbook audit verify --anchors /mnt/elsewhere/anchors', 'exit code 3 when something was changed'],
    ],
  },
  parts,
)
