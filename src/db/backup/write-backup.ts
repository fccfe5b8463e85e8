/** Writes everything that is in the database into one file, as it was at one moment. */
import { createHash, randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import pg from 'pg'
import { SCHEMA } from '../database.ts'
import {
  BACKUP_FORMAT,
  type BackupFoot,
  type BackupHead,
  LEFT_OUT,
  READINGS,
  type Reading,
  type TableHead,
  type TableSum,
} from './backup-file.ts'
import { tableOrder } from './table-order.ts'

export interface BackupResult {
  readonly path: string
  readonly tables: Readonly<Record<string, TableSum>>
}

const BATCH = 1_000

/**
 * Writes a backup; the file appears whole or not at all, readable by its owner alone. Others go on writing meanwhile: what is read is one
 * snapshot.
 */
export async function writeBackup(
  config: pg.PoolConfig,
  path: string,
  { version, at }: { version: string; at: Date },
): Promise<BackupResult> {
  const client = new pg.Client({ ...config, statement_timeout: 0 })
  client.on('error', () => undefined)
  await client.connect()
  const making = `${path}.${randomBytes(6).toString('hex')}.part`
  const sums: Record<string, TableSum> = {}
  try {
    await client.query('begin transaction isolation level repeatable read, read only')
    await client.query('set local idle_in_transaction_session_timeout = 0')
    const file = createWriteStream(making, { mode: 0o600, flags: 'wx', flush: true })
    await pipeline(Readable.from(lines(client, { version, at }, sums)), createGzip(), file)
    await rename(making, path)
    await syncFolder(dirname(path))
    return { path, tables: sums }
  } finally {
    await client.end().catch(() => undefined)
    await rm(making, { force: true })
  }
}

async function* lines(
  client: pg.Client,
  { version, at }: { version: string; at: Date },
  sums: Record<string, TableSum>,
): AsyncGenerator<string> {
  const { rows: applied } = await client.query<{ name: string }>('select name from migrations order by name')
  const head: BackupHead = {
    format: BACKUP_FORMAT,
    version,
    at: at.toISOString(),
    migrations: applied.map(({ name }) => name),
  }
  yield `${JSON.stringify(head)}\n`
  for (const table of await tablesOf(client)) yield* rowsOf(client, table, sums)
  const foot: BackupFoot = { end: true, tables: sums }
  yield `${JSON.stringify(foot)}\n`
}

async function* rowsOf(client: pg.Client, table: string, sums: Record<string, TableSum>): AsyncGenerator<string> {
  const { columns, statement } = READINGS[table] ?? (await wholeTable(client, table))
  const head: TableHead = { table, columns }
  yield `${JSON.stringify(head)}\n`
  const digest = createHash('sha256')
  let count = 0
  await client.query(`declare reading no scroll cursor for select row_to_json(t)::text as line from (${statement}) t`)
  for (;;) {
    const { rows } = await client.query<{ line: string }>(`fetch ${BATCH} from reading`)
    if (rows.length === 0) break
    const text = rows.map(({ line }) => `${line}\n`).join('')
    digest.update(text)
    count += rows.length
    yield text
  }
  await client.query('close reading')
  sums[table] = { rows: count, digest: digest.digest('hex') }
}

async function wholeTable(client: pg.Client, table: string): Promise<Reading> {
  const { rows } = await client.query<{ name: string }>(
    `select column_name as name from information_schema.columns
     where table_schema = $1 and table_name = $2 and is_generated = 'NEVER' order by ordinal_position`,
    [SCHEMA, table],
  )
  const columns = rows.map(({ name }) => name)
  const names = columns.map((name) => pg.escapeIdentifier(name)).join(', ')
  return { columns, statement: `select ${names} from ${pg.escapeIdentifier(table)}` }
}

async function tablesOf(client: pg.Client): Promise<string[]> {
  const { rows: tables } = await client.query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = $1 and table_type = 'BASE TABLE'",
    [SCHEMA],
  )
  const { rows: references } = await client.query<{ table: string; to: string }>(
    `select conrelid::regclass::text as table, confrelid::regclass::text as to from pg_constraint
     where contype = 'f' and connamespace = $1::regnamespace`,
    [SCHEMA],
  )
  const names = tables.map(({ name }) => name).filter((name) => !LEFT_OUT.has(name))
  return tableOrder(names, references)
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
