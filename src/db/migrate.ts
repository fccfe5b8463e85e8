/**
 * Brings the schema forward. Each migration is one transaction, so a kill at any statement leaves it undone; one replica migrates, the others
 * wait. There is no way back: an older version keeps working beside a newer one, because a migration only adds, and takes away
 * what no running version uses any more (`oldestReader`).
 */
import { sql } from 'kysely'
import { type Database, SCHEMA } from './database.ts'
import { DatabaseRefusal } from './embedded/database-refusal.ts'
import { MIGRATIONS } from './migrations/migrations.ts'
import { inTransaction } from './transaction.ts'

export interface Migration {
  /** `0010-alerts`: the number gives the order, and is never used again. */
  readonly name: string
  readonly up: readonly string[]
  /** Versions of Opsbook whose newest migration is before this number cannot work with the result any more. */
  readonly oldestReader?: number
}

export interface MigrationState {
  readonly name: string
  readonly appliedAt: Date | null
}

const LOCK = 4_712_001

/** Applies what is missing and answers with its names. Throws `database/newer-schema` where a newer version has left us behind. */
export async function migrate(db: Database, migrations: readonly Migration[] = MIGRATIONS): Promise<string[]> {
  await prepare(db)
  const applied: string[] = []
  for (const migration of migrations) {
    const ran = await inTransaction(db, async (tx) => {
      await sql`set local statement_timeout = 0`.execute(tx)
      await sql`set local lock_timeout = 0`.execute(tx)
      await sql`select pg_advisory_xact_lock(${LOCK})`.execute(tx)
      const { rows } = await sql`select 1 from migrations where name = ${migration.name}`.execute(tx)
      if (rows.length > 0) return false
      for (const statement of migration.up) await sql.raw(statement).execute(tx)
      await sql`insert into migrations (name, oldest_reader) values (${migration.name}, ${migration.oldestReader ?? 0})`.execute(
        tx,
      )
      return true
    })
    if (ran) applied.push(migration.name)
  }
  await assertReadable(db, migrations)
  return applied
}

/** Every migration this version or the database knows, in order. */
export async function migrationStates(db: Database): Promise<MigrationState[]> {
  await prepare(db)
  const { rows } = await sql<{ name: string; applied_at: Date }>`select name, applied_at from migrations`.execute(db)
  const at = new Map(rows.map((row) => [row.name, row.applied_at]))
  const names = [...new Set([...MIGRATIONS.map(({ name }) => name), ...at.keys()])].sort()
  return names.map((name) => ({ name, appliedAt: at.get(name) ?? null }))
}

/** Refuses to work on a schema that a newer version has changed beyond what we can read. */
export async function assertReadable(db: Database, migrations: readonly Migration[] = MIGRATIONS): Promise<void> {
  const newest = Math.max(0, ...migrations.map(({ name }) => Number.parseInt(name, 10)))
  const { rows } = await sql<{ name: string }>`
    select name from migrations where oldest_reader > ${newest} order by name`.execute(db)
  if (rows.length === 0) return
  throw new DatabaseRefusal({
    code: 'database/newer-schema',
    message: `a newer version of Opsbook has changed this database (${rows.map(({ name }) => name).join(', ')}), and this version cannot work with it any more`,
    hint: 'Start the newer version, or restore a backup from before into another database',
  })
}

async function prepare(db: Database): Promise<void> {
  await inTransaction(db, async (tx) => {
    await sql`select pg_advisory_xact_lock(${LOCK})`.execute(tx)
    const { rows } = await sql`select to_regclass(${`${SCHEMA}.migrations`}) is not null as there`.execute(tx)
    if ((rows[0] as { there: boolean }).there) return
    await sql`create schema if not exists ${sql.id(SCHEMA)}`.execute(tx)
    await sql`create table ${sql.id(SCHEMA)}.migrations (
      name text primary key, applied_at timestamptz not null default now(), oldest_reader int not null default 0)`.execute(
      tx,
    )
  })
}
