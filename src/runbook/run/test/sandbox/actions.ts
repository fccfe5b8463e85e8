/** The folder in which one procedure is tested, with its own home, its own PATH, and nothing left of it afterwards. */
import { accessSync, constants, statSync, writeFileSync } from 'node:fs'
import { chmod, cp, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, delimiter, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { LOCAL_TOOLS } from '../local-tools.ts'
import { type Call, readCalls } from '../stand-in-calls.ts'
import { GUARD, STAND_IN } from '../stand-in-program.ts'

export interface SandboxRequest {
  mode: 'run' | 'fake'
  standIns: readonly string[]
  /** Program → text of the script that stands in for it. */
  scripts: ReadonlyMap<string, string>
  /** Paths as the page names them, relative to its folder. */
  fixtures: readonly string[]
  pageFolder: string
  /** Nothing outside of this folder is copied; readable through `$OPSBOOK_BOOK`. */
  bookRoot: string
  /** The page did not ask to be tested: files it names need not be there. */
  lenient: boolean
  /** The PATH of the caller. */
  path: string
  /** Variables the page wants to have, and those of this machine that every shell needs. */
  environment: Readonly<Record<string, string>>
}

export interface Sandbox {
  root: string
  work: string
  /** Where the record of the run lies while it goes. */
  runs: string
  environment: Readonly<Record<string, string>>
  /** What stand-ins print from now on. */
  answer(text: string): void
  calls(): Promise<readonly Call[]>
  remove(): Promise<void>
}

export type MadeSandbox = { ok: true; sandbox: Sandbox } | { ok: false; reason: string }

/** Makes the folder. Refuses fixtures that are not there or lie outside of the book. */
export async function makeSandbox(request: SandboxRequest): Promise<MadeSandbox> {
  const bash = findProgram('bash', request.path)
  if (bash === undefined) return { ok: false, reason: 'there is no bash on the PATH' }
  const root = await realpath(await mkdtemp(join(tmpdir(), 'opsbook-test-')))
  const own = join(root, '.opsbook')
  const folders = [
    'work',
    'home',
    'tmp',
    'xdg',
    '.opsbook/fakes',
    '.opsbook/tools',
    '.opsbook/real',
    '.opsbook/scripts',
  ]
  for (const folder of folders) await mkdir(join(root, folder), { recursive: true, mode: 0o700 })
  const problem = await copyFixtures(request, join(root, 'work'))
  if (problem !== undefined) {
    await rm(root, { recursive: true, force: true })
    return { ok: false, reason: problem }
  }
  await program(join(own, 'fakes', '.stand-in'), `#!${bash}\n${STAND_IN}`)
  for (const name of request.standIns)
    if (!name.includes('/') && name !== '.stand-in') await symlink('.stand-in', join(own, 'fakes', name))
  for (const [name, text] of request.scripts)
    await program(
      join(own, 'scripts', name.replaceAll('/', '%')),
      text.startsWith('#!') ? text : `#!${bash}\n${text}\n`,
    )
  if (request.mode === 'fake') await guardTools(own, request, bash)
  await writeFile(join(own, 'calls.ndjson'), '')
  if (request.lenient) await writeFile(join(own, 'lenient'), '')
  return {
    ok: true,
    sandbox: {
      root,
      work: join(root, 'work'),
      runs: join(own, 'runs'),
      environment: environmentOf(root, request),
      answer: (text) => writeFileSync(join(own, 'answer'), text),
      calls: async () => readCalls(await readFile(join(own, 'calls.ndjson'), 'utf8').catch(() => '')),
      remove: () => removeFolder(root),
    },
  }
}

async function program(path: string, text: string): Promise<void> {
  await writeFile(path, text)
  await chmod(path, 0o700)
}

async function guardTools(own: string, { path, standIns }: SandboxRequest, bash: string): Promise<void> {
  await program(join(own, 'tools', '.guard'), `#!${bash}\n${GUARD}`)
  for (const name of LOCAL_TOOLS) {
    const real = findProgram(name, path)
    if (real === undefined || standIns.includes(name)) continue
    await symlink(real, join(own, 'real', name))
    await symlink('.guard', join(own, 'tools', name))
  }
}

function environmentOf(root: string, { mode, path, environment, bookRoot }: SandboxRequest): Record<string, string> {
  const own = join(root, '.opsbook')
  const xdg = join(root, 'xdg')
  return {
    ...{ LANG: 'C.UTF-8', TZ: 'UTC', TERM: 'dumb', COLUMNS: '80', ...environment },
    ...{ HOME: join(root, 'home'), TMPDIR: join(root, 'tmp'), OPSBOOK_BOOK: bookRoot },
    ...{ XDG_CONFIG_HOME: `${xdg}/config`, XDG_DATA_HOME: `${xdg}/data`, XDG_STATE_HOME: `${xdg}/state` },
    ...{ XDG_CACHE_HOME: `${xdg}/cache`, XDG_RUNTIME_DIR: `${xdg}/runtime` },
    PATH: [join(own, 'fakes'), mode === 'fake' ? join(own, 'tools') : path].join(delimiter),
  }
}

/**
 * A file or folder keeps its path below the page's folder; of a path that ends in a slash the content is copied. Links are
 * followed, so that nothing in the folder leads out of it, and what they lead to has to lie in the book, too.
 */
async function copyFixtures({ fixtures, pageFolder, bookRoot }: SandboxRequest, work: string) {
  const home = await realpath(bookRoot)
  const inside = (path: string) => path === home || path.startsWith(home === sep ? sep : home + sep)
  for (const fixture of fixtures) {
    const named = resolve(pageFolder, fixture)
    const found = await realpath(named).catch(() => undefined)
    if (found === undefined) return `the fixture ${fixture} does not exist`
    if (!inside(found)) return `the fixture ${fixture} lies outside of the book`
    const way = relative(pageFolder, named)
    const place = fixture.endsWith('/') ? '.' : way.startsWith('..') || isAbsolute(way) ? basename(named) : way
    const to = join(work, place)
    await mkdir(dirname(to), { recursive: true })
    let left: string | undefined
    await cp(found, to, {
      recursive: true,
      dereference: true,
      filter: async (source) => {
        const real = await realpath(source).catch(() => undefined)
        const taken = real !== undefined && inside(real) && basename(source) !== '.git'
        if (!taken && basename(source) !== '.git') left = source
        return taken
      },
    })
    if (left !== undefined) return `the fixture ${fixture} holds a link that leads out of the book: ${basename(left)}`
  }
  return undefined
}

/** Removes it although a step may have taken away the right to. */
async function removeFolder(root: string): Promise<void> {
  try {
    await rm(root, { recursive: true, force: true, maxRetries: 3 })
  } catch {
    await openFolders(root)
    await rm(root, { recursive: true, force: true, maxRetries: 3 })
  }
}

async function openFolders(folder: string): Promise<void> {
  const { readdir } = await import('node:fs/promises')
  await chmod(folder, 0o700)
  for (const entry of await readdir(folder, { withFileTypes: true }))
    if (entry.isDirectory()) await openFolders(join(folder, entry.name))
}

/** Where a program lies on a PATH; nothing when it is not there. */
export function findProgram(name: string, path: string): string | undefined {
  const places = name.includes('/')
    ? [name]
    : path
        .split(delimiter)
        .filter(isAbsolute)
        .map((folder) => join(folder, name))
  return places.find((place) => {
    try {
      accessSync(place, constants.X_OK)
      return statSync(place).isFile()
    } catch {
      return false
    }
  })
}
