import picomatch from 'picomatch'

/** Who owns what, from one file. */
export interface Owners {
  /** The owners of a path of the repository; empty when the file names none for it. */
  of(path: string): readonly string[]
}

const NOBODY: readonly string[] = []

/**
 * Reads a CODEOWNERS file of GitHub or GitLab: a pattern and its owners a line, the last match wins, sections in
 * brackets give default owners. Source: docs.github.com "About code owners", docs.gitlab.com "Code Owners".
 */
export function readCodeowners(text: string): Owners {
  const entries: { matches: (path: string) => boolean; owners: readonly string[] }[] = []
  let sectionOwners: readonly string[] = NOBODY
  for (const line of text.split('\n')) {
    const plain = line.replace(/(^|\s)#.*$/, '').trim()
    if (plain === '') continue
    const section = /^\^?\[[^\]]*\](?:\[\d+\])?\s*(.*)$/.exec(plain)
    if (section) {
      sectionOwners = namesIn(section[1]!)
      continue
    }
    const [pattern, ...rest] = plain.split(/(?<!\\)\s+/)
    const owners = namesIn(rest.join(' '))
    entries.push({
      matches: matcher(pattern!.replaceAll('\\ ', ' ')),
      owners: owners.length > 0 ? owners : sectionOwners,
    })
  }
  return {
    of: (path) => entries.findLast(({ matches }) => matches(path))?.owners ?? NOBODY,
  }
}

const namesIn = (text: string) => text.split(/\s+/).filter((name) => /^@[\w./-]+$|^[^@\s]+@[^@\s]+$/.test(name))

/** Patterns as in .gitignore, without negation. */
function matcher(pattern: string): (path: string) => boolean {
  const anchored = pattern.startsWith('/') || pattern.slice(0, -1).includes('/')
  const bare = pattern.replace(/^\//, '').replace(/\/$/, '')
  const base = anchored ? bare : `**/${bare}`
  const options = { dot: true, nobrace: true, noextglob: true }
  try {
    const exact = picomatch(base, options)
    const below = picomatch(`${base}/**`, options)
    return (path) => (!pattern.endsWith('/') && exact(path)) || below(path)
  } catch {
    return () => false
  }
}

/**
 * Reads an OWNERS file as Kubernetes projects keep them: approvers and reviewers of its folder and all below.
 * Source: kubernetes.dev/docs/guide/owners.
 */
export function readFolderOwners(file: string, text: string): Owners {
  const folder = file.slice(0, Math.max(0, file.lastIndexOf('/') + 1))
  const names: string[] = []
  let list = ''
  for (const line of text.split('\n')) {
    const key = /^(\w+):\s*(?:\[(.*)\])?\s*$/.exec(line)
    if (key) {
      list = key[1]!
      if (key[2] && isRole(list)) names.push(...key[2].split(',').map((name) => name.trim()))
      continue
    }
    const item = /^\s*-\s+["']?([\w.@/-]+)["']?\s*(?:#.*)?$/.exec(line)
    if (item && isRole(list)) names.push(item[1]!)
  }
  const owners = names.filter((name) => name !== '')
  return { of: (path) => (path.startsWith(folder) ? owners : NOBODY) }
}

const isRole = (name: string) => name === 'approvers' || name === 'reviewers'
