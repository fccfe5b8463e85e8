/** The connection every store works on: a pool of PostgreSQL, typed by the feature that asks. */
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { DatabaseRefusal } from './embedded/database-refusal.ts'
import { OLDEST_MAJOR } from './embedded/programs.ts'

/** Tables are declared by the feature that owns them: `db.withTables<AlertTables>()`. A transaction has the same type. */
// biome-ignore lint/complexity/noBannedTypes: no table is known here, each store adds its own.
export type Database = Kysely<{}>

/** Everything of ours lives in this schema, so that a database may be shared with others. */
export const SCHEMA = 'opsbook'

export interface OpenDatabase {
  readonly db: Database
  /** For what needs a connection of its own, such as LISTEN. */
  readonly config: pg.PoolConfig
  readonly close: () => Promise<void>
}

/** How long a statement of a request may take before it counts as "the database is slow" and is answered with 503. */
const STATEMENT_LIMIT_MS = 15_000
const CONNECT_LIMIT_MS = 5_000

/** Times and large numbers as they are in JavaScript: counts and sequences of ours stay far below 2^53. */
const TYPES: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format: 'text' | 'binary') =>
    oid === pg.types.builtins.INT8 && format !== 'binary'
      ? Number
      : pg.types.getTypeParser(oid, format)) as pg.CustomTypesConfig['getTypeParser'],
}

/** Settings of each connection. `source` is a URL, or the embedded database's connection. */
export function poolConfig(source: string | pg.ClientConfig, name: string, size: number): pg.PoolConfig {
  const where = typeof source === 'string' ? { connectionString: source } : source
  return {
    ...where,
    application_name: name.startsWith('opsbook') ? name : `opsbook ${name}`,
    max: size,
    connectionTimeoutMillis: CONNECT_LIMIT_MS,
    idleTimeoutMillis: 30_000,
    options: `-c search_path=${SCHEMA} -c statement_timeout=${STATEMENT_LIMIT_MS} -c idle_in_transaction_session_timeout=30000 -c lock_timeout=10000`,
    keepAlive: true,
    types: TYPES,
  }
}

/** Opens a pool. Nothing is contacted yet; {@link assertUsable} does. */
export function openDatabase(config: pg.PoolConfig): OpenDatabase {
  const pool = new pg.Pool(config)
  // A connection that breaks while idle is replaced by the pool; the one who needs it next hears of a lasting trouble.
  pool.on('error', () => undefined)
  // The pool listens to idle ones alone. One that breaks in a transaction, between two statements, would end this process; the next
  // statement on it fails by itself.
  pool.on('connect', (client) => void client.on('error', () => undefined))
  const db: Database = new Kysely({ dialect: new PostgresDialect({ pool }) })
  return { db, config, close: () => db.destroy() }
}

/** Says in our words why a database cannot be used: not reachable, too old, not writable, not durable. */
export async function assertUsable(config: pg.PoolConfig, shown: string): Promise<{ version: string }> {
  const client = new pg.Client(config)
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query<{ number: string; version: string; standby: boolean; commit: string }>(
      `select current_setting('server_version_num') number, current_setting('server_version') as version,
       pg_is_in_recovery() standby, current_setting('synchronous_commit') as commit`,
    )
    const { number, version, standby, commit } = rows[0]!
    if (Number(number) < OLDEST_MAJOR * 10_000)
      throw unusable('too-old', `the PostgreSQL at ${shown} is ${version}`, `Use version ${OLDEST_MAJOR} or later`)
    if (standby)
      throw unusable('standby', `the PostgreSQL at ${shown} is a standby and takes no writes`, 'Name the primary')
    if (commit === 'off')
      throw unusable(
        'not-durable',
        `the PostgreSQL at ${shown} answers before data is on disk (synchronous_commit is off)`,
        "Set it on for this database: alter database … set synchronous_commit = 'on'",
      )
    return { version }
  } catch (error) {
    if (error instanceof DatabaseRefusal) throw error
    const reason = (error as Error).message || (error as { code?: string }).code
    throw unusable(
      'unreachable',
      `the PostgreSQL at ${shown} cannot be used: ${reason}`,
      'Check the host, the port, the password and the name of the database',
      error,
    )
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** A database URL without what must not be shown. */
export function shownUrl(url: string): string {
  try {
    const parsed = new URL(url)
    if (parsed.password) parsed.password = '***'
    return parsed.toString()
  } catch {
    return 'OPSBOOK_DATABASE_URL'
  }
}

const unusable = (code: string, message: string, hint: string, cause?: unknown) =>
  new DatabaseRefusal({ code: `database/${code}`, message, hint }, cause)
