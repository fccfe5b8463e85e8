import { DatabaseRefusal } from '../embedded/database-refusal.ts'
import type { BackupResult } from './write-backup.ts'

/** Two backups of the same, one written from a database that was filled from the other. Throws `backup/not-proved`. */
export function assertSameContent(first: BackupResult, again: BackupResult): void {
  for (const [table, { digest }] of Object.entries(first.tables))
    if (again.tables[table]?.digest !== digest)
      throw new DatabaseRefusal({
        code: 'backup/not-proved',
        message: `${first.path} was restored, but table ${table} came out different`,
        hint: 'Keep the file, do not rely on it, and report this',
      })
}
