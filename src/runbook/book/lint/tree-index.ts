import type { Repository } from '../book.ts'
import type { Page } from '../page.ts'
import { folderOf, nameOf } from './path-names.ts'
import { perRepository } from './per-repository.ts'

/** What rules ask of a repository's tree again and again. */
export interface TreeIndex {
  /** File name in lower case → paths of that name. */
  byName: ReadonlyMap<string, readonly string[]>
  /** Whole path in lower case → the path as it is written. */
  byLowerPath: ReadonlyMap<string, string>
  /** Folder (empty for the root) → names of the files directly in it. */
  filesIn: ReadonlyMap<string, readonly string[]>
  /** Folder name → folders of that name. */
  foldersByName: ReadonlyMap<string, readonly string[]>
  pages: ReadonlyMap<string, Page>
}

/** Folder (empty for the root) → ending of a file name → how many files below the folder have it. */
export const endingsBelow: (repository: Repository) => ReadonlyMap<string, ReadonlyMap<string, number>> = perRepository(
  ({ files }) => {
    const counts = new Map<string, Map<string, number>>()
    for (const file of files) {
      const ending = file.slice(file.lastIndexOf('.') + 1).toLowerCase()
      for (let folder = folderOf(file); ; folder = folderOf(folder)) {
        const below = counts.get(folder) ?? new Map<string, number>()
        counts.set(folder, below)
        below.set(ending, (below.get(ending) ?? 0) + 1)
        if (folder === '') break
      }
    }
    return counts
  },
)

/** The index of a repository's tree. */
export const treeIndex: (repository: Repository) => TreeIndex = perRepository((repository) => {
  const byName = new Map<string, string[]>()
  const byLowerPath = new Map<string, string>()
  const filesIn = new Map<string, string[]>()
  const foldersByName = new Map<string, string[]>()
  for (const file of repository.files) {
    push(byName, nameOf(file).toLowerCase(), file)
    push(filesIn, folderOf(file), nameOf(file))
    byLowerPath.set(file.toLowerCase(), file)
  }
  for (const folder of repository.folders) {
    push(foldersByName, nameOf(folder), folder)
    byLowerPath.set(folder.toLowerCase(), folder)
  }
  const pages = new Map(repository.pages.map((page) => [page.file, page]))
  return { byName, byLowerPath, filesIn, foldersByName, pages }
})

function push(map: Map<string, string[]>, key: string, value: string): void {
  const values = map.get(key)
  if (values) values.push(value)
  else map.set(key, [value])
}
