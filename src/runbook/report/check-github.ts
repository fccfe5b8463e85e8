/** Workflow commands that GitHub turns into annotations of a pull request. */

import { visible } from '../../kit/visible.ts'
import type { CheckReport, ReportedFinding } from './check-report.ts'
import { data, property } from './workflow-command.ts'

const LEVEL = { error: 'error', warning: 'warning', info: 'notice' } as const

/**
 * One `::error file=…::message` a finding, escaped as GitHub's own toolkit does, so that text from a page can never
 * start a command of its own.
 */
export function checkGithub(report: CheckReport, ruleName: (rule: string) => string): string {
  return report.findings.map((finding) => `${annotation(finding, ruleName(finding.rule))}\n`).join('')
}

function annotation(finding: ReportedFinding, name: string): string {
  const { severity, file, line, column, endLine, endColumn, rule, message, hint } = finding
  const columns = endLine === line && endColumn > column ? [`col=${column}`, `endColumn=${endColumn}`] : []
  const place = [`file=${property(file)}`, `line=${line}`, `endLine=${endLine}`, ...columns]
  const title = `title=${property(`${rule} ${name}`.trim())}`
  const text = hint === undefined ? visible(message) : `${visible(message)}\n${visible(hint)}`
  return `::${LEVEL[severity]} ${[...place, title].join(',')}::${data(text)}`
}
