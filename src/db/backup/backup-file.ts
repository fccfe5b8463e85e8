/**
 * The format of a backup: gzip over lines of JSON. First the head, then for each table a line that names it and its columns followed by one line a
 * row, last the foot with a count and a digest of each table. Independent of the version of PostgreSQL on either side.
 */

export const BACKUP_FORMAT = 'opsbook-backup/1'

export interface BackupHead {
  readonly format: typeof BACKUP_FORMAT
  readonly version: string
  readonly at: string
  readonly migrations: readonly string[]
}

export interface TableHead {
  readonly table: string
  readonly columns: readonly string[]
}

export interface TableSum {
  readonly rows: number
  /** SHA-256 over the rows' lines, in the order of the file. */
  readonly digest: string
}

export interface BackupFoot {
  readonly end: true
  readonly tables: Readonly<Record<string, TableSum>>
}

/** Not carried over: the order of events is that of one server's transactions, and migrations are those of whoever restores. */
export const LEFT_OUT: ReadonlySet<string> = new Set(['events', 'migrations'])
