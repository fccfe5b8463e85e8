/** Paths inside a repository: forward slashes, relative to its root, no leading or trailing slash. */

/** The folder of a path; empty for a path at the root. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash < 0 ? '' : path.slice(0, slash)
}

/** The last segment of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** The last segment without its extensions: `cdn` for `source/manual/cdn.html.md.erb`. */
export function stemOf(path: string): string {
  const name = nameOf(path)
  const dot = name.indexOf('.', 1)
  return dot < 0 ? name : name.slice(0, dot)
}

/** Joins and normalises; undefined when the path climbs above the root. */
export function joinPath(folder: string, path: string): string | undefined {
  const segments = folder === '' ? [] : folder.split('/')
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue
    if (segment !== '..') segments.push(segment)
    else if (segments.pop() === undefined) return undefined
  }
  return segments.join('/')
}

/** How a page would write the way to another file. */
export function relativePath(fromFile: string, toFile: string): string {
  const from = folderOf(fromFile) === '' ? [] : folderOf(fromFile).split('/')
  const to = toFile.split('/')
  let shared = 0
  while (shared < from.length && shared < to.length - 1 && from[shared] === to[shared]) shared++
  return [...from.slice(shared).map(() => '..'), ...to.slice(shared)].join('/')
}
