/** The work of `opsbook baseline`. */

import { lintSettings } from '../app/lint-settings.ts'
import { type BaselineDemands, baselineClaims, type Claim } from '../runbook/book/baseline.ts'
import { lintBook } from '../runbook/book/lint/lint-book.ts'
import type { Call } from './command.ts'
import { openBook } from './open-book.ts'
import { ruleIds } from './rule-names.ts'

/** Judges the book of a command line; flags win over `opsbook.yaml`. */
export async function judgeBaseline(call: Call<object>, asked: Partial<BaselineDemands>): Promise<Claim[]> {
  const { book, settings } = await openBook(call, call.args, ruleIds)
  // A gate that the judged folder could switch off would prove nothing, so the rules stand at their own levels here.
  const config = { ...settings.config, rules: {}, overrides: [] }
  const findings = lintBook(book, lintSettings({ config, prefix: settings.prefix }, call.now))
  const { owner, baseline } = config
  return baselineClaims({
    book,
    findings,
    demands: { ...baseline, ...(owner === undefined ? {} : { owner }), ...asked },
  })
}
