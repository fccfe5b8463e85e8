import type { Repository } from '../book.ts'

/**
 * A value computed once for each repository and kept as long as the repository lives: indexes that many rules share.
 * A repository is immutable, so what was computed from it never goes stale.
 */
export function perRepository<T>(compute: (repository: Repository) => T): (repository: Repository) => T {
  const known = new WeakMap<Repository, { value: T }>()
  return (repository) => {
    let entry = known.get(repository)
    if (!entry) {
      entry = { value: compute(repository) }
      known.set(repository, entry)
    }
    return entry.value
  }
}
