import type { Repository } from '../book.ts'
import { folderOf, joinPath, nameOf } from './path-names.ts'
import { sitesOf } from './site.ts'
import { splitHref } from './site-links.ts'
import { treeIndex } from './tree-index.ts'

/** What the address of a runbook in an alert rule means for this repository. */
export type RunbookAddress =
  /** Another site, or a template expression: not decided here. */
  | { kind: 'unknown' }
  /** A host that exists only in documentation. */
  | { kind: 'placeholder'; host: string }
  | { kind: 'missing'; path: string; near: readonly string[] }
  /** `foreign` is the part of a relative path in front of the page that this repository does not have. */
  | { kind: 'page'; file: string; fragment: string; foreign?: string; host?: string }

const URL = /^(?:https?:)?\/\/([^/\s:]+)(?::\d+)?(\/[^\s]*)?$/i
const FORGE = /^(?:www\.)?(?:github|gitlab|bitbucket|codeberg)\.[a-z]+$|^git(?:lab|hub|ea)?\./i
const RESERVED = /(?:^|\.)example(?:\.(?:com|org|net|edu))?$|\.(?:test|invalid)$/i

/** Each part of a path is looked for in the tree, so a path of any length would take time by its square. */
const LONGEST = 2_000

/**
 * Finds the page that a runbook address means. Addresses of a forge or of the team's own site are recognised by the end
 * of their path: the longest end that is a page of this repository counts.
 *
 * @param from the file the address was read from; relative addresses may start there or at the root
 */
export function readRunbookAddress(repository: Repository, from: string, address: string): RunbookAddress {
  if (address === '' || address.length > LONGEST || /\{\{|\$\{|\{%|<[a-z]/i.test(address)) return { kind: 'unknown' }
  const url = URL.exec(address)
  if (url) return fromUrl(repository, url[1]!, url[2] ?? '/')
  if (/^[a-z][a-z\d+.-]*:/i.test(address) || /\s/.test(address)) return { kind: 'unknown' }
  const { path, fragment } = splitHref(address)
  const bare = path.replace(/^\/+/, '')
  // A project inside a larger repository writes addresses from its own root, somewhere above the file of rules.
  for (let folder = folderOf(from); folder !== ''; folder = folderOf(folder)) {
    const file = pageAt(repository, joinPath(folder, bare) ?? '')
    if (file !== undefined) return { kind: 'page', file, fragment }
  }
  const segments = bare.split('/')
  for (let start = 0; start < segments.length; start++) {
    const file = pageAt(repository, segments.slice(start).join('/'))
    if (file === undefined) continue
    const foreign = segments.slice(0, start).join('/')
    return { kind: 'page', file, fragment, ...(foreign === '' ? {} : { foreign }) }
  }
  if (!repository.complete || !/\.(?:md|markdown|html?|adoc|rst)$/i.test(path)) return { kind: 'unknown' }
  return { kind: 'missing', path: bare, near: treeIndex(repository).byName.get(nameOf(bare).toLowerCase()) ?? [] }
}

function fromUrl(repository: Repository, host: string, rest: string): RunbookAddress {
  if (RESERVED.test(host)) return { kind: 'placeholder', host }
  const { path, fragment } = splitHref(rest)
  const segments = path.split('/').filter((segment) => segment !== '')
  const forge = FORGE.test(host)
  for (let start = 0; start < segments.length; start++) {
    const end = segments.slice(start).join('/')
    const file = pageAt(repository, end) ?? (forge ? undefined : onSite(repository, end))
    // A name alone is too little to tell one site's page from another's.
    if (file !== undefined && (forge || end.includes('/'))) return { kind: 'page', file, fragment, host }
  }
  if (!forge || segments.length === 0) return { kind: 'unknown' }
  const moved = treeIndex(repository).byName.get(nameOf(path).toLowerCase()) ?? []
  return moved.length > 0 && /\.md$/i.test(path) && moved.length <= 3
    ? { kind: 'missing', path: path.replace(/^\//, ''), near: moved }
    : { kind: 'unknown' }
}

function pageAt({ files }: Repository, path: string): string | undefined {
  return /\.(?:md|markdown|mdx|adoc|rst)$/i.test(path) && files.has(path) ? path : undefined
}

/** The source of a page of the repository's own site; sites often write addresses in lower case. */
function onSite(repository: Repository, path: string): string | undefined {
  const { byLowerPath } = treeIndex(repository)
  const bare = path.replace(/\/$|\.html$/, '').toLowerCase()
  for (const { root } of sitesOf(repository)) {
    const place = (root === '' ? bare : `${root}/${bare}`).toLowerCase()
    for (const ending of ['.md', '.html.md', '/index.md', '/_index.md', '/readme.md']) {
      const file = byLowerPath.get(place + ending)
      if (file !== undefined) return file
    }
  }
  return undefined
}

/** True for a forge's address of a file that lacks the branch: those lead nowhere. */
export function lacksBranch(address: string): boolean {
  const url = URL.exec(address)
  return (
    url !== null &&
    /^(?:www\.)?github\.com$/i.test(url[1]!) &&
    /\.md(?:#|$)/i.test(address) &&
    !/\/(?:blob|tree|raw|wiki)\//.test(address)
  )
}
