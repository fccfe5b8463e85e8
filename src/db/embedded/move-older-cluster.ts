/**
 * A new major version of PostgreSQL cannot read the data of an older one. The data goes over through a backup of ours, written by the old
 * programs and read by the new ones; the new cluster takes its name only once it gave the same back, and the old one stays, renamed.
 */
import { existsSync } from 'node:fs'
import { mkdtemp, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import pg from 'pg'
import { backupHead, readBackup } from '../backup/read-backup.ts'
import { assertSameContent } from '../backup/same-content.ts'
import { type BackupResult, writeBackup } from '../backup/write-backup.ts'
import { openDatabase, poolConfig, SCHEMA } from '../database.ts'
import { migrate } from '../migrate.ts'
import { MIGRATIONS } from '../migrations/migrations.ts'
import { DatabaseRefusal } from './database-refusal.ts'
import { findOtherCluster } from './find-other-cluster.ts'
import { runningServer } from './postmaster.ts'
import { findProgramsOf } from './programs.ts'
import { bringUp, connectionOf, makeDatabase, stopServer } from './running-server.ts'
import { makeCluster, type ServerPlace } from './start-server.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Moves the data when there is some of an older version and none of this one. Throws a `DatabaseRefusal`; then nothing has changed. */
export async function moveOlderCluster(
  place: ServerPlace,
  env: Environment,
  tell: (message: string) => void,
): Promise<void> {
  const { folder, programs } = place
  if ((await findOtherCluster(folder.clusters, programs.major)).kind === 'none') return
  const release = await takeLock(join(folder.clusters, 'move.pid'))
  try {
    // Whoever held the lock may have moved it.
    const other = await findOtherCluster(folder.clusters, programs.major)
    if (other.kind === 'none') return
    if (other.kind === 'newer') throw newer(folder.cluster(other.major), other.major, programs.version)
    const old = await findProgramsOf(other.major, env, folder.programs)
    if (!old) throw programsGone(folder.cluster(other.major), other.major, programs.version)
    tell(`the database was made by PostgreSQL ${other.major}; moving it to ${programs.version}, which takes a while`)
    await move({ ...place, programs: old }, place, tell)
  } finally {
    await release()
  }
}

async function move(from: ServerPlace, to: ServerPlace, tell: (message: string) => void): Promise<void> {
  const { folder } = to
  const scratch = await mkdtemp(join(folder.root, 'moving-'))
  const arriving: ServerPlace = {
    ...to,
    folder: { ...folder, cluster: (major) => `${folder.cluster(major)}.arriving` },
  }
  try {
    const written = await readOut(from, join(scratch, 'moving.gz'))
    await assertAtRest(from)
    tell(written ? `${rowsOf(written)} rows read out with PostgreSQL ${from.programs.version}` : 'it holds nothing yet')
    await clearAway(arriving)
    await makeCluster(arriving)
    if (written) await readIn(arriving, written, scratch)
    await assertAtRest(from)
    const kept = await putInPlace(from, arriving, to)
    tell(`the database is PostgreSQL ${to.programs.version} now; the old one is kept as ${kept}`)
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/** Everything of the old cluster in one file; undefined when nothing was ever stored in it. */
async function readOut(from: ServerPlace, path: string): Promise<BackupResult | undefined> {
  await bringUp(from)
  try {
    const config = poolConfig(connectionOf(from), 'moving', 2)
    if (!(await isOurs(config))) return undefined
    return await writeBackup(config, path, { version: `PostgreSQL ${from.programs.version}`, at: new Date() })
  } finally {
    await stopServer(from)
  }
}

async function isOurs(config: pg.PoolConfig): Promise<boolean> {
  const client = new pg.Client(config)
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query('select to_regclass($1) is not null as there', [`${SCHEMA}.migrations`])
    return rows[0].there
  } catch (error) {
    // The cluster was made and then never given a database.
    if ((error as { code?: string }).code === '3D000') return false
    throw error
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** The schema is first as far as the data is: what later migrations do to data is then done to it by whoever opens the store. */
async function readIn(arriving: ServerPlace, written: BackupResult, scratch: string): Promise<void> {
  await bringUp(arriving)
  try {
    await makeDatabase(connectionOf(arriving))
    const config = poolConfig(connectionOf(arriving), 'moving', 2)
    const { migrations } = await backupHead(written.path)
    const database = openDatabase(config)
    try {
      await migrate(
        database.db,
        MIGRATIONS.filter(({ name }) => migrations.includes(name)),
      )
    } finally {
      await database.close()
    }
    const known = MIGRATIONS.map(({ name }) => name)
    await readBackup({ config, path: written.path, known, settle: async () => undefined })
    const again = await writeBackup(config, join(scratch, 'again.gz'), { version: 'proof', at: new Date() })
    assertSameContent(written, again)
  } finally {
    await stopServer(arriving)
  }
}

/** The new cluster first: whatever ends us in between, the data is under a name that is looked at. */
async function putInPlace(from: ServerPlace, arriving: ServerPlace, to: ServerPlace): Promise<string> {
  const { folder, programs } = to
  await rename(arriving.folder.cluster(programs.major), folder.cluster(programs.major))
  await syncFolder(folder.clusters)
  const kept = freeName(`${folder.cluster(from.programs.major)}.moved-to-${programs.major}`)
  await rename(folder.cluster(from.programs.major), kept)
  await writeFile(
    `${kept}.txt`,
    `Everything in ${basename(kept)} was moved to PostgreSQL ${programs.version}, in the folder ${programs.major} beside it.\nNothing reads the old folder any more; delete it once you are content with the new one.\n`,
  )
  await syncFolder(folder.clusters)
  return kept
}

/** The same move may have been made before and undone by hand. */
const freeName = (path: string, count = 1): string => {
  const name = count === 1 ? path : `${path}-${count}`
  return existsSync(name) ? freeName(path, count + 1) : name
}

/** Another process of an earlier version would write into what is moved away. */
async function assertAtRest(from: ServerPlace): Promise<void> {
  if ((await runningServer(from.folder.cluster(from.programs.major))) !== undefined) throw inUse(from)
}

/** What an earlier move that was ended left behind. */
async function clearAway(arriving: ServerPlace): Promise<void> {
  const cluster = arriving.folder.cluster(arriving.programs.major)
  if ((await runningServer(cluster)) !== undefined) await stopServer(arriving)
  await rm(cluster, { recursive: true, force: true })
}

/** One at a time; the lock of a process that is gone is no lock. Answers with what gives it back. */
async function takeLock(path: string): Promise<() => Promise<void>> {
  for (;;) {
    try {
      await writeFile(path, `${process.pid}\n`, { flag: 'wx', mode: 0o600 })
      return () => rm(path, { force: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const holder = Number(await readFile(path, 'utf8').catch(() => ''))
    if (holder !== process.pid && isAlive(holder)) throw alreadyMoving(dirname(path), holder)
    await rm(path, { force: true })
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  await handle.sync().finally(() => handle.close())
}

const rowsOf = ({ tables }: BackupResult): number => Object.values(tables).reduce((sum, { rows }) => sum + rows, 0)

const programsGone = (cluster: string, major: number, version: string) =>
  new DatabaseRefusal({
    code: 'database/old-programs-gone',
    message: `the data in ${cluster} was made by PostgreSQL ${major}. Version ${version} cannot read it, and the programs of ${major} that could are not on this machine any more`,
    hint: `Install them (Debian: postgresql-${major}) or start the earlier version of Opsbook once more and take a backup with it. Nothing was changed`,
  })

const newer = (cluster: string, major: number, version: string) =>
  new DatabaseRefusal({
    code: 'database/newer-data',
    message: `the data in ${cluster} was made by PostgreSQL ${major}, and the programs found here are of ${version}, which is older`,
    hint: `Start the version of Opsbook that made it, or install PostgreSQL ${major}. Nothing was changed`,
  })

const inUse = ({ folder, programs }: ServerPlace) =>
  new DatabaseRefusal({
    code: 'database/in-use',
    message: `another opsbook still works with the database in ${folder.cluster(programs.major)}`,
    hint: 'Stop it first; then start again, and the data is moved to the newer PostgreSQL',
  })

const alreadyMoving = (folder: string, pid: number) =>
  new DatabaseRefusal({
    code: 'database/moving',
    message: `process ${pid} is moving the database in ${folder} to a newer PostgreSQL`,
    hint: 'Wait until it has ended, then start again',
  })
