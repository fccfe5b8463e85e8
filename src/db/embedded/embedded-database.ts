/**
 * The database that comes with us, from nothing to ready: programs found and unpacked, cluster made, server started or, if an earlier one
 * of ours is still running, taken over. Started again when it ends unasked; stopped by the last one who leaves.
 */
import { homedir } from 'node:os'
import { type DataFolder, dataFolder, defaultDataRoot } from './data-folder.ts'
import { moveOlderCluster } from './move-older-cluster.ts'
import { runningServer } from './postmaster.ts'
import { databasePassword, prepareFolders } from './prepare-folders.ts'
import { findPrograms, type Programs } from './programs.ts'
import { bringUp, type Connection, connectionOf, makeDatabase, stopServer } from './running-server.ts'
import { serverUser } from './server-user.ts'
import { makeCluster, type ServerPlace } from './start-server.ts'

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
  /** Told when the server ended unasked and is started again, and when that fails; also how a move to a newer PostgreSQL goes. */
  readonly onTrouble: (message: string) => void
  /** These programs, instead of the ones that are found. */
  readonly programs?: Programs
}

const WATCH_EVERY_MS = 1_000

/** Starts or takes over the embedded database. Throws a `DatabaseRefusal`. */
export async function startEmbeddedDatabase(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const { root, env, onTrouble } = options
  const folder = dataFolder(root ?? defaultDataRoot(env, homedir(), process.getuid?.() === 0))
  const user = await serverUser()
  await prepareFolders(folder, user)
  const programs = options.programs ?? (await findPrograms(env, folder.programs))
  const password = await databasePassword(folder)
  const place: ServerPlace = { folder, programs, user, password }
  await moveOlderCluster(place, env, onTrouble)
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
