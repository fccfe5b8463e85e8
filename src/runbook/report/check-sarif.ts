/** SARIF 2.1.0 (OASIS), as code scanning services read it. */
import type { Fix, Severity } from '../../kit/diagnostic.ts'
import type { CheckReport, ReportedFinding } from './check-report.ts'

/** What a rule says of itself in the log. */
export interface RuleManual {
  id: string
  name: string
  summary: string
  why: string
  severity: Severity | 'off'
}

const LEVEL = { error: 'error', warning: 'warning', info: 'note', off: 'none' } as const

/** A log with one run. Paths are those of the report, columns count UTF-16 units. */
export function checkSarif(
  report: CheckReport,
  tool: { version: string; manual(rule: string): RuleManual | undefined },
) {
  const ids = [...new Set(report.findings.map(({ rule }) => rule))].sort()
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'opsbook',
            semanticVersion: tool.version,
            rules: ids.map((id) => descriptor(id, tool.manual(id))),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: report.findings.map((finding) => result(finding, ids)),
      },
    ],
  }
}

function descriptor(id: string, manual: RuleManual | undefined) {
  if (!manual) return { id }
  const { name, summary, why, severity } = manual
  return {
    id,
    name,
    shortDescription: { text: summary },
    fullDescription: { text: why },
    help: { text: why, markdown: why },
    defaultConfiguration: { level: LEVEL[severity] },
  }
}

function result(finding: ReportedFinding, ids: readonly string[]) {
  const { rule, severity, file, message, hint, fix, fingerprint } = finding
  return {
    ruleId: rule,
    ruleIndex: ids.indexOf(rule),
    level: LEVEL[severity],
    message: { text: hint === undefined ? message : `${message}. ${hint}` },
    locations: [{ physicalLocation: { artifactLocation: location(file), region: region(finding) } }],
    partialFingerprints: { 'opsbook/v1': fingerprint },
    ...(fix === undefined ? {} : { fixes: [sarifFix(file, fix)] }),
  }
}

const sarifFix = (file: string, { title, edits }: Fix) => ({
  description: { text: title },
  artifactChanges: [
    {
      artifactLocation: location(file),
      replacements: edits.map(({ span, text }) => ({ deletedRegion: region(span), insertedContent: { text } })),
    },
  ],
})

const location = (file: string) => ({ uri: file.split('/').map(encodeURIComponent).join('/') })

const region = ({
  line,
  column,
  endLine,
  endColumn,
}: {
  line: number
  column: number
  endLine: number
  endColumn: number
}) => ({
  startLine: line,
  startColumn: column,
  endLine,
  endColumn: endLine === line ? Math.max(column, endColumn) : endColumn,
})
