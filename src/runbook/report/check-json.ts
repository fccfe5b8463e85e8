/** `opsbook.check/v1`; the contract is `contract.ts`. */
import type { Fix } from '../../kit/diagnostic.ts'
import { type CheckReport, countBySeverity, type ReportedFinding } from './check-report.ts'
import type { CheckOutput, FindingOutput } from './contract.ts'

/** What `opsbook check --json` prints. */
export function checkJson(report: CheckReport): CheckOutput {
  return {
    schema: 'opsbook.check/v1',
    pages: report.pages.map(({ file, kind, title }) => ({ file, kind, title })),
    findings: report.findings.map(findingJson),
    counts: { pages: report.pages.length, ...countBySeverity(report.findings) },
  }
}

/** One finding of the contract. */
export function findingJson(finding: ReportedFinding): FindingOutput {
  const { rule, severity, file, line, column, endLine, endColumn, message, hint, fix, fingerprint } = finding
  return {
    rule,
    severity,
    file,
    line,
    column,
    endLine,
    endColumn,
    message,
    hint: hint ?? null,
    ...(fix === undefined ? {} : { fix: fixJson(fix) }),
    fingerprint,
  }
}

const fixJson = ({ title, safe, edits }: Fix) => ({
  title,
  safe,
  edits: edits.map(({ span, text }) => ({ ...span, text })),
})
