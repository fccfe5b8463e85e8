/** What a code means, at the terminal. */

import { visibleLines } from '../kit/visible.ts'
import { rules } from '../runbook/book/lint/rules.ts'
import type { RuleOutput, RulesOutput } from '../runbook/report/contract.ts'
import { wrapTo } from '../runbook/report/display-width.ts'
import type { Call } from './command.ts'
import { allManuals, manualOf, ruleCode } from './rule-names.ts'

/** Prints the manual of a rule, or as JSON. Fails when there is no such rule. */
export function printManual(call: Call<object>, typed: string): void {
  const id = ruleCode(typed)
  const manual = manualOf(id)!
  const { print, json, style } = call.terminal
  const examples = rules.find((rule) => rule.id === id)?.examples ?? []
  const { name, summary, why, severity } = manual
  if (call.flags.format === 'json') {
    const shown = examples.map(({ title, bad, good }) => ({ title, bad, good }))
    const output: RuleOutput = { schema: 'opsbook.rule/v1', id, name, summary, why, severity, examples: shown }
    print(json(output))
    return
  }
  const text = (lines: string) => wrapTo(style.show(lines), style.columns)
  const block = (title: string, source: string) => [
    style.paint('dim', title),
    ...visibleLines(source.trimEnd())
      .split('\n')
      .map((line) => `    ${line}`.trimEnd()),
  ]
  const lines = [
    `${style.paint('bold', id)} ${name}  ${style.paint('dim', severity)}`,
    ...text(summary),
    '',
    ...text(why),
    ...examples.flatMap(({ title, bad, good }) => [
      '',
      ...text(title).map((line) => style.paint('bold', line)),
      ...block('  found:', bad),
      ...block('  fine:', good),
    ]),
    '',
    ...text(`To accept one place, with a reason: <!-- ops-disable-next-line ${id} -- why -->`),
    ...text(`To change it for the book, in opsbook.yaml: rules: { ${id}: off | info | warning | error }`),
  ]
  print(`${lines.join('\n')}\n`)
}

/** Prints every code with its one line. */
export function printManualList(call: Call<object>): void {
  const { print, json, style } = call.terminal
  if (call.flags.format === 'json') {
    const rules = allManuals().map(({ id, name, summary, severity }) => ({ id, name, summary, severity }))
    const output: RulesOutput = { schema: 'opsbook.rules/v1', rules }
    print(json(output))
    return
  }
  const lines = allManuals().flatMap(({ id, severity, summary }) => {
    const lead = `${id} ${severity.padEnd(7)} `
    return wrapTo(style.show(summary), style.columns - lead.length).map(
      (line, index) => (index === 0 ? lead : ' '.repeat(lead.length)) + line,
    )
  })
  print(`${lines.join('\n')}\n`)
}
