/** JUnit XML: a suite a page, a case a finding. Errors fail; warnings and notes are skipped cases, never dropped. */
import { type CheckReport, countBySeverity, type ReportedFinding } from './check-report.ts'
import { groupBy } from './group-by.ts'
import { xml, xmlText } from './xml-text.ts'

/** What CI systems read as a test report. */
export function checkJunit(report: CheckReport): string {
  const byFile = groupBy(report.findings, ({ file }) => file)
  const files = [...new Set([...report.pages.map(({ file }) => file), ...byFile.keys()])].sort()
  const suites = files.map((file) => suite(file, byFile.get(file) ?? []))
  const { error, warning, info } = countBySeverity(report.findings)
  const tests = report.findings.length + files.filter((file) => !byFile.has(file)).length
  const totals = `tests="${tests}" failures="${error}" errors="0" skipped="${warning + info}"`
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="opsbook check" ${totals}>\n${suites.join('')}</testsuites>\n`
}

function suite(file: string, findings: readonly ReportedFinding[]): string {
  const { error, warning, info } = countBySeverity(findings)
  const totals = `tests="${findings.length || 1}" failures="${error}" errors="0" skipped="${warning + info}"`
  const name = xml(file)
  const cases =
    findings.length > 0 ? findings.map(testCase).join('') : `    <testcase classname="${name}" name="no findings"/>\n`
  return `  <testsuite name="${name}" ${totals}>\n${cases}  </testsuite>\n`
}

function testCase({ file, line, column, rule, severity, message, hint }: ReportedFinding): string {
  const place = `${file}:${line}:${column}`
  const attributes = `classname="${xml(file)}" name="${xml(`${rule} at ${line}:${column}`)}" file="${xml(file)}" line="${line}"`
  const text = [`${place} ${severity} ${rule}`, message, hint].filter((part) => part !== undefined).join('\n')
  const body =
    severity === 'error'
      ? `<failure type="${rule}" message="${xml(message)}">${xmlText(text)}</failure>`
      : `<skipped message="${xml(`${severity}: ${message}`)}"/>`
  return `    <testcase ${attributes}>${body}</testcase>\n`
}
