/** The result of a check as one value: every output format is made from this. */
import type { Diagnostic, Fix, Severity } from '../../kit/diagnostic.ts'
import type { Book, Repository } from '../book/book.ts'
import { fingerprint, normalised } from '../book/findings/fingerprint.ts'
import type { PageKind } from '../book/page.ts'

export interface ReportedFinding {
  rule: string
  severity: Severity
  /** Path from the working directory. */
  file: string
  /** `Repository.root` of the file, and its path from there. */
  repository: string
  fileInRepository: string
  line: number
  column: number
  endLine: number
  endColumn: number
  /** `Diagnostic.subject`. */
  subject?: string
  message: string
  hint?: string
  fix?: Fix
  /** The source line it is about; absent for files that were not read. */
  source?: string
  /** How many findings with the same rule, file and text come before it. */
  occurrence: number
  fingerprint: string
}

export interface ReportedPage {
  file: string
  kind: PageKind
  title: string
}

export interface CheckReport {
  /** Roots of the repositories, as seen from the working directory. */
  roots: readonly string[]
  pages: readonly ReportedPage[]
  /** Sorted by file, line, column and rule. */
  findings: readonly ReportedFinding[]
}

export type Counts = Record<Severity, number>

/** Findings as they come from the rules, by repository. */
export type FoundByRepository = readonly { repository: string; findings: readonly Diagnostic[] }[]

/** Path of a file from the working directory. */
export const joinRoot = (root: string, file: string): string =>
  root === '.' ? file : file === '.' ? root : `${root.replace(/\/$/, '')}/${file}`

/** Joins what the rules found with what could not be read. `others`: lines of files that findings are about and the book does not have. */
export function checkReport(
  book: Book,
  found: FoundByRepository,
  others: ReadonlyMap<string, readonly string[]> = new Map(),
): CheckReport {
  const sources = new Sources(book, others)
  const unread = book.unread.map(({ repository, diagnostic }) => ({ repository, findings: [diagnostic] }))
  const raw = [...found, ...unread].flatMap(({ repository, findings }) =>
    findings.map((diagnostic) => reported(diagnostic, repository, sources)),
  )
  raw.sort(byPlace)
  const pages = book.repositories.flatMap(({ root, pages }) =>
    pages.map(({ file, kind, title }) => ({ file: joinRoot(root, file), kind, title })),
  )
  return { roots: book.repositories.map(({ root }) => root), pages, findings: withFingerprints(raw) }
}

/** How many findings there are of each severity. */
export function countBySeverity(findings: readonly { severity: Severity }[]): Counts {
  const counts: Counts = { error: 0, warning: 0, info: 0 }
  for (const { severity } of findings) counts[severity] += 1
  return counts
}

/** A report with fewer findings. */
export const narrowed = (report: CheckReport, keep: (finding: ReportedFinding) => boolean): CheckReport => ({
  ...report,
  findings: report.findings.filter(keep),
})

type Unprinted = Omit<ReportedFinding, 'fingerprint' | 'occurrence'>

function reported(diagnostic: Diagnostic, root: string, sources: Sources): Unprinted {
  const { rule, severity, file, span, subject, message, hint, fix } = diagnostic
  const source = sources.line(root, file, span.line)
  return {
    rule,
    severity,
    file: joinRoot(root, file),
    repository: root,
    fileInRepository: file,
    ...span,
    ...(subject === undefined ? {} : { subject }),
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(fix === undefined ? {} : { fix }),
    ...(source === undefined ? {} : { source }),
  }
}

function byPlace(a: Unprinted, b: Unprinted): number {
  return (
    order(a.file, b.file) ||
    a.line - b.line ||
    a.column - b.column ||
    order(a.rule, b.rule) ||
    order(a.message, b.message)
  )
}

const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

function withFingerprints(findings: readonly Unprinted[]): ReportedFinding[] {
  const seen = new Map<string, number>()
  return findings.map((finding) => {
    const { rule, file, fileInRepository } = finding
    const text = fingerprintText(finding)
    const key = [rule, file, normalised(text)].join('\u0000')
    const occurrence = seen.get(key) ?? 0
    seen.set(key, occurrence + 1)
    return { ...finding, occurrence, fingerprint: fingerprint({ rule, file: fileInRepository, text, occurrence }) }
  })
}

/** A finding about a whole page or an unread file has no line worth keeping; its message stands in. */
export const fingerprintText = ({ subject, source, message }: Partial<ReportedFinding> & { message: string }): string =>
  subject || source || message

/** Lines of pages and artifacts; artifacts are only split when a finding is about them. */
class Sources {
  private readonly roots: ReadonlyMap<string, Repository>
  private readonly lines: Map<string, readonly string[]>

  constructor(book: Book, others: ReadonlyMap<string, readonly string[]>) {
    this.lines = new Map(others)
    this.roots = new Map(book.repositories.map((repository) => [repository.root, repository]))
    for (const { root, pages } of book.repositories) {
      for (const page of pages) this.lines.set(joinRoot(root, page.file), page.document.lines)
    }
  }

  line(root: string, file: string, line: number): string | undefined {
    const path = joinRoot(root, file)
    const known =
      this.lines.get(path) ??
      this.roots
        .get(root)
        ?.artifacts.find((one) => one.file === file)
        ?.text.split(/\r?\n/)
    if (known) this.lines.set(path, known)
    return known?.[line - 1]
  }
}
