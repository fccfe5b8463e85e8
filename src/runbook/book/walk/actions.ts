/** Walking a folder for pages: every page once, no loop followed, nothing outside the repository touched. */
import { type Dirent, lstatSync, type Stats } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { isAbsolute, join, relative, sep } from 'node:path'
import { isForeignFolder, isPageName } from '../page-name.ts'
import { failureOf, fileType } from '../source/actions.ts'
import type { UnreadableCode } from '../unreadable.ts'

/** Something in the folder that could not be read, by its absolute path. */
export interface WalkProblem {
  path: string
  code: UnreadableCode
  fact: string
}

export interface WalkOptions {
  /** Real path of the repository: links that lead out of it are not followed. */
  boundary: string
  /** Decides by the absolute path whether a page is wanted. */
  wanted(path: string): boolean
  /** Decides by the absolute path whether a folder may be left out as a whole. */
  skipped(path: string): boolean
}

export interface Walk {
  /** Absolute paths of the pages, sorted. */
  pages: string[]
  problems: WalkProblem[]
}

/** Most entries that one walk looks at. */
export const MAX_ENTRIES = 100_000

type Entry = Pick<Dirent<Buffer> | Stats, 'isFile' | 'isDirectory' | 'isSymbolicLink' | 'isFIFO' | 'isSocket'>

/** Finds the pages below a folder (an absolute path). The result does not depend on the order of the file system. */
export async function walkPages(folder: string, options: WalkOptions): Promise<Walk> {
  const state: State = { options, pages: new Map(), folders: new Set(), links: [], problems: [], entries: 0 }
  await walkFolder(folder, await realpath(folder), state)
  // Links come after everything else, so that a page is always known by its own name when it has one in the folder.
  while (state.links.length > 0) {
    const links = state.links.splice(0).sort((a, b) => compare(a.path, b.path))
    for (const link of links) await followLink(link, state)
  }
  if (state.entries > MAX_ENTRIES) {
    const fact = `The folder has more than ${MAX_ENTRIES.toLocaleString('en')} entries and was not read to its end`
    state.problems.push({ path: folder, code: 'RB013', fact })
  }
  const pages = [...state.pages.values()].sort(compare)
  return { pages, problems: state.problems.sort((a, b) => compare(a.path, b.path) || compare(a.code, b.code)) }
}

interface Link {
  path: string
  /** Where the link itself really lies. */
  real: string
}

interface State {
  options: WalkOptions
  /** Real path → path under which the page was found first. */
  pages: Map<string, string>
  folders: Set<string>
  links: Link[]
  problems: WalkProblem[]
  entries: number
}

async function walkFolder(folder: string, real: string, state: State): Promise<void> {
  if (state.folders.has(real) || state.entries > MAX_ENTRIES) return
  state.folders.add(real)
  let entries: Dirent<Buffer>[]
  try {
    entries = await readdir(folder, { withFileTypes: true, encoding: 'buffer' })
  } catch (error) {
    state.problems.push({ path: folder, ...failureOf(error) })
    return
  }
  state.entries += entries.length
  const named = entries.map((entry) => ({ entry, name: entry.name.toString('utf8') }))
  named.sort((a, b) => Buffer.compare(a.entry.name, b.entry.name))
  // One after the other: when the limit is met, what was read must not depend on the speed of the disk.
  for (const { entry, name } of named) await visit({ entry, name, folder, real }, state)
}

interface Visit {
  entry: Dirent<Buffer>
  name: string
  folder: string
  /** Real path of the folder. */
  real: string
}

async function visit({ entry, name, folder, real }: Visit, state: State): Promise<void> {
  const path = join(folder, name)
  const { options, problems } = state
  if (isForeignFolder(name) || options.skipped(path)) return
  if (!entry.name.equals(Buffer.from(name, 'utf8'))) {
    problems.push({ path, code: 'RB010', fact: bytesInWords(entry.name) })
    return
  }
  const type = typeOf(entry, path)
  if (type?.isDirectory()) {
    if (isPageName(name)) problems.push({ path, code: 'RB011', fact: '' })
    await walkFolder(path, join(real, name), state)
  } else if (type?.isSymbolicLink()) {
    state.links.push({ path, real: join(real, name) })
  } else if (type && isPageName(name) && options.wanted(path)) {
    if (type.isFile()) state.pages.set(join(real, name), path)
    else problems.push({ path, code: 'RB006', fact: fileType(type) })
  }
}

/** Some file systems do not tell the type with the listing; then the entry is looked at itself. */
function typeOf(entry: Dirent<Buffer>, path: string): Entry | undefined {
  const told = entry.isFile() || entry.isDirectory() || entry.isSymbolicLink() || entry.isFIFO() || entry.isSocket()
  return told || entry.isBlockDevice() || entry.isCharacterDevice() ? entry : lstatSync(path, { throwIfNoEntry: false })
}

async function followLink({ path, real }: Link, state: State): Promise<void> {
  const { options, problems } = state
  const page = isPageName(path) && options.wanted(path)
  try {
    const target = await realpath(path)
    const stats = await stat(target)
    if (!stats.isDirectory() && !page) return
    if (!isWithin(options.boundary, target)) {
      problems.push({ path, code: 'RB008', fact: target })
    } else if (stats.isDirectory()) {
      if (isWithin(target, real)) problems.push({ path, code: 'RB007', fact: 'it leads to a folder that contains it' })
      else await walkFolder(path, target, state)
    } else if (!stats.isFile()) {
      problems.push({ path, code: 'RB006', fact: fileType(stats) })
    } else if (!state.pages.has(target)) {
      state.pages.set(target, path)
    }
  } catch (error) {
    const failure = failureOf(error)
    const nothing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    if (failure.code === 'RB007') problems.push({ path, code: 'RB007', fact: failure.fact })
    else if (page) problems.push(nothing ? { path, code: 'RB009', fact: 'its target' } : { path, ...failure })
  }
}

/** True when `path` is `folder` or lies below it. */
export function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

const bytesInWords = (name: Buffer) =>
  [...name]
    .map((byte) =>
      byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`,
    )
    .join('')

/** Order of code units: the same on every machine and in every language. */
export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
