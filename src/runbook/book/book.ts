/** A folder of operations documents as read at one moment: a value, without file handles, clock or ids. */
import type { Diagnostic } from '../../kit/diagnostic.ts'
import type { Page } from './page.ts'

/** A file beside the pages that the cross-checks understand: alert rules, timers, compose files, CODEOWNERS. */
export interface Artifact {
  /** Path relative to the repository root. */
  file: string
  text: string
}

/** The tree of files around the pages: a git checkout, or a listing kept in `_tree.txt`. */
export interface Repository {
  /** Path of the repository's root as the user would write it from the working directory; `.` for that directory. */
  root: string
  /** Every file, relative to the root, forward slashes. */
  files: ReadonlySet<string>
  /** Every folder, relative to the root, without a trailing slash. */
  folders: ReadonlySet<string>
  /** False when the tree was too large to list; checks that need it then stay silent and say so once. */
  complete: boolean
  artifacts: readonly Artifact[]
  pages: readonly Page[]
}

export interface Book {
  /** As the user named it. */
  root: string
  /** Nested checkouts are separate repositories: their severity scales and links have nothing to do with each other. */
  repositories: readonly Repository[]
  /** Files that could not be read as pages (binary, too large, not UTF-8…), one diagnostic each. */
  unread: readonly { repository: string; diagnostic: Diagnostic }[]
}
