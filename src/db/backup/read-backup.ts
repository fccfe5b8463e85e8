/** Fills an empty database from a backup, in one transaction, checking every table's count and digest. */
import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'
import { sql } from 'kysely'
import pg from 'pg'
import { type Database, SCHEMA } from '../database.ts'
import { DatabaseRefusal } from '../embedded/database-refusal.ts'
import { BACKUP_FORMAT, type BackupFoot, type BackupHead, type TableHead, type TableSum } from './backup-file.ts'

export interface RestoreOptions {
  readonly config: pg.PoolConfig
  readonly path: string
  /** Migrations this version knows; a backup with others comes from a newer version. */
  readonly known: readonly string[]
  /** What features do with data that is older than the world: timers, messages on their way. Same transaction. */
  readonly settle: (client: pg.ClientBase) => Promise<void>
}

const BATCH = 500

/** Restores into a migrated database without data. Nothing is changed unless all of it is right. Throws a `DatabaseRefusal`. */
export async function readBackup({ config, path, known, settle }: RestoreOptions): Promise<BackupFoot['tables']> {
  const client = new pg.Client({ ...config, statement_timeout: 0 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query('begin')
    await client.query('set local idle_in_transaction_session_timeout = 0')
    const tables = await fill(client, path, known)
    await moveSequences(client)
    await settle(client)
    await client.query('commit')
    return tables
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** What a backup says of itself. */
export async function backupHead(path: string): Promise<BackupHead> {
  const source = createReadStream(path)
  const unpacked = source.pipe(createGunzip())
  source.once('error', (error) => unpacked.destroy(error))
  try {
    for await (const line of createInterface({ input: unpacked, crlfDelay: Number.POSITIVE_INFINITY })) {
      const head = JSON.parse(line) as BackupHead
      if (head.format === BACKUP_FORMAT) return head
      break
    }
  } catch (error) {
    throw damaged(path, (error as Error).message, error)
  } finally {
    source.destroy()
  }
  throw damaged(path, 'it is no backup of Opsbook')
}

/** True when no table holds a row; only then may a backup go in. */
export async function isEmpty(db: Database): Promise<boolean> {
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = ${SCHEMA} and table_type = 'BASE TABLE' and table_name <> 'migrations'`.execute(db)
  for (const { name } of rows) {
    const { rows: found } = await sql`select 1 from ${sql.table(name)} limit 1`.execute(db)
    if (found.length > 0) return false
  }
  return true
}

interface Filling {
  head: TableHead | undefined
  hash: Hash
  rows: number
  batch: string[]
  done: Record<string, TableSum>
}

async function fill(client: pg.ClientBase, path: string, known: readonly string[]): Promise<BackupFoot['tables']> {
  const source = createReadStream(path)
  const unpacked = source.pipe(createGunzip())
  source.once('error', (error) => unpacked.destroy(error))
  const filling: Filling = { head: undefined, hash: createHash('sha256'), rows: 0, batch: [], done: {} }
  let first = true
  let foot: BackupFoot | undefined
  try {
    for await (const line of createInterface({ input: unpacked, crlfDelay: Number.POSITIVE_INFINITY })) {
      if (first) checkHead(path, line, known)
      else if (foot) throw damaged(path, 'there is more behind its end')
      else if (line.startsWith('{"table":')) await nextTable(client, filling, JSON.parse(line) as TableHead)
      else if (line.startsWith('{"end":')) foot = JSON.parse(line) as BackupFoot
      else await addRow(client, filling, line, path)
      first = false
    }
    await flush(client, filling)
    closeTable(filling)
  } catch (error) {
    // What the database says of the data (classes 22 and 23) is about the file; the rest is about the database.
    const { code } = error as { code?: string }
    if (error instanceof DatabaseRefusal || (/^[0-9A-Z]{5}$/.test(code ?? '') && !/^2[23]/.test(code!))) throw error
    throw damaged(path, (error as Error).message, error)
  }
  if (!foot) throw damaged(path, 'its end is missing')
  for (const [table, { rows, digest }] of Object.entries(foot.tables)) {
    const got = filling.done[table]
    if (got?.digest !== digest)
      throw damaged(path, `table ${table} has ${got?.rows ?? 0} rows, not the ${rows} that were written`)
  }
  return foot.tables
}

function checkHead(path: string, line: string, known: readonly string[]): void {
  const head = JSON.parse(line) as Partial<BackupHead>
  if (head.format !== BACKUP_FORMAT) throw damaged(path, 'it is no backup of Opsbook')
  const newer = (head.migrations ?? []).filter((name) => !known.includes(name))
  if (newer.length === 0) return
  throw new DatabaseRefusal({
    code: 'backup/newer',
    message: `${path} was written by version ${head.version}, which has changed the database beyond this one (${newer.join(', ')})`,
    hint: 'Restore it with that version or a later one',
  })
}

async function nextTable(client: pg.ClientBase, filling: Filling, head: TableHead): Promise<void> {
  await flush(client, filling)
  closeTable(filling)
  filling.head = head
  filling.hash = createHash('sha256')
  filling.rows = 0
}

function closeTable({ head, hash, rows, done }: Filling): void {
  if (head) done[head.table] = { rows, digest: hash.digest('hex') }
}

async function addRow(client: pg.ClientBase, filling: Filling, line: string, path: string): Promise<void> {
  if (!filling.head) throw damaged(path, 'a row comes before its table')
  filling.hash.update(`${line}\n`)
  filling.rows += 1
  filling.batch.push(line)
  if (filling.batch.length >= BATCH) await flush(client, filling)
}

async function flush(client: pg.ClientBase, { head, batch }: Filling): Promise<void> {
  if (!head || batch.length === 0) return
  const table = pg.escapeIdentifier(head.table)
  const columns = head.columns.map((name) => pg.escapeIdentifier(name)).join(', ')
  await client.query(
    `insert into ${table} (${columns}) overriding system value
     select ${columns} from json_populate_recordset(null::${table}, $1::json)`,
    [`[${batch.join(',')}]`],
  )
  batch.length = 0
}

/** Numbers that count up go on behind the highest that came in. */
async function moveSequences(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ table: string; column: string; sequence: string }>(
    `select table_name as table, column_name as column, pg_get_serial_sequence(quote_ident(table_name), column_name) as sequence
     from information_schema.columns where table_schema = $1 and is_identity = 'YES'`,
    [SCHEMA],
  )
  for (const { table, column, sequence } of rows)
    await client.query(
      `select setval($1, coalesce((select max(${pg.escapeIdentifier(column)}) from ${pg.escapeIdentifier(table)}), 0) + 1, false)`,
      [sequence],
    )
}

const damaged = (path: string, reason: string, cause?: unknown) =>
  new DatabaseRefusal(
    {
      code: 'backup/damaged',
      message: `${path} cannot be restored: ${reason}`,
      hint: 'Take an earlier backup; nothing was changed',
    },
    cause,
  )
