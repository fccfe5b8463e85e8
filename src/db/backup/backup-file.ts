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

/** Not carried over: migrations are those of whoever restores. */
export const LEFT_OUT: ReadonlySet<string> = new Set(['migrations'])

/** What is read of a table; the rest of its columns is made anew where it is restored. */
export interface Reading {
  readonly columns: readonly string[]
  /** Statement that gives them. */
  readonly statement: string
}

/**
 * The order of events is that of one server's transactions, and so is the place a subscription has come to. What no subscription waits for is left
 * behind; the rest gets its order anew, and subscriptions begin before it. An event may be handled twice by that, which handlers bear.
 */
export const READINGS: Readonly<Record<string, Reading>> = {
  events: {
    columns: ['at', 'type', 'subject', 'data'],
    statement: `select at, type, subject, data from events where exists (
      select 1 from subscriptions where (events.xid, events.seq) > (split_part(cursor, '-', 1)::xid8, split_part(cursor, '-', 2)::bigint))
      order by xid, seq`,
  },
  subscriptions: {
    columns: ['name', 'cursor'],
    statement: "select name, '0-0' as cursor from subscriptions order by name",
  },
}
