/** A server of ours while it runs: brought up or taken over, asked whether it is ready, stopped. */
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { DatabaseRefusal } from './database-refusal.ts'
import { removeStalePidFile, runningServer } from './postmaster.ts'
import { cannotStart, OWNER, type ServerPlace, startServer, whyItEnded } from './start-server.ts'

/** How to reach a database, as `pg` takes it. */
export interface Connection {
  readonly host: string
  readonly user: string
  readonly password: string
  readonly database: string
}

/** How long a start may take: recovery after a crash reads the log again. */
const START_LIMIT_MS = 60_000

/** How long a server that was killed may leave processes and memory behind, which keep the next one from starting. */
const LEFTOVERS_MS = 15_000

/**
 * Starts the server of a cluster or takes over the one that runs. Two of us at once: the second start loses the race for the pid file, and
 * finds the first one's server ready. A server that ends at once is tried again for a while: what a killed one left takes a moment to go.
 */
export async function bringUp(place: ServerPlace): Promise<'started' | 'adopted'> {
  const giveUpAt = performance.now() + LEFTOVERS_MS
  for (;;) {
    try {
      return await bringUpOnce(place)
    } catch (error) {
      if (!(error instanceof EndedAtOnce)) throw error
      if (performance.now() > giveUpAt) throw error.refusal
      await sleep(500)
    }
  }
}

/** The server's process ended before it was ready; what it said is in the refusal. */
class EndedAtOnce extends Error {
  readonly refusal: DatabaseRefusal

  constructor(refusal: DatabaseRefusal) {
    super(refusal.message)
    this.refusal = refusal
  }
}

async function bringUpOnce(place: ServerPlace): Promise<'started' | 'adopted'> {
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
      throw new EndedAtOnce(cannotStart(cluster, `${why}; ${await whyItEnded(place)}`))
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

export async function makeDatabase(connection: Connection): Promise<void> {
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

/** How long connections may take to end before they are somebody else's. */
const GOING_MS = 2_000

/** Ends the server of a cluster, unless others of us still use it. */
export async function stopServer(place: ServerPlace): Promise<'stopped' | 'left running'> {
  const cluster = place.folder.cluster(place.programs.major)
  const pid = await runningServer(cluster)
  if (pid === undefined) return 'stopped'
  // Our own connections were closed a moment ago, and their ends at the server take a moment to go.
  for (const until = performance.now() + GOING_MS; await othersAreConnected(connectionOf(place)); await sleep(50))
    if (performance.now() > until) return 'left running'
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

export const connectionOf = ({ folder, password }: ServerPlace): Connection => ({
  ...{ host: folder.socket, user: OWNER, password, database: OWNER },
})
