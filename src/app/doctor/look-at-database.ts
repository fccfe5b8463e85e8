/** A database that runs already: the one OPSBOOK_DATABASE_URL names, or the embedded one of a folder. */

import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { sql } from 'kysely'
import { assertUsable, openDatabase, poolConfig, shownUrl } from '../../db/database.ts'
import { dataFolder } from '../../db/embedded/data-folder.ts'
import { DatabaseRefusal } from '../../db/embedded/database-refusal.ts'
import { runningServer } from '../../db/embedded/postmaster.ts'
import { migrationStates } from '../../db/migrate.ts'
import { secretKey } from '../../db/seal.ts'
import { type Finding, judged } from './finding.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Nothing is started: an embedded database that rests is left to rest. */
export async function lookAtDatabase(root: string, env: Environment): Promise<Finding[]> {
  const url = env.OPSBOOK_DATABASE_URL
  if (url) return [...(await lookAt(poolConfig(url, 'doctor', 1), shownUrl(url))), await sharedKey(env)]
  const major = await runningMajor(root)
  if (major === undefined)
    return [{ check: 'db.running', state: 'ok', what: 'database', measured: 'at rest; the server starts it' }]
  const { socket, password } = dataFolder(root)
  const secret = (await readFile(password, 'utf8').catch(() => '')).trim()
  const connection = { host: socket, user: 'opsbook', password: secret, database: 'opsbook' }
  return lookAt(poolConfig(connection, 'doctor', 1), `embedded PostgreSQL ${major}`)
}

async function runningMajor(root: string): Promise<number | undefined> {
  const { clusters, cluster } = dataFolder(root)
  let names: string[] = []
  try {
    names = readdirSync(clusters).filter((name) => /^\d+$/.test(name))
  } catch {}
  for (const name of names)
    if ((await runningServer(cluster(Number(name)))) !== undefined) return Number(basename(name))
  return undefined
}

async function lookAt(config: ReturnType<typeof poolConfig>, shown: string): Promise<Finding[]> {
  try {
    await assertUsable(config, shown)
  } catch (error) {
    if (!(error instanceof DatabaseRefusal)) throw error
    const { code, message, hint } = error.problem
    return [{ check: code.replace('database/', 'db.'), state: 'wrong', what: 'database', measured: message, fix: hint }]
  }
  const open = openDatabase(config)
  try {
    const begin = performance.now()
    const { rows } = await sql<{ now: Date; version: string; fsync: string }>`
      select clock_timestamp() as now, current_setting('server_version') as version, current_setting('fsync') as fsync`.execute(
      open.db,
    )
    const latency = performance.now() - begin
    const { now, version, fsync } = rows[0]!
    const missing = await missingMigrations(open)
    return [
      {
        ...{ check: 'db.latency', state: judged(latency, 100, 1_000), what: 'database' },
        measured: `${shown}, version ${version}, answers in ${latency.toFixed(1)} ms`,
        fix: 'look at its load, or bring it nearer',
      },
      skew('db.clock', 'clock of the database', now.getTime() - Date.now()),
      {
        ...{ check: 'db.durable', state: fsync === 'on' ? 'ok' : 'wrong', what: 'fsync', measured: fsync },
        fix: 'set fsync = on in postgresql.conf: what was answered would be lost with the power',
      },
      {
        ...{ check: 'db.migrations', state: missing.length === 0 ? 'ok' : 'warning', what: 'schema' },
        measured: missing.length === 0 ? 'up to date' : `missing: ${missing.join(', ')}`,
        fix: 'opsbook server migrate',
      },
    ]
  } finally {
    await open.close()
  }
}

/** Looks without making the table that says it. */
async function missingMigrations({ db }: ReturnType<typeof openDatabase>): Promise<string[]> {
  const { rows } = await sql<{ there: boolean }>`select to_regclass('opsbook.migrations') is not null as there`.execute(
    db,
  )
  if (!rows[0]?.there) return ['all; the first start makes it']
  return (await migrationStates(db)).filter(({ appliedAt }) => appliedAt === null).map(({ name }) => name)
}

async function sharedKey(env: Environment): Promise<Finding> {
  const line = { check: 'security.secret-key', what: 'key of the secrets' }
  try {
    await secretKey(env, undefined)
    return { ...line, state: 'ok', measured: 'readable; all replicas need the same' }
  } catch (error) {
    if (!(error instanceof DatabaseRefusal)) throw error
    return { ...line, state: 'wrong', measured: error.problem.message, fix: error.problem.hint }
  }
}

/** Deadlines are judged by one clock and shown by another. */
export function skew(check: string, what: string, ms: number): Finding {
  const state = judged(Math.abs(ms), 1_000, 30_000)
  const measured = `${(Math.abs(ms) / 1_000).toFixed(1)} s ${ms < 0 ? 'behind' : 'ahead of'} ours`
  return { check, state, what, measured, fix: 'keep both by NTP: timedatectl set-ntp true' }
}
