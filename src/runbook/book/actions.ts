/** Reading a book from disk. It executes nothing, contacts nothing and writes nothing. */
import { statSync } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path'
import picomatch from 'picomatch'
import type { Span } from '../../kit/diagnostic.ts'
import { done, type Result, refuse } from '../../kit/refusal.ts'
import type { Book, Repository } from './book.ts'
import { type Decoded, decodePage } from './decode-page.ts'
import type { Page } from './page.ts'
import { type PageSource, readPages } from './read-pages/actions.ts'
import { MAX_PAGE_BYTES, readSource } from './source/actions.ts'
import { listTree, readArtifacts, rootFinder } from './tree/actions.ts'
import { type UnreadableCode, unreadableFinding } from './unreadable.ts'
import { compare, isWithin, type WalkProblem, walkPages } from './walk/actions.ts'

export interface LoadOptions {
  /** Folder that relative paths start from; repository roots are named relative to it. */
  cwd: string
  /** Globs of pages, relative to `globRoot`; none means every page. */
  include?: readonly string[]
  exclude?: readonly string[]
  globRoot?: string
  /** Folder with `opsbook.yaml`: the root of pages below it that no repository contains. */
  projectRoot?: string
  /** Globs of files with alert rules, relative to `globRoot`, read whatever their name. */
  alerts?: readonly string[]
  /** Called once the number of pages is known, before they are read: for a line of progress. */
  onPages?(total: number): void
}

const AT_ONCE = 16

/**
 * Reads folders and files into a book. Folders are walked for pages; a file that is named outright is read whatever its
 * name. What cannot be read becomes a finding in `book.unread`, and the rest is still read.
 *
 * Refuses `book/missing-folder`, `book/not-readable` and `book/empty`.
 */
export async function loadBook(paths: readonly string[], options: LoadOptions): Promise<Result<Book>> {
  const found = await findPages(paths, options)
  if (!found.ok) return found
  const { pages, problems } = found.value
  if (pages.size === 0 && problems.length === 0) return refuse({ code: 'book/empty', path: paths.join(' ') })
  const loader: Loader = { options, absolute: paths.some((path) => isAbsolute(path)), roots: new Map(), unread: [] }
  for (const problem of problems) placeOf(problem.path, found.value, loader).problems.push(problem)
  const files = [...pages.keys()].sort(compare)
  for (const file of files) placeOf(file, found.value, loader).files.push(file)
  options.onPages?.(files.length)
  const read = await parseAll(files, loader, await readAll(files))
  const repositories: Repository[] = []
  for (const [root, place] of [...loader.roots].sort(([a], [b]) => compare(a, b))) {
    repositories.push(await assemble({ root, place, read, loader }))
  }
  return done({ root: paths.length === 1 ? paths[0]! : '.', repositories, unread: loader.unread })
}

interface Found {
  /** Absolute path of a page → the folder it was looked for in. */
  pages: Map<string, string>
  problems: WalkProblem[]
  /** Folder that contains a path when no repository does. */
  folders: readonly string[]
  find: (folder: string) => string | undefined
}

async function findPages(paths: readonly string[], options: LoadOptions): Promise<Result<Found>> {
  const found = {
    pages: new Map<string, string>(),
    problems: [] as WalkProblem[],
    folders: [] as string[],
    find: rootFinder(),
  }
  const wanted = pageFilter(options)
  for (const path of paths) {
    const absolute = resolve(options.cwd, path)
    const kind = kindOf(absolute)
    if (kind === 'missing') return refuse({ code: 'book/missing-folder', path })
    if (kind === 'file') {
      found.folders.push(dirname(absolute))
      found.pages.set(absolute, dirname(absolute))
      continue
    }
    if (kind !== 'folder') return refuse({ code: 'book/not-readable', path, reason: kind.reason })
    found.folders.push(absolute)
    const boundary = await realpath(found.find(absolute) ?? projectAround(absolute, options) ?? absolute)
    const walk = await walkPages(absolute, { boundary, ...wanted })
    const refused = walk.problems.find((problem) => problem.path === absolute && problem.code !== 'RB013')
    if (refused) return refuse({ code: 'book/not-readable', path, reason: refused.fact })
    for (const page of walk.pages) found.pages.set(page, absolute)
    found.problems.push(...walk.problems)
  }
  return done(found)
}

function kindOf(path: string): 'file' | 'folder' | 'missing' | { reason: string } {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'file'
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? ''
    return code === 'ENOENT' || code === 'ENOTDIR' ? 'missing' : { reason: code }
  }
}

