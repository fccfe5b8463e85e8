/** Backups of the whole database: written, proved by restoring, put back. */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { isEmpty, readBackup } from '../db/backup/read-backup.ts'
import { assertSameContent } from '../db/backup/same-content.ts'
import { type BackupResult, writeBackup } from '../db/backup/write-backup.ts'
import { openDatabase } from '../db/database.ts'
import { DatabaseRefusal } from '../db/embedded/database-refusal.ts'
import { migrate } from '../db/migrate.ts'
import { MIGRATIONS } from '../db/migrations/migrations.ts'
import type { Store } from './open-store.ts'

export interface BackUpRequest {
  readonly path: string
  readonly version: string
  readonly at: Date
  /** Restore it into a database of its own on the same server and compare. */
  readonly verify: boolean
}

const known = MIGRATIONS.map(({ name }) => name)

/** Writes a backup; with `verify` it counts only once another database was filled from it and gave the same back. */
export async function backUp(store: Store, { path, version, at, verify }: BackUpRequest): Promise<BackupResult> {
  const result = await writeBackup(store.config, path, { version, at })
  if (verify) await prove(store, result, { version, at })
  return result
}

/** Puts a backup into the store, which must hold nothing yet. `settle` sees to what must not happen again. */
export async function restore(
  store: Store,
  path: string,
  settle: (client: pg.ClientBase) => Promise<void>,
): Promise<BackupResult['tables']> {
  if (!(await isEmpty(store.open.db)))
    throw new DatabaseRefusal({
      code: 'backup/not-empty',
      message: `the database is not empty (${store.shown}); a backup never overwrites one`,
      hint: 'Restore into another folder (--data) or database (OPSBOOK_DATABASE_URL), then start the server with that',
    })
  return readBackup({ config: store.config, path, known, settle })
}

async function prove(store: Store, result: BackupResult, stamp: { version: string; at: Date }): Promise<void> {
  const name = `opsbook_proof_${randomBytes(6).toString('hex')}`
  const folder = await mkdtemp(join(tmpdir(), 'opsbook-proof-'))
  await command(store, `create database ${name}`)
  const config = inDatabase(store.config, name)
  const open = openDatabase(config)
  try {
    await migrate(open.db)
    await readBackup({ config, path: result.path, known, settle: async () => undefined })
    const again = await writeBackup(config, join(folder, 'again.gz'), stamp)
    assertSameContent(result, again)
  } finally {
    await open.close()
    await command(store, `drop database if exists ${name} with (force)`)
    await rm(folder, { recursive: true, force: true })
  }
}

async function command({ config }: Store, text: string): Promise<void> {
  const client = new pg.Client({ ...config, statement_timeout: 0 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query(text)
  } catch (error) {
    if ((error as { code?: string }).code !== '42501') throw error
    throw new DatabaseRefusal({
      code: 'backup/not-proved',
      message: 'the backup is written but cannot be proved: this user may not create a database on the server',
      hint: 'Grant CREATEDB, or prove it elsewhere with: opsbook server restore FILE --data DIR',
    })
  } finally {
    await client.end()
  }
}

/** The same server, another database. */
function inDatabase(config: pg.PoolConfig, database: string): pg.PoolConfig {
  if (config.connectionString === undefined) return { ...config, database }
  const url = new URL(config.connectionString)
  url.pathname = `/${database}`
  return { ...config, connectionString: url.toString() }
}
