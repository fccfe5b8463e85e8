/** Makes a cluster and starts its server: a unix socket in a closed folder, no network. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, openSync } from 'node:fs'
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { DataFolder } from './data-folder.ts'
import { DatabaseRefusal } from './database-refusal.ts'
import type { Programs } from './programs.ts'
import type { ServerUser } from './server-user.ts'

const runFile = promisify(execFile)

/** Name of the database's owner and of the database. */
export const OWNER = 'opsbook'

export interface ServerPlace {
  readonly folder: DataFolder
  readonly programs: Programs
  readonly user: ServerUser | undefined
  readonly password: string
}

/** Small and durable: nobody tunes an embedded database, and nothing that was answered may be lost. */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '',
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  shared_buffers: '32MB',
  max_connections: '80',
  max_wal_size: '512MB',
  log_timezone: 'UTC',
  timezone: 'UTC',
  logging_collector: 'on',
  log_directory: 'log',
  log_filename: 'postgres-%a.log',
  log_truncate_on_rotation: 'on',
  log_rotation_age: '1d',
  log_rotation_size: '0',
  jit: 'off',
}

/**
 * Makes the cluster of the programs' version if there is none. It is made aside and moved, so that a kill in the middle leaves none, and
 * of two that make one at once the first wins.
 */
export async function makeCluster(place: ServerPlace): Promise<'made' | 'found'> {
  const { folder, programs, user } = place
  const cluster = folder.cluster(programs.major)
  if (existsSync(join(cluster, 'PG_VERSION'))) return 'found'
  const making = `${cluster}.making-${randomBytes(6).toString('hex')}`
  try {
    await mkdir(making, { mode: 0o700 })
    if (user) await chown(making, user.uid, user.gid)
    await initialise(place, making)
    await rename(making, cluster)
    return 'made'
  } catch (error) {
    if (existsSync(join(cluster, 'PG_VERSION'))) return 'found'
    if (existsSync(cluster))
      throw cannotStart(cluster, 'what is there is no database (PG_VERSION is missing); move it away')
    throw cannotStart(cluster, lastLines((error as { stderr?: string }).stderr || (error as Error).message), error)
  } finally {
    await rm(making, { recursive: true, force: true })
  }
}

async function initialise({ folder, programs, user, password }: ServerPlace, making: string): Promise<void> {
  const secret = `${making}.password`
  try {
    await writeFile(secret, password, { mode: 0o600 })
    if (user) await chown(secret, user.uid, user.gid)
    const args = ['--encoding=UTF8', '--locale=C', '--data-checksums', `--username=${OWNER}`, `--pwfile=${secret}`]
    await runFile(join(programs.bin, 'initdb'), [...args, '--auth=scram-sha-256', `--pgdata=${making}`], {
      ...identity(user),
      env: environment(programs),
      cwd: folder.clusters,
      timeout: 120_000,
    })
  } finally {
    await rm(secret, { force: true })
  }
}

/** Starts the server of a cluster. It lives in a session of its own, so that Ctrl-C at our terminal does not reach it. */
export function startServer({ folder, programs, user }: ServerPlace): ChildProcess {
  const log = openSync(folder.startLog, 'w', 0o600)
  const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const child = spawn(
    join(programs.bin, 'postgres'),
    ['-D', folder.cluster(programs.major), '-k', folder.socket, ...settings],
    {
      ...identity(user),
      env: environment(programs),
      cwd: folder.clusters,
      detached: true,
      stdio: ['ignore', log, log],
    },
  )
  closeSync(log)
  child.unref()
  return child
}

/** What the server said last, for the error that is shown. */
export async function whyItEnded(place: ServerPlace): Promise<string> {
  const said = await readFile(place.folder.startLog, 'utf8').catch(() => '')
  return lastLines(said) || 'it said nothing'
}

export const cannotStart = (cluster: string, reason: string, cause?: unknown) =>
  new DatabaseRefusal(
    {
      code: 'database/cannot-start',
      message: `the embedded database in ${cluster} does not start: ${reason}`,
      hint: `Look at ${cluster}/log, free space on its disk, or set OPSBOOK_DATABASE_URL to a PostgreSQL of your own`,
    },
    cause,
  )

const identity = (user: ServerUser | undefined) => (user ? { uid: user.uid, gid: user.gid } : {})

/** Nothing of ours: no PG… variable, no library path of somebody else. */
const environment = ({ libraries }: Programs): NodeJS.ProcessEnv => ({
  LC_ALL: 'C',
  TZ: 'UTC',
  PATH: '/usr/bin:/bin',
  ...(libraries === undefined ? {} : { LD_LIBRARY_PATH: libraries, DYLD_LIBRARY_PATH: libraries }),
})

const lastLines = (text: string): string => text.trim().split('\n').slice(-3).join(' / ')
