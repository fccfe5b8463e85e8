import type { Diagnostic } from '../../../kit/diagnostic.ts'
import type { Book, Repository } from '../book.ts'
import type { Page } from '../page.ts'
import { unreadable } from '../unreadable.ts'
import { type LintSettings, levelsFor, lower, type PageLevels } from './profiles.ts'
import type { Finding, Rule, RuleContext } from './rule.ts'
import { rules as allRules } from './rules.ts'
import { applyDirectives, dropBelowBrokenFence } from './suppressions.ts'

/** Findings of one repository, sorted by file, line, column and rule. */
export interface RepositoryFindings {
  /** `Repository.root`. */
  repository: string
  findings: Diagnostic[]
}

/**
 * Runs every rule over every page and repository of a book, together with what the reader reported, and applies levels
 * and inline directives. The result does not depend on the order of pages or repositories.
 *
 * @param rules the rules to run; only tests give their own
 */
export function lintBook(book: Book, settings: LintSettings, rules: readonly Rule[] = allRules): RepositoryFindings[] {
  const work = lintWork(book, settings, rules)
  for (;;) {
    const { done, value } = work.next()
    if (done) return value
  }
}

/** The same for a process that has others to serve: `breathe` is called between pages and rules, and waited for where it answers. */
export async function lintBookBetween(
  book: Book,
  settings: LintSettings,
  breathe: () => Promise<void> | undefined,
): Promise<RepositoryFindings[]> {
  const work = lintWork(book, settings, allRules)
  for (;;) {
    const { done, value } = work.next()
    if (done) return value
    const pause = breathe()
    if (pause) await pause
  }
}

/** Yields where it may be interrupted. */
function* lintWork(
  book: Book,
  settings: LintSettings,
  rules: readonly Rule[],
): Generator<undefined, RepositoryFindings[]> {
  const ordered = inOrder(book)
  const levels = levelsFor(settings)
  const found: RepositoryFindings[] = []
  for (const repository of ordered.repositories) {
    const lint = new RepositoryLint({ book: ordered, repository, settings, rules, levels })
    found.push({ repository: repository.root, findings: yield* lint.run() })
  }
  return found
}

interface Job {
  book: Book
  repository: Repository
  settings: LintSettings
  rules: readonly Rule[]
  levels: ReturnType<typeof levelsFor>
}

class RepositoryLint {
  private readonly job: Job
  private readonly context: RuleContext
  private readonly found = new Map<string, Diagnostic[]>()
  private readonly pages: ReadonlyMap<string, Page>
  private readonly names: ReadonlyMap<string, string>

  constructor(job: Job) {
    const { book, repository, settings, rules } = job
    this.job = job
    this.context = { repository, book, now: settings.now, settings: settings.rule }
    this.pages = new Map(repository.pages.map((page) => [page.file, page]))
    this.names = new Map([
      ...Object.entries(unreadable).map(([id, { name }]) => [id, name] as const),
      ...rules.map(({ id, name }) => [id, name] as const),
    ])
  }

  *run(): Generator<undefined, Diagnostic[]> {
    for (const page of this.job.repository.pages) {
      this.lintPage(page)
      yield
    }
    for (const rule of this.job.rules) {
      yield
      if (!rule.repository || this.job.settings.rules[rule.id] === 'off') continue
      for (const finding of rule.repository(this.job.repository, this.context)) {
        const file = finding.file ?? '.'
        this.report(rule, finding, { file, levels: this.levelsOf(file) })
      }
    }
    const findings = [...this.found].flatMap(([file, diagnostics]) => this.settle(file, diagnostics))
    return findings.sort(byPlace)
  }

  private lintPage(page: Page): void {
    const levels = this.levelsOf(page.file)
    const place = { file: page.file, levels }
    this.found.set(page.file, [...page.diagnostics.flatMap((diagnostic) => releveled(diagnostic, levels))])
    for (const rule of this.job.rules) {
      if (!rule.page || levels.of(rule) === 'off') continue
      for (const finding of rule.page(page, this.context)) this.report(rule, finding, place)
    }
  }

  private report(rule: Rule, finding: Finding, { file, levels }: { file: string; levels: PageLevels }): void {
    const level = levels.of(rule)
    if (level === 'off') return
    const diagnostics = this.found.get(file) ?? []
    this.found.set(file, diagnostics)
    diagnostics.push(diagnose(rule.id, finding, { file, severity: lower(level, finding.severity) }))
  }

  /** Applies what the page itself says about its findings. */
  private settle(file: string, diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
    const page = this.pages.get(file)
    if (!page) return diagnostics
    const levels = this.levelsOf(file)
    const byId = new Map(this.job.rules.map((rule) => [rule.id, rule]))
    const ran = (id: string) => {
      const rule = byId.get(id)
      return rule === undefined || levels.of(rule) !== 'off'
    }
    const visible = dropBelowBrokenFence(page.document, diagnostics)
    const singly = (id: string) => byId.get(id)?.singly === true
    const { kept, findings } = applyDirectives(page.document, visible, { names: this.names, ran, singly })
    const own = findings.flatMap(({ rule: id, ...finding }) => {
      const rule = byId.get(id)
      const level = rule ? levels.of(rule) : 'off'
      return level === 'off' ? [] : [diagnose(id, finding, { file, severity: lower(level, finding.severity) })]
    })
    return [...kept, ...dropBelowBrokenFence(page.document, own)]
  }

  private levelsOf(file: string): PageLevels {
    return this.job.levels(file, this.pages.get(file)?.kind)
  }
}

function diagnose(
  rule: string,
  { span, subject, message, hint, fix }: Finding,
  { file, severity }: Pick<Diagnostic, 'file' | 'severity'>,
): Diagnostic {
  const more = { ...(subject ? { subject } : {}), ...(hint ? { hint } : {}), ...(fix ? { fix } : {}) }
  return { rule, severity, file, span, message, ...more }
}

/** The reader's own diagnostics obey the user's choice of level too. */
function releveled(diagnostic: Diagnostic, levels: PageLevels): Diagnostic[] {
  const chosen = levels.chosen(diagnostic.rule)
  if (chosen === 'off') return []
  return [chosen === undefined ? diagnostic : { ...diagnostic, severity: chosen }]
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Rules that look across pages meet them in one fixed order, so that "the first one" is always the same. */
function inOrder(book: Book): Book {
  const repositories = [...book.repositories]
    .sort((a, b) => compare(a.root, b.root))
    .map((repository) => ({
      ...repository,
      pages: [...repository.pages].sort((a, b) => compare(a.file, b.file)),
      artifacts: [...repository.artifacts].sort((a, b) => compare(a.file, b.file)),
    }))
  return { ...book, repositories }
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  return (
    compare(a.file, b.file) ||
    a.span.line - b.span.line ||
    a.span.column - b.span.column ||
    compare(a.rule, b.rule) ||
    compare(a.message, b.message)
  )
}
