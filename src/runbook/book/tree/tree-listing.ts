/** `_tree.txt`: the list of every path of a repository, one a line, kept where the checkout itself is not at hand. */

/** Reads a listing. Lines that could not be a path inside the repository are left out. */
export function readTreeListing(text: string): string[] {
  const files: string[] = []
  for (const line of text.split('\n')) {
    const path = line.replace(/\r$/, '').replace(/^\.\//, '')
    if (path !== '' && !path.startsWith('/') && !path.split('/').includes('..')) files.push(path.replace(/\/$/, ''))
  }
  return files
}

/** Every folder that a set of files implies, without the root itself. */
export function foldersOf(files: Iterable<string>): Set<string> {
  const folders = new Set<string>()
  for (const file of files) {
    for (let slash = file.lastIndexOf('/'); slash > 0; slash = file.lastIndexOf('/', slash - 1)) {
      const folder = file.slice(0, slash)
      if (folders.has(folder)) break
      folders.add(folder)
    }
  }
  return folders
}
