/** A version of the book with everything that was found out about it once. */
import type { Claim } from '../../book/baseline.ts'
import type { Book } from '../../book/book.ts'
import { contentFingerprint } from '../../book/findings/fingerprint.ts'
import { evidenceOf } from '../../book/lint/verified-stale.ts'
import type { Page, PageKind, Risk } from '../../book/page.ts'
import type { SearchIndex } from '../../book/search.ts'
import { type Counts, countBySeverity, type ReportedFinding } from '../check-report.ts'
import { WORST_FIRST, worstPossibleRisk } from '../risk-words.ts'

export interface CheckedBook {
  readonly book: Book
  readonly findings: readonly ReportedFinding[]
  /** Fingerprints of findings that the baseline file accepts. */
  readonly accepted: ReadonlySet<string>
  readonly claims: readonly Claim[]
  readonly search: SearchIndex
  readonly pages: readonly CheckedPage[]
  readonly checkedAt: Date
}

export type Freshness = 'verified' | 'stale' | 'never'

export interface CheckedPage {
  readonly page: Page
  readonly repository: string
  readonly findings: readonly ReportedFinding[]
  readonly counts: Counts
  /** What its last test says; `null` where it was never tested. */
  readonly evidence: { readonly date: string; readonly passed: number; readonly failed: number } | null
  readonly freshness: Freshness
  readonly owner: string | null
  readonly service: string | null
  readonly risk: Risk | null
  /** When its file was last written on the machine of the server. */
  readonly changedAt: Date | null
}

const BEFORE: readonly PageKind[] = ['runbook', 'alert-runbook', 'troubleshooting', 'service-overview', 'drill']
/** Every page with what is known of it; what is carried out stands before what is only read. */
export function checkedPages(
  book: Book,
  findings: readonly ReportedFinding[],
  { owner, changedAt }: { owner: string | undefined; changedAt: ReadonlyMap<Page, Date> },
): readonly CheckedPage[] {
  const byPage = new Map<string, ReportedFinding[]>()
  for (const finding of findings) {
    const key = keyOf(finding.repository, finding.fileInRepository)
    byPage.set(key, [...(byPage.get(key) ?? []), finding])
  }
  const stale = new Set(
    findings.filter(({ rule }) => rule === 'RB404').map((each) => keyOf(each.repository, each.fileInRepository)),
  )
  const pages = book.repositories.flatMap((repository) =>
    repository.pages.map((page): CheckedPage => {
      const key = keyOf(repository.root, page.file)
      const own = byPage.get(key) ?? []
      const known = evidenceOf(repository).get(page.file)
      const changed = known !== undefined && known.contentHash !== contentFingerprint(page.document.text)
      return {
        ...{ page, repository: repository.root, findings: own, counts: countBySeverity(own) },
        evidence: known ? { date: known.date, passed: known.passed, failed: known.failed } : null,
        freshness: !known ? 'never' : changed || known.failed > 0 || stale.has(key) ? 'stale' : 'verified',
        owner: page.metadata.owner ?? owner ?? null,
        service: page.metadata.service ?? null,
        risk: worstOf(page),
        changedAt: changedAt.get(page) ?? null,
      }
    }),
  )
  return pages.sort((a, b) => order(a) - order(b) || compare(a.page.file, b.page.file))
}

/** A page by its path as the API and people write it: from the repository's root. */
export const checkedPage = ({ pages }: CheckedBook, path: string): CheckedPage | undefined =>
  pages.find(({ page }) => page.file === path)

const keyOf = (repository: string, file: string) => `${repository}\u0000${file}`
const order = ({ page }: CheckedPage) => {
  const at = BEFORE.indexOf(page.kind)
  return at < 0 ? BEFORE.length : 0
}
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

function worstOf({ procedures }: Page): Risk | null {
  const met = new Set(
    procedures.flatMap(({ steps, verification }) => [...steps, ...verification].map(worstPossibleRisk)),
  )
  return WORST_FIRST.find((risk) => met.has(risk)) ?? null
}
