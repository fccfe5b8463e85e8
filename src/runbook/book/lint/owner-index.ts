import { type Owners, readCodeowners, readFolderOwners } from '../artifact/owners.ts'
import type { Repository } from '../book.ts'
import type { Page } from '../page.ts'
import { folderOf, nameOf } from './path-names.ts'
import { perRepository } from './per-repository.ts'

/** Who owns pages according to files beside them. */
interface OwnerIndex {
  owners: readonly Owners[]
  /** Folders with an owners file that was not read: what it says is not known, so nothing below is blamed. */
  unread: readonly string[]
}

const CODEOWNERS = /^(?:(?:\.github|\.gitlab|docs)\/)?CODEOWNERS$/

const ownerIndex: (repository: Repository) => OwnerIndex = perRepository((repository) => {
  const owners: Owners[] = []
  const read = new Set<string>()
  for (const { file, text } of repository.artifacts) {
    if (CODEOWNERS.test(file)) owners.push(readCodeowners(text))
    else if (nameOf(file) === 'OWNERS') owners.push(readFolderOwners(file, text))
    else continue
    read.add(file)
  }
  const listed = [...repository.files].filter((file) => CODEOWNERS.test(file) || nameOf(file) === 'OWNERS')
  const unread = listed.filter((file) => !read.has(file)).map((file) => (CODEOWNERS.test(file) ? '' : folderOf(file)))
  return { owners, unread }
})

/** Keys of front matter under which teams note an owner. */
const KEY = /^(?:.*_)?(?:owner|owners|team|maintainers?|authors?)(?:_.*)?$/i

/** True when someone is named for the page: by itself, or by an owners file that covers it. */
export function hasOwner(repository: Repository, { file, metadata, procedures }: Page): boolean {
  if (metadata.owner !== undefined) return true
  if (Object.entries(metadata.frontMatter).some(([key, value]) => KEY.test(key) && isNamed(value))) return true
  if (procedures.some(({ owner }) => owner !== undefined)) return true
  const { owners, unread } = ownerIndex(repository)
  if (unread.some((folder) => folder === '' || file.startsWith(`${folder}/`))) return true
  return owners.some((each) => each.of(file).length > 0)
}

const isNamed = (value: unknown): boolean =>
  (typeof value === 'string' && value.trim() !== '') || (Array.isArray(value) && value.length > 0)
