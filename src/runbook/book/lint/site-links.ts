import picomatch from 'picomatch'
import type { Repository } from '../book.ts'
import { editDistance } from '../near-names.ts'
import { folderOf, joinPath, nameOf, stemOf } from './path-names.ts'
import type { RuleSettings } from './rule.ts'
import { type Site, siteOf } from './site.ts'
import { treeIndex } from './tree-index.ts'

/** Where a link leads, as far as the repository can tell. */
export type Resolution =
  /** Another site, a mail address, a template expression, a generated route: not decided here. */
  | { kind: 'unknown' }
  | { kind: 'file'; path: string; fragment: string }
  | { kind: 'folder'; path: string; fragment: string }
  /** `path` is where the target should be; `why` is set where there is more to say than "it does not exist". */
  | Missing

interface Missing {
  kind: 'missing'
  path: string
  fragment: string
  near: readonly string[]
  why?: 'case' | 'address' | 'outside' | 'malformed'
}

const SCHEME = /^(?:[a-z][a-z\d+.-]*:|\/\/)/i
/** Expressions of template languages and placeholders: what they become is not known here. */
const TEMPLATE = /[{}<>|*]|^%[=-]|^(?:\.\.\.|…|url|link|path)$|(?:^|\/)(?:path\/to|your[-_])/i
const ADDRESS = /^(?:www\.[\w-]+\.|(?:[\w-]+\.)+(?:com|org|net|io|dev|uk|gov|edu|cloud)(?:[/:?#]|$)|[\w.+-]+@[\w-]+\.)/i
/** What a page's source may be called when its address ends in `.html`, in nothing, or in a slash. */
const PAGE_ENDINGS = ['.md', '.html.md', '.html.md.erb', '.md.erb', '.html.erb', '.mdx', '.markdown', '.rst', '.adoc']
const IMAGE = /\.(?:png|jpe?g|svg|gif|webp)$/i
const INDEX_NAMES = ['index', 'README', '_index', 'readme']

/** Splits a link into a decoded path and a fragment without `#`. */
export function splitHref(href: string): { path: string; fragment: string } {
  const hash = href.indexOf('#')
  const before = hash < 0 ? href : href.slice(0, hash)
  const query = before.indexOf('?')
  const fragment = hash < 0 ? '' : href.slice(hash + 1)
  return { path: decode(query < 0 ? before : before.slice(0, query)), fragment: decode(fragment) }
}

function decode(text: string): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/**
 * Finds what a link in a page leads to: a path in the repository as GitHub and GitLab resolve it, or the source of the
 * page that a site generator serves at that address.
 */
export function resolveLink(
  repository: Repository,
  from: string,
  href: string,
  settings: Pick<RuleSettings, 'generatedRoutes'>,
): Resolution {
  if (href === '' || SCHEME.test(href)) return { kind: 'unknown' }
  const { path, fragment } = splitHref(href)
  if (path === '') return { kind: 'file', path: from, fragment }
  const site = siteOf(repository, from)
  const wanted = placesFor(path, { from, site, repository })
  for (const place of wanted) {
    const found = lookUp(repository, place)
    if (found) return { ...found, fragment }
  }
  if (TEMPLATE.test(path) || !repository.complete) return { kind: 'unknown' }
  if (ADDRESS.test(path)) return { kind: 'missing', path, fragment, near: [], why: 'address' }
  if (/^[[(]|:\/\//.test(path)) return { kind: 'missing', path, fragment, near: [], why: 'malformed' }
  if (isGenerated(path, wanted, settings.generatedRoutes)) return { kind: 'unknown' }
  const place = wanted[0]
  if (place === undefined) return outside(repository, path, fragment)
  if (wanted.some((each) => isBehindLink(repository, each))) return { kind: 'unknown' }
  if (isRoute(path, { place, site, repository })) return { kind: 'unknown' }
  return missing(repository, place, { from, fragment })
}

interface Origin {
  from: string
  site: Site | undefined
  repository: Repository
}

/** Paths in the repository that a link may mean, the most likely first; none when it climbs out of the repository. */
function placesFor(path: string, { from, site, repository }: Origin): string[] {
  const places: (string | undefined)[] = []
  const folder = folderOf(from)
  if (path.startsWith('/')) {
    if (site) for (const root of [site.root, ...site.assets]) places.push(joinPath(root, path))
    places.push(joinPath('', path))
    // Wikis and documentation folders are often served from their own root.
    for (let above = folder; above !== ''; above = folderOf(above)) {
      if (repository.folders.has(above)) places.push(joinPath(above, path))
    }
  } else {
    places.push(joinPath(folder, path))
    // A page served as `folder/page/` resolves relative links one level deeper than its source lies.
    if (site && site.generator !== 'sphinx') {
      places.push(joinPath(`${folder}/${stemOf(from)}`, path))
      for (const root of site.assets) places.push(joinPath(root, path))
      // Middleman looks for images below its root as well.
      if (site.generator === 'middleman' && IMAGE.test(path)) places.push(joinPath(site.root, path))
    }
  }
  return places.filter((place) => place !== undefined)
}

function lookUp(repository: Repository, place: string): { kind: 'file' | 'folder'; path: string } | undefined {
  const { files, folders } = repository
  if (files.has(place)) return { kind: 'file', path: place }
  if (place === '' || folders.has(place)) {
    const index = indexOf(files, place)
    return index === undefined ? { kind: 'folder', path: place } : { kind: 'file', path: index }
  }
  const bare = place.replace(/\.html?$/, '')
  for (const ending of PAGE_ENDINGS) if (files.has(bare + ending)) return { kind: 'file', path: bare + ending }
  const index = indexOf(files, bare)
  if (index !== undefined) return { kind: 'file', path: index }
  return files.has(`${place}.erb`) ? { kind: 'file', path: `${place}.erb` } : undefined
}

function indexOf(files: ReadonlySet<string>, folder: string): string | undefined {
  const prefix = folder === '' ? '' : `${folder}/`
  for (const name of INDEX_NAMES) {
    for (const ending of PAGE_ENDINGS) if (files.has(prefix + name + ending)) return prefix + name + ending
  }
  return undefined
}

const matchers = new WeakMap<readonly string[], (path: string) => boolean>()

function isGenerated(path: string, places: readonly string[], globs: readonly string[]): boolean {
  if (globs.length === 0) return false
  let match = matchers.get(globs)
  if (!match) {
    match = picomatch(globs.map((glob) => glob.replace(/^\//, '')))
    matchers.set(globs, match)
  }
  return [path.replace(/^\//, ''), ...places].some(match)
}

/** Below something that the tree lists as a file: a symbolic link or a submodule, whose content is not listed. */
function isBehindLink(repository: Repository, place: string): boolean {
  for (let above = folderOf(place); above !== ''; above = folderOf(above)) {
    if (repository.files.has(above)) return true
  }
  return false
}

/**
 * Addresses that a site makes from data rather than from a source page: of a site generator, in a folder that holds no
 * other pages; without one, absolute addresses that have nothing in common with the tree.
 */
function isRoute(path: string, { place, site, repository }: Omit<Origin, 'from'> & { place: string }): boolean {
  const name = nameOf(place)
  const written = /\.(?:md|markdown|mdx|rst|adoc|erb)$/i.test(name)
  if (!path.startsWith('/')) return false
  if (!site) return !written && !repository.folders.has(path.split('/')[1] ?? '')
  if (written) return false
  const siblings = treeIndex(repository).filesIn.get(folderOf(place)) ?? []
  const kind = name.includes('.') && !/\.html?$/.test(name) ? name.slice(name.lastIndexOf('.')) : undefined
  const alike = siblings.filter((sibling) => (kind ? sibling.endsWith(kind) : /\.(?:md|erb|mdx)$/.test(sibling)))
  return folderOf(place) === site.root || alike.length < 2
}

function outside(repository: Repository, path: string, fragment: string): Resolution {
  // `../../issues` is an address of the forge's own pages, not a file.
  if (!/\.(?:md|markdown|mdx|rst|txt|ya?ml|sh|py|json)$/i.test(path)) return { kind: 'unknown' }
  return { kind: 'missing', path, fragment, near: sameName(repository, nameOf(path)), why: 'outside' }
}

function missing(
  repository: Repository,
  place: string,
  { from, fragment }: { from: string; fragment: string },
): Missing {
  const { byLowerPath, filesIn } = treeIndex(repository)
  const same = byLowerPath.get(place.toLowerCase()) ?? byLowerPath.get(`${place.toLowerCase()}.md`)
  if (same !== undefined) return { kind: 'missing', path: place, fragment, near: [same], why: 'case' }
  const elsewhere = sameName(repository, nameOf(place)).filter((path) => path !== from)
  if (elsewhere.length > 0) return { kind: 'missing', path: place, fragment, near: nearest(place, elsewhere) }
  const folder = folderOf(place)
  const wanted = stemOf(place).toLowerCase()
  const slips = (filesIn.get(folder) ?? []).filter((name) => isSlip(wanted, stemOf(name).toLowerCase()))
  const near = slips.map((name) => (folder === '' ? name : `${folder}/${name}`)).filter((path) => path !== from)
  return { kind: 'missing', path: place, fragment, near: near.slice(0, 3) }
}

/** A slip of the fingers, or another way to separate the words. */
function isSlip(wanted: string, name: string): boolean {
  if (wanted.length < 5 || Math.abs(wanted.length - name.length) > 2) return false
  return wanted.replace(/[-_ ]/g, '') === name.replace(/[-_ ]/g, '') || editDistance(wanted, name) <= 2
}

const COMMON_NAMES = /^(?:readme|index|_index|main|config|license|makefile|dockerfile)(?:\.|$)/i

function sameName(repository: Repository, name: string): readonly string[] {
  if (COMMON_NAMES.test(name)) return []
  const { byName } = treeIndex(repository)
  const lower = name.toLowerCase()
  const exact = byName.get(lower)
  if (exact) return exact
  const bare = lower.replace(/\.html?$/, '')
  for (const ending of PAGE_ENDINGS) {
    const found = byName.get(bare + ending)
    if (found) return found
  }
  return []
}

/** Those that share the longest way with the place, at most three. */
function nearest(place: string, candidates: readonly string[]): readonly string[] {
  const segments = new Set(place.split('/'))
  const score = (path: string) => path.split('/').filter((segment) => segments.has(segment)).length
  return [...candidates].sort((a, b) => score(b) - score(a) || a.length - b.length || (a < b ? -1 : 1)).slice(0, 3)
}