function pageFilter({ include, exclude, globRoot, cwd }: LoadOptions) {
  const base = globRoot ?? cwd
  const match = (globs: readonly string[] | undefined) =>
    globs && globs.length > 0 ? picomatch([...globs], { dot: true }) : undefined
  const included = match(include)
  const excluded = match(exclude)
  const name = (path: string) => slashes(relative(base, path))
  return {
    wanted: (path: string) => (!included || included(name(path))) && !excluded?.(name(path)),
    skipped: (path: string) => excluded?.(name(path)) ?? false,
  }
}

const projectAround = (path: string, { projectRoot }: LoadOptions): string | undefined =>
  projectRoot !== undefined && isWithin(projectRoot, path) ? projectRoot : undefined

interface Place {
  files: string[]
  problems: WalkProblem[]
}

interface Loader {
  options: LoadOptions
  /** True when the user named an absolute path: then roots are written that way too. */
  absolute: boolean
  /** Absolute root → what was found below it. */
  roots: Map<string, Place>
  unread: Book['unread'][number][]
}

function placeOf(path: string, found: Found, loader: Loader): Place {
  const above = found.folders.filter(
    (folder) => path === folder || path.startsWith(folder === sep ? sep : folder + sep),
  )
  const named = above.sort((a, b) => a.length - b.length)[0] ?? dirname(path)
  const root = found.find(path === named ? path : dirname(path)) ?? projectAround(path, loader.options) ?? named
  const place = loader.roots.get(root) ?? { files: [], problems: [] }
  loader.roots.set(root, place)
  return place
}

/** What a page that was read is said about itself as a file. */
const withNotes = (page: Page, { wide }: Extract<Decoded, { ok: true }>): Page =>
  wide ? { ...page, diagnostics: [...page.diagnostics, unreadableFinding('RB002', page.file, wide)] } : page

type Read = Page | { code: UnreadableCode; fact: string; span?: Span }

/** Reads files several at a time; the result is looked up by name, so the order of arrival does not matter. */
async function readAll(files: readonly string[]): Promise<Map<string, Decoded>> {
  const read = new Map<string, Decoded>()
  let next = 0
  const work = async () => {
    for (let file = files[next++]; file !== undefined; file = files[next++]) {
      const source = await readSource(file, MAX_PAGE_BYTES)
      const decoded = source.ok ? decodePage(source.bytes) : source
      read.set(file, decoded)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return read
}

/** All pages of all repositories in one go, so that a second thread is worth its start. */
async function parseAll(
  files: readonly string[],
  loader: Loader,
  decoded: ReadonlyMap<string, Decoded>,
): Promise<Map<string, Read>> {
  const roots = new Map([...loader.roots].flatMap(([root, place]) => place.files.map((file) => [file, root])))
  const sources: PageSource[] = []
  const readable: string[] = []
  const read = new Map<string, Read>()
  for (const path of files) {
    const source = decoded.get(path)!
    if (!source.ok) read.set(path, source)
    else {
      readable.push(path)
      sources.push({ file: slashes(relative(roots.get(path)!, path)), text: source.text })
    }
  }
  const pages = await readPages(sources)
  readable.forEach((path, index) => {
    const source = decoded.get(path)!
    read.set(path, source.ok ? withNotes(pages[index]!, source) : source)
  })
  return read
}

interface Assembly {
  root: string
  place: Place
  read: ReadonlyMap<string, Read>
  loader: Loader
}

async function assemble({ root, place, read, loader }: Assembly): Promise<Repository> {
  const { options } = loader
  const shown = shownRoot(root, loader)
  const report = (code: UnreadableCode, file: string, fact: string, span?: Span) =>
    loader.unread.push({ repository: shown, diagnostic: unreadableFinding(code, file, fact, span) })
  for (const { path, code, fact } of place.problems) report(code, slashes(relative(root, path)) || '.', fact)
  const pages: Page[] = []
  for (const path of place.files) {
    const page = read.get(path)!
    if ('document' in page) pages.push(page)
    else report(page.code, slashes(relative(root, path)), page.fact, page.span)
  }
  const tree = await listTree(root)
  if (!tree.complete) report('RB013', '.', 'The repository has too many files to list')
  const alerts =
    options.alerts && options.alerts.length > 0 ? picomatch([...options.alerts], { dot: true }) : () => false
  const wanted = (file: string) => alerts(slashes(relative(options.globRoot ?? options.cwd, resolve(root, file))))
  const { artifacts, leftOut } = await readArtifacts(root, tree.onDisk, wanted)
  for (const { file, fact } of leftOut) report('RB014', file, fact)
  return { root: shown, files: tree.files, folders: tree.folders, complete: tree.complete, artifacts, pages }
}

function shownRoot(root: string, { options, absolute }: Loader): string {
  const way = slashes(relative(options.cwd, root)) || '.'
  return absolute && way.startsWith('..') ? slashes(root) : way
}

const slashes = (path: string) => (sep === '/' ? path : path.split(sep).join('/'))
