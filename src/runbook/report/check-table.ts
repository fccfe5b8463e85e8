/** Findings for a person at a terminal: by page, each with the line it is about and what to do. */

import { visible } from '../../kit/visible.ts'
import {
  type CheckReport,
  type Counts,
  countBySeverity,
  type ReportedFinding,
  type ReportedPage,
} from './check-report.ts'
import { cutTo, displayWidth, wrapTo } from './display-width.ts'
import { groupBy } from './group-by.ts'
import { counted, type Style, severityTone } from './style.ts'

/** The findings grouped by page; empty text when there are none. */
export function checkTable(report: CheckReport, style: Style): string {
  const kinds = new Map(report.pages.map((page) => [page.file, page]))
  const groups = groupBy(report.findings, ({ file }) => file)
  return [...groups].map(([file, findings]) => group({ file, page: kinds.get(file), findings }, style)).join('\n')
}

interface Group {
  file: string
  page: ReportedPage | undefined
  findings: readonly ReportedFinding[]
}

function group({ file, page, findings }: Group, style: Style): string {
  const { paint, signs } = style
  const about = [page?.kind, inWords(countBySeverity(findings))].filter(Boolean).join(` ${signs.dot} `)
  const head = `${paint('bold', style.show(file))}  ${paint('dim', about)}`
  const narrow = displayWidth(file) + 2 + displayWidth(about) > style.columns
  const title = narrow
    ? [
        ...wrapTo(style.show(file), style.columns),
        ...wrapTo(about, style.columns - 2).map((line) => `  ${paint('dim', line)}`),
      ]
    : [head]
  const said = new Set<string>()
  const blocks = findings.flatMap((finding) => {
    const repeated = finding.hint !== undefined && said.has(finding.hint)
    if (finding.hint !== undefined) said.add(finding.hint)
    return findingBlock(finding, style, repeated)
  })
  return [...title, ...blocks, ''].join('\n')
}

/** One finding. A hint that the page has just been given is not repeated. */
function findingBlock(finding: ReportedFinding, style: Style, hintRepeated: boolean): string[] {
  const { paint, signs, columns } = style
  const tone = severityTone[finding.severity]
  const lead = `  ${signs[finding.severity]} ${finding.line}:${finding.column} ${finding.rule} `
  const message = wrapTo(style.show(finding.message), columns - displayWidth(lead))
  const place = `${finding.line}:${finding.column}`
  const first = `  ${paint(tone, signs[finding.severity])} ${place} ${paint('bold', finding.rule)} ${message[0]}`
  const indent = ' '.repeat(Math.min(displayWidth(lead), Math.floor(columns / 3)))
  const rest = message.slice(1).map((line) => indent + line)
  return [first, ...rest, ...excerpt(finding, style), ...advice(finding, style, hintRepeated)]
}

function advice({ hint, fix }: ReportedFinding, { paint, columns, show }: Style, hintRepeated: boolean): string[] {
  const said: [string, string][] = []
  if (hint !== undefined && !hintRepeated) said.push(['hint', hint])
  if (fix?.safe) said.push(['fix', `${fix.title} (opsbook fmt --fix)`])
  return said.flatMap(([name, text]) =>
    wrapTo(show(text), columns - 12).map(
      (line, index) => `    ${paint('dim', index === 0 ? `= ${name.padEnd(4)}` : '      ')}  ${line}`,
    ),
  )
}

/** The source line with the place marked below it. */
function excerpt(finding: ReportedFinding, { paint, signs, columns, show }: Style): string[] {
  const shown = (text: string) => show(text.replaceAll('\t', ' '))
  const { source, line, column, endLine, endColumn, severity } = finding
  const end = endLine > line ? (source?.length ?? 0) + 1 : endColumn
  if (source === undefined || source.trim() === '' || end <= column) return []
  const number = String(line).padStart(5)
  const room = columns - number.length - 2
  const before = shown(source.slice(0, column - 1))
  const marked = shown(source.slice(column - 1, end - 1))
  const after = shown(source.slice(end - 1))
  // A long line is shown from shortly before the place that matters.
  const start =
    displayWidth(before) + Math.min(displayWidth(marked), 24) > room
      ? signs.more + tail(before, Math.floor(room / 4))
      : before
  const text = cutTo(start + marked + after, room, signs.more)
  const caret = '^'.repeat(Math.max(1, Math.min(displayWidth(marked), room - displayWidth(start))))
  const bar = paint('dim', signs.bar)
  return [
    `${paint('dim', number)}${bar} ${text}`,
    `${' '.repeat(number.length)}${bar} ${' '.repeat(displayWidth(start))}${paint(severityTone[severity], caret)}`,
  ]
}

function tail(text: string, columns: number): string {
  let kept = ''
  for (const character of [...text].reverse()) {
    if (displayWidth(kept) + displayWidth(character) > columns) break
    kept = character + kept
  }
  return kept
}

/** "2 errors, 1 warning"; empty when there is nothing. */
export function inWords(counts: Counts): string {
  const parts: string[] = []
  if (counts.error > 0) parts.push(counted(counts.error, 'error'))
  if (counts.warning > 0) parts.push(counted(counts.warning, 'warning'))
  if (counts.info > 0) parts.push(counted(counts.info, 'note'))
  return parts.join(', ')
}

/** One finding a line, fields separated by tabs: place, severity, rule, message. */
export function checkPlain(report: CheckReport): string {
  return report.findings
    .map(({ file, line, column, severity, rule, message }) =>
      [`${visible(file)}:${line}:${column}`, severity, rule, visible(message)].join('\t'),
    )
    .map((line) => `${line}\n`)
    .join('')
}
