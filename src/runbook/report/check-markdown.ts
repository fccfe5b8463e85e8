/** Findings as Markdown, for a comment on a pull request or a ticket. */
import { type CheckReport, countBySeverity } from './check-report.ts'
import { inWords } from './check-table.ts'
import { escapeMarkdown } from './escape-markdown.ts'
import { counted } from './style.ts'

/** A sentence and, where there are findings, a table. */
export function checkMarkdown(report: CheckReport): string {
  const found = inWords(countBySeverity(report.findings)) || 'no findings'
  const sentence = `**opsbook check**: ${counted(report.pages.length, 'page')}, ${found}\n`
  if (report.findings.length === 0) return sentence
  const rows = report.findings.map(({ severity, file, line, rule, message, hint }) => {
    const text = hint === undefined ? message : `${message}. ${hint}`
    return `| ${severity} | ${rule} | ${cell(`${file}:${line}`)} | ${cell(text)} |\n`
  })
  return `${sentence}\n| severity | rule | where | what |\n| --- | --- | --- | --- |\n${rows.join('')}`
}

const cell = escapeMarkdown
