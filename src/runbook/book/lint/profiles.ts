import picomatch from 'picomatch'
import type { Severity } from '../../../kit/diagnostic.ts'
import type { PageKind } from '../page.ts'
import type { Rule, RuleSettings } from './rule.ts'

/** What a finding of one rule counts for; `off` means the rule stays silent. */
export type Level = Severity | 'off'

/** The linter's part of `opsbook.yaml`, already validated. */
export interface LintSettings {
  /** The moment "overdue" is measured against. */
  now: Date
  /** Rule id → level for the whole book. */
  rules: Readonly<Record<string, Level>>
  /** Levels for pages whose path in their repository matches a glob; the last match wins, and wins over `rules`. */
  overrides: readonly { files: readonly string[]; rules: Readonly<Record<string, Level>> }[]
  /** `executable` is for books whose pages are run, not only read. */
  profile: 'default' | 'executable'
  rule: RuleSettings
}

/** Levels of the rules on one page. */
export interface PageLevels {
  /** What the user set for a rule on this page, if anything. */
  chosen(id: string): Level | undefined
  of(rule: Rule): Level
}

/**
 * Decides what each rule counts for, page by page. Nearest wins: the user's choice for these files, the user's choice
 * for the book, the profile, the kind of page, the rule's own level.
 */
export function levelsFor(settings: LintSettings): (file: string, kind: PageKind | undefined) => PageLevels {
  const overrides = settings.overrides.map(({ files, rules }) => ({
    covers: picomatch([...files], { dot: true }),
    rules,
  }))
  return (file, kind) => {
    const near = overrides.filter(({ covers }) => covers(file))
    const chosen = (id: string) =>
      near.findLast(({ rules }) => rules[id] !== undefined)?.rules[id] ?? settings.rules[id]
    const builtIn = (rule: Rule) =>
      (settings.profile === 'executable' ? rule.executable : undefined) ??
      (kind === undefined ? undefined : rule.kinds?.[kind]) ??
      rule.severity
    return { chosen, of: (rule) => chosen(rule.id) ?? builtIn(rule) }
  }
}

const RANK: Record<Severity, number> = { info: 0, warning: 1, error: 2 }

/** The weaker of two severities: a finding may count for less than its rule, never for more. */
export const lower = (level: Severity, wanted: Severity | undefined): Severity =>
  wanted !== undefined && RANK[wanted] < RANK[level] ? wanted : level
