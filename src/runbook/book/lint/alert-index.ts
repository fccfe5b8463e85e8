import { type AlertRule, readAlertRules } from '../artifact/alert-rules.ts'
import type { Repository } from '../book.ts'
import type { Page } from '../page.ts'
import { perRepository } from './per-repository.ts'

/** An alerting rule and the file it was read from. */
export interface IndexedRule {
  rule: AlertRule
  file: string
}

/** The alerting rules of a repository. */
export interface AlertIndex {
  /** Rules that are loaded by Prometheus: those of the files beside the pages. */
  defined: readonly IndexedRule[]
  /** Rules that pages show in fences and that name a runbook; they may be copies, proposals or bad examples. */
  shown: readonly IndexedRule[]
  /** Names of all rules that pages show. */
  shownNames: ReadonlySet<string>
  /** Name → the defined rules of that name. */
  byName: ReadonlyMap<string, readonly IndexedRule[]>
  /** False where the tree lists files of rules that were not read, so that an unknown name proves nothing. */
  complete: boolean
}

const RULE_FILE = /(?:alert|rule)[^/]*\.(?:ya?ml|jsonnet|libsonnet)$/i

/** The alerting rules of a repository, from rule files and from fences of its pages. */
export const alertIndex: (repository: Repository) => AlertIndex = perRepository((repository) => {
  const defined: IndexedRule[] = []
  const read = new Set<string>()
  for (const { file, text } of repository.artifacts) {
    if (!/\.ya?ml$/i.test(file)) continue
    read.add(file)
    for (const rule of readAlertRules(text)) defined.push({ rule, file })
  }
  const shown = repository.pages.flatMap((page) => rulesShown(page).map((rule) => ({ rule, file: page.file })))
  const byName = new Map<string, IndexedRule[]>()
  for (const each of defined) {
    const same = byName.get(each.rule.name)
    if (same) same.push(each)
    else byName.set(each.rule.name, [each])
  }
  const complete = repository.complete && ![...repository.files].some((file) => RULE_FILE.test(file) && !read.has(file))
  return { defined, shown, shownNames: namesShown(repository.pages), byName, complete }
})

function namesShown(pages: readonly Page[]): Set<string> {
  const names = new Set<string>()
  for (const { document } of pages) {
    if (!document.text.includes('alert:')) continue
    for (const [, name] of document.text.matchAll(/\balert:\s{0,4}["']?([A-Za-z_]\w{0,100})/g)) names.add(name!)
  }
  return names
}

/** Only rules with an address of a runbook: nothing else of a shown rule is looked at. */
function rulesShown(page: Page): AlertRule[] {
  if (!page.document.text.includes('alert:')) return []
  return page.document.fences.flatMap((fence) => {
    const first = fence.lines[0]
    if (!first || !/^(?:ya?ml|)$/.test(fence.language) || !/\b(?:runbook|playbook)/.test(fence.text)) return []
    return readAlertRules(fence.text, first.line, Math.max(0, first.column - 1))
  })
}
