/**
 * The database that comes with us, from nothing to ready: programs found and unpacked, cluster made, server started or, if an earlier one
 * of ours is still running, taken over. Started again when it ends unasked; stopped by the last one who leaves.
 */
import { homedir } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { type DataFolder, dataFolder, defaultDataRoot } from './data-folder.ts'
import { removeStalePidFile, runningServer } from './postmaster.ts'
import { databasePassword, prepareFolders } from './prepare-folders.ts'
import { findPrograms } from './programs.ts'
import { serverUser } from './server-user.ts'
import { cannotStart, makeCluster, OWNER, type ServerPlace, startServer, whyItEnded } from './start-server.ts'

/** How to reach a database, as `pg` takes it. */
export interface Connection {
  readonly host: string
  readonly user: string
  readonly password: string
  readonly database: string
}

export interface EmbeddedDatabase {
  readonly connection: Connection
  readonly folder: DataFolder
  readonly version: string
  /** `adopted`: it was running when we came. */
  readonly how: 'made' | 'started' | 'adopted'
  readonly pid: () => Promise<number | undefined>
  /** Stops the server unless others of us still use it. Safe to call twice. */
  readonly stop: () => Promise<'stopped' | 'left running'>
}

export interface EmbeddedOptions {
  readonly root?: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Told when the server ended unasked and is started again, and when that fails. */
  readonly onTrouble: (message: string) => void
}

/** How long a start may take: recovery after a crash reads the log again. */
const START_LIMIT_MS = 60_000
const WATCH_EVERY_MS = 1_000

/** Starts or takes over the embedded database. Throws a `DatabaseRefusal`. */
export async function startEmbeddedDatabase({ root, env, onTrouble }: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const folder = dataFolder(root ?? defaultDataRoot(env, homedir(), process.getuid?.() === 0))
  const user = await serverUser()
  await prepareFolders(folder, user)
  const programs = await findPrograms(env, folder.programs)
  const password = await databasePassword(folder)
  const place: ServerPlace = { folder, programs, user, password }
  const made = await makeCluster(place)
  const how = await bringUp(place)
  const connection = connectionOf(place)
  await makeDatabase(connection)
  const watch = keepUp(place, onTrouble)
  return {
    connection,
    folder,
    version: programs.version,
    how: how === 'adopted' ? 'adopted' : made === 'made' ? 'made' : 'started',
    pid: () => runningServer(folder.cluster(programs.major)),
    stop: async () => {
      watch.end()
      return stopServer(place)
    },
  }
}

/** Two of us at once: the second start loses the race for the pid file, and finds the first one's server ready. */
async function bringUp(place: ServerPlace): Promise<'started' | 'adopted'> {
  const cluster = place.folder.cluster(place.programs.major)
  if ((await runningServer(cluster)) !== undefined) {
    await untilReady(place, () => undefined)
    return 'adopted'
  }
  await removeStalePidFile(cluster)
  const child = startServer(place)
  let ended: string | undefined
  child.once('error', (error) => {
    ended = error.message
  })
  child.once('exit', (code, signal) => {
    ended = `it ended with ${signal ?? code}`
  })
  await untilReady(place, () => ended)
  return 'started'
}

/** Ready means that it answers us; an end without another server in its place is a failure with the server's own words. */
async function untilReady(place: ServerPlace, ended: () => string | undefined): Promise<void> {
  const cluster = place.folder.cluster(place.programs.major)
  const until = performance.now() + START_LIMIT_MS
  let last = ''
  while (performance.now() < until) {
    const answer = await tryOnce(connectionOf(place))
    if (answer === undefined) return
    last = answer.message
    if (answer.code === '28P01') throw cannotStart(cluster, `it does not know the password in ${place.folder.password}`)
    const why = ended()
    if (why !== undefined && (await runningServer(cluster)) === undefined)
      throw cannotStart(cluster, `${why}; ${await whyItEnded(place)}`)
    await sleep(20)
  }
  throw cannotStart(cluster, `it was not ready after ${START_LIMIT_MS / 1000} s; last answer: ${last}`)
}

async function tryOnce(connection: Connection): Promise<{ code: string | undefined; message: string } | undefined> {
  const client = new pg.Client({ ...connection, database: 'postgres', connectionTimeoutMillis: 5_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return undefined
  } catch (error) {
    return { code: (error as { code?: string }).code, message: (error as Error).message }
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function makeDatabase(connection: Connection): Promise<void> {
  const client = new pg.Client({ ...connection, database: 'postgres' })
  client.on('error', () => undefined)
  await client.connect()
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [OWNER])
    if (rowCount === 0) await client.query(`create database ${OWNER}`)
  } catch (error) {
    // Two of us at once: the other one made it.
    if (!['42P04', '23505'].includes((error as { code?: string }).code ?? '')) throw error
  } finally {
    await client.end()
  }
}

/** A full disk ends the server; it comes back by itself once there is room. */
function keepUp(place: ServerPlace, onTrouble: (message: string) => void): { end: () => void } {
  const cluster = place.folder.cluster(place.programs.major)
  let over = false
  let busy = false
  const look = async () => {
    if (over || busy || (await runningServer(cluster)) !== undefined || over) return
    busy = true
    onTrouble('the embedded database has ended; starting it again')
    try {
      await bringUp(place)
    } catch (error) {
      onTrouble((error as Error).message)
    } finally {
      busy = false
    }
  }
  const timer = setInterval(() => void look(), WATCH_EVERY_MS)
  timer.unref()
  return {
    end: () => {
      over = true
      clearInterval(timer)
    },
  }
}

async function stopServer(place: ServerPlace): Promise<'stopped' | 'left running'> {
  const cluster = place.folder.cluster(place.programs.major)
  const pid = await runningServer(cluster)
  if (pid === undefined) return 'stopped'
  if (await othersAreConnected(connectionOf(place))) return 'left running'
  process.kill(pid, 'SIGINT')
  const until = performance.now() + 20_000
  while ((await runningServer(cluster)) !== undefined) {
    if (performance.now() > until) process.kill(pid, 'SIGQUIT')
    await sleep(20)
  }
  return 'stopped'
}

async function othersAreConnected(connection: Connection): Promise<boolean> {
  const client = new pg.Client({ ...connection, application_name: 'leaving', connectionTimeoutMillis: 5_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query(
      "select count(*)::int as others from pg_stat_activity where application_name like 'opsbook%'",
    )
    return rows[0].others > 0
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}

const connectionOf = ({ folder, password }: ServerPlace): Connection => ({
  ...{ host: folder.socket, user: OWNER, password, database: OWNER },
})
