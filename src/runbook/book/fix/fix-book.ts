/** Safe fixes over a whole book: applied, read again, and again, until there is nothing left to mend. */
import type { Diagnostic, Fix } from '../../../kit/diagnostic.ts'
import type { Book, Repository } from '../book.ts'
import type { Page } from '../page.ts'
import { readPage } from '../parse/read-page.ts'
import { applyFixes, compatibleFixes } from './apply-edits.ts'

export interface AppliedFix {
  rule: string
  title: string
  /** Line in the page as it was in that round. */
  line: number
}

export interface FixedPage {
  repository: string
  file: string
  before: string
  after: string
  fixes: readonly AppliedFix[]
}

export interface FixedBook {
  book: Book
  /** Pages that changed, in the order of the book. */
  pages: readonly FixedPage[]
}

/** Finds what is wrong with a book, by repository. */
export type Lint = (book: Book) => readonly { repository: string; findings: readonly Diagnostic[] }[]

const MAX_ROUNDS = 10

/**
 * Applies the safe fixes that `wanted` lets through. The result is stable: running it again on its own result changes
 * nothing, unless two rules undo each other's work, which ends after ten rounds.
 */
export function fixBook(book: Book, lint: Lint, wanted: (finding: Diagnostic) => boolean = () => true): FixedBook {
  let current = book
  const changed = new Map<string, FixedPage>()
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const fixes = fixesByPage(lint(current), wanted)
    if (fixes.size === 0) break
    const next = current.repositories.map((repository) => fixRepository(repository, fixes, changed))
    if (next.every((repository, index) => repository === current.repositories[index])) break
    current = { ...current, repositories: next }
  }
  const order = [...changed].filter(([, { before, after }]) => before !== after)
  return { book: current, pages: order.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, page]) => page) }
}

type Fixable = Diagnostic & { fix: Fix }

const keyOf = (root: string, file: string) => `${root}\u0000${file}`

function fixesByPage(found: ReturnType<Lint>, wanted: (finding: Diagnostic) => boolean): Map<string, Fixable[]> {
  const fixes = new Map<string, Fixable[]>()
  for (const { repository, findings } of found) {
    for (const finding of findings) {
      if (!finding.fix?.safe || !wanted(finding)) continue
      const key = keyOf(repository, finding.file)
      fixes.set(key, [...(fixes.get(key) ?? []), finding as Fixable])
    }
  }
  return fixes
}

function fixRepository(
  repository: Repository,
  fixes: Map<string, Fixable[]>,
  changed: Map<string, FixedPage>,
): Repository {
  let touched = false
  const pages = repository.pages.map((page) => {
    const key = keyOf(repository.root, page.file)
    const fixed = fixPage(page, fixes.get(key) ?? [])
    if (!fixed) return page
    touched = true
    const known = changed.get(key)
    changed.set(key, {
      repository: repository.root,
      file: page.file,
      before: known?.before ?? page.document.text,
      after: fixed.page.document.text,
      fixes: [...(known?.fixes ?? []), ...fixed.fixes],
    })
    return fixed.page
  })
  return touched ? { ...repository, pages } : repository
}

function fixPage(page: Page, candidates: readonly Fixable[]): { page: Page; fixes: AppliedFix[] } | undefined {
  const { text } = page.document
  const chosen = compatibleFixes(text, candidates)
  const after = applyFixes(
    text,
    chosen.map(({ fix }) => fix),
  )
  if (after === text) return undefined
  const fixes = chosen.map(({ rule, fix, span }) => ({ rule, title: fix.title, line: span.line }))
  // What was said about the file itself holds for the mended page too.
  return { page: { ...readPage(page.file, after), diagnostics: page.diagnostics }, fixes }
}
