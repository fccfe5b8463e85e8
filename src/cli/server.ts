/** `opsbook server`: the database of a server, looked after. */
import type { CommandEntry } from './command.ts'
import { commandGroup } from './command-group.ts'

const parts: readonly CommandEntry[] = [
  {
    name: 'status',
    summary: 'how a server is',
    load: async () => (await import('./server-status.ts')).serverStatus,
  },
  {
    name: 'migrate',
    summary: 'bring the database forward to this version',
    load: async () => (await import('./server-migrate.ts')).serverMigrate,
  },
  {
    name: 'backup',
    summary: 'write everything into one file, and prove it',
    load: async () => (await import('./server-backup.ts')).serverBackup,
  },
  {
    name: 'restore',
    summary: 'fill an empty database from a backup',
    load: async () => (await import('./server-restore.ts')).serverRestore,
  },
]

export const server = commandGroup(
  {
    name: 'server',
    summary:
      'Looks after the database of a server: the embedded one of this machine, or the one OPSBOOK_DATABASE_URL names. It may run meanwhile.',
    examples: [
      ['opsbook server backup /backups/opsbook.gz --verify', 'write a backup and restore it on trial'],
      ['opsbook server restore /backups/opsbook.gz --data /srv/opsbook', 'put it into a new folder'],
    ],
  },
  parts,
)
