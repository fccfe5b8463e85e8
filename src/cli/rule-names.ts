/** Every code that a finding can have, with its words: the rules, and what the reader itself reports. */
import { configProblems } from '../app/config-problem.ts'
import { oncallFindings } from '../response/oncall/problem/finding.ts'
import { rules } from '../runbook/book/lint/rules.ts'
import { nearNames } from '../runbook/book/near-names.ts'
import { unreadable } from '../runbook/book/unreadable.ts'
import type { RuleManual } from '../runbook/report/check-sarif.ts'
import { EXIT } from './exit-code.ts'
import { Failure } from './failure.ts'

/** Ids of the rules, as `opsbook.yaml` names them. */
export const ruleIds: readonly string[] = [
  ...rules.map(({ id }) => id),
  ...Object.keys(unreadable),
  ...Object.keys(oncallFindings),
  'RB094',
  'RB095',
]

const manuals: ReadonlyMap<string, RuleManual> = new Map<string, RuleManual>([
  ...Object.entries(configProblems).map(([id, { name, summary, hint, ...more }]) => {
    const severity = 'severity' in more ? more.severity : 'error'
    return [id, { id, name, summary, why: `${hint}.`, severity }] as const
  }),
  ...Object.entries({ ...unreadable, ...oncallFindings }).map(
    ([id, { name, summary, hint, severity }]) => [id, { id, name, summary, why: `${hint}.`, severity }] as const,
  ),
  ...rules.map((rule) => [rule.id, rule] as const),
])

/** What a code means. */
export const manualOf = (id: string): RuleManual | undefined => manuals.get(id)

/** Every code with its manual, sorted. */
export const allManuals = (): RuleManual[] => [...manuals.values()].sort((a, b) => (a.id < b.id ? -1 : 1))

/** The code that a user means by `RB407`, `rb407`, `OPSBOOK-RB407` or `todo`; fails with a suggestion. */
export function ruleCode(typed: string): string {
  const wanted = typed.replace(/^OPSBOOK-/i, '')
  const found = allManuals().find(({ id, name }) => id === wanted.toUpperCase() || name === wanted.toLowerCase())
  if (found) return found.id
  const near = nearNames(
    wanted,
    allManuals().flatMap(({ id, name }) => [id, name]),
  )
  throw new Failure({
    code: 'rule/unknown',
    message: `there is no rule "${typed}"`,
    hint:
      near.length > 0 ? `Did you mean ${near.join(' or ')}?` : '"opsbook explain" without an argument lists the rules',
    exit: EXIT.usage,
  })
}
