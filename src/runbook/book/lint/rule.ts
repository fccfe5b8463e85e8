/** A lint rule is one file: what it says, why, examples that are its manual and its tests, and the check itself. */
import type { Fix, Severity, Span } from '../../../kit/diagnostic.ts'
import type { Book, Repository } from '../book.ts'
import type { Page, PageKind } from '../page.ts'

/** What a rule reports; the engine adds the rule's id, the file and the severity. */
export interface Finding {
  span: Span
  /** See `Diagnostic.subject`. */
  subject?: string
  message: string
  hint?: string
  fix?: Fix
  /** For book and repository rules: the page it is about. Page rules leave it out. */
  file?: string
  /** Overrides the rule's severity for this one finding, downwards only. */
  severity?: Severity
}

/** What a rule may know besides the page: everything is a value, nothing is read while linting. */
export interface RuleContext {
  repository: Repository
  book: Book
  /** The moment "overdue" is measured against; pinned by `--now`. */
  now: Date
  settings: RuleSettings
}

/** The part of `opsbook.yaml` that rules read. */
export interface RuleSettings {
  /** Kubernetes namespace is configured for the reader, so commands need not name it. */
  namespaceConfigured: boolean
  /** Variables every operator has: not reported as undefined. */
  variables: readonly string[]
  /** Globs of link targets that a site generator makes. */
  generatedRoutes: readonly string[]
  /** Owner that covers pages without one, for example from CODEOWNERS. */
  defaultOwner?: string
  /** Alias → canonical severity, for books that mix scales on purpose. */
  severityAliases: Readonly<Record<string, string>>
  /** Days for which a test of a page counts; 90 by default. */
  evidenceDays?: number
}

/**
 * A page before and after. `bad` must be found by the rule and by its span's line where a line ends in `⟵`;
 * `good` must not be found. `files` are other files of the same repository: pages, scripts, alert rules.
 */
export interface RuleExample {
  title: string
  bad: string
  good: string
  /** Name of the example page; decides its kind like any other name. Default `docs/runbooks/example.md`. */
  file?: string
  files?: Readonly<Record<string, string>>
  /** ISO date for rules that look at the clock. */
  now?: string
  settings?: Partial<RuleSettings>
}

export interface Rule {
  /** `RB101`. */
  id: string
  /** `fence-integrity`. */
  name: string
  /** One line: what is checked. */
  summary: string
  /** A paragraph for the manual: what goes wrong for the reader at three in the morning, and how to mend it. */
  why: string
  severity: Severity | 'off'
  /** Severity by kind of page where it differs from `severity`. */
  kinds?: Partial<Record<PageKind, Severity | 'off'>>
  /** Severity where the book says its pages are executed (profile `executable`). */
  executable?: Severity
  /** True when each finding needs its own excuse: a comment above a block then covers as many as it counts, or one. */
  singly?: boolean
  examples: readonly RuleExample[]
  /** Runs once a page. */
  page?(page: Page, context: RuleContext): Iterable<Finding>
  /** Runs once a repository of the book, for checks that need several files. */
  repository?(repository: Repository, context: RuleContext): Iterable<Finding>
}
