import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { openDatabase, poolConfig } from '../database.ts'
import { migrate } from '../migrate.ts'
import { MIGRATIONS } from '../migrations/migrations.ts'
import { dataFolder } from './data-folder.ts'
import { type EmbeddedDatabase, type EmbeddedOptions, startEmbeddedDatabase } from './embedded-database.ts'
import { findPrograms, type Programs, programsIn } from './programs.ts'

const OLD = await olderPrograms()
if (!OLD)
  console.log('no PostgreSQL 15 to 17 on this machine (Debian: postgresql); moving to a newer one is not tested')

async function olderPrograms(): Promise<Programs | undefined> {
  for (const major of [15, 16, 17]) {
    const programs = await programsIn(`/usr/lib/postgresql/${major}/bin`, undefined)
    if ('version' in programs) return programs
  }
  return undefined
}

const folder = () => {
  const made = mkdtempSync(join(tmpdir(), 'opsbook-move-'))
  chmodSync(made, 0o711)
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  return join(made, 'data')
}

const start = async (root: string, more: Partial<EmbeddedOptions> = {}) => {
  const database = await startEmbeddedDatabase({ root, env: process.env, onTrouble: () => undefined, ...more })
  onTestFinished(async () => void (await database.stop()))
  return database
}

const opened = async <Result>(
  database: EmbeddedDatabase,
  work: (open: ReturnType<typeof openDatabase>) => Promise<Result>,
) => {
  const open = openDatabase(poolConfig(database.connection, 'test', 2))
  return work(open).finally(open.close)
}

const fill = (database: EmbeddedDatabase) =>
  opened(database, async ({ db }) => {
    // As an earlier version left it: its schema is some migrations behind.
    await migrate(db, MIGRATIONS.slice(0, 4))
    await sql`insert into integrations (id, name, dialect, key_hash, settings, created_by)
      select 'integration_' || n, 'name ' || n, 'generic-json', decode(md5(n::text), 'hex'), '{}', 'ana' from generate_series(1, 700) n`.execute(
      db,
    )
  })

const names = ({ clusters }: { clusters: string }) => readdirSync(clusters).sort()

test.runIf(OLD)('data of an older PostgreSQL is moved into the newer one, and kept', async () => {
  const root = folder()
  const before = await start(root, { programs: OLD! })
  await fill(before)
  await before.stop()
  const said: string[] = []
  const after = await start(root, { onTrouble: (message) => said.push(message) })
  const [was, is] = [OLD!.major, Number.parseInt(after.version, 10)]
  expect(is).toBeGreaterThan(was)
  const rows = await opened(after, async ({ db }) => {
    expect(await migrate(db)).toEqual(MIGRATIONS.slice(4).map(({ name }) => name))
    return (
      await sql`select count(*) as n, current_setting('server_version_num')::int / 10000 as major from integrations`.execute(
        db,
      )
    ).rows
  })
  expect(rows).toEqual([{ n: 700, major: is }])
  expect(names(after.folder)).toEqual([`${was}.moved-to-${is}`, `${was}.moved-to-${is}.txt`, String(is)].sort())
  expect(readFileSync(join(after.folder.clusters, `${was}.moved-to-${is}`, 'PG_VERSION'), 'utf8').trim()).toBe(`${was}`)
  expect(said.join('\n')).toMatch(/moving it to .*\n\d+ rows read out .*\n.*is kept as /)
  await after.stop()
  expect((await start(root)).how).toBe('started')
})

test.runIf(OLD)('a move that was ended in the middle begins again', async () => {
  const root = folder()
  const before = await start(root, { programs: OLD! })
  await fill(before)
  await before.stop()
  const { major } = await findPrograms(process.env, before.folder.programs)
  const half = `${before.folder.cluster(major)}.arriving`
  mkdirSync(half)
  writeFileSync(join(half, 'PG_VERSION'), `${major}\n`)
  // The number of a process that is gone.
  writeFileSync(join(before.folder.clusters, 'move.pid'), '999999999\n')
  const after = await start(root)
  expect(
    await opened(after, async ({ db }) => (await sql`select count(*) as n from integrations`.execute(db)).rows),
  ).toEqual([{ n: 700 }])
  expect(existsSync(half)).toBe(false)
})

/** A data folder that holds a cluster of another version, as far as can be seen without its programs. */
const clusterOf = (major: number) => {
  const root = folder()
  const place = dataFolder(root)
  mkdirSync(place.cluster(major), { recursive: true })
  writeFileSync(join(place.cluster(major), 'PG_VERSION'), `${major}\n`)
  return { root, place }
}

test.each([
  ['older, whose programs are gone', 12, 'database/old-programs-gone', 'postgresql-12'],
  ['newer than our programs', 99, 'database/newer-data', 'install PostgreSQL 99'],
])('data %s is never hidden behind an empty database', async (_what, major, code, hint) => {
  const { root, place } = clusterOf(major)
  await expect(start(root, { env: {} })).rejects.toMatchObject({
    problem: { code, hint: expect.stringContaining(hint) },
  })
  expect(names(place)).toEqual([String(major)])
})

test.runIf(OLD)('while another process uses the old database nothing is moved', async () => {
  const root = folder()
  const before = await start(root, { programs: OLD! })
  await fill(before)
  await opened(before, async ({ db }) => {
    await sql`select 1`.execute(db)
    await expect(start(root)).rejects.toMatchObject({ problem: { code: 'database/in-use' } })
  })
  expect(names(before.folder)).toEqual([String(OLD!.major)])
})
