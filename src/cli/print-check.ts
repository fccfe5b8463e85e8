/** The output formats of `opsbook check`, one line each. */
import { checkGithub } from '../runbook/report/check-github.ts'
import { checkJson } from '../runbook/report/check-json.ts'
import { checkJunit } from '../runbook/report/check-junit.ts'
import { checkMarkdown } from '../runbook/report/check-markdown.ts'
import { type CheckReport, countBySeverity, narrowed } from '../runbook/report/check-report.ts'
import { checkSarif } from '../runbook/report/check-sarif.ts'
import { checkPlain, checkTable } from '../runbook/report/check-table.ts'
import { wrapTo } from '../runbook/report/display-width.ts'
import { counted, type Style, type Tone } from '../runbook/report/style.ts'
import type { CheckFlags, Scope } from './check-flags.ts'
import type { Call } from './command.ts'
import { fromRepositoryRoot } from './repository-paths.ts'
import { manualOf } from './rule-names.ts'

export interface CheckResult {
  call: Call<CheckFlags>
  report: CheckReport
  scope: Scope
}

/** Prints a report in the format that was asked for. */
export function printCheck(result: CheckResult): void {
  const { call } = result
  const format = formats[call.flags.format ?? 'table'] ?? tableText
  call.terminal.print(format(result))
}

const formats: Readonly<Record<string, (result: CheckResult) => string>> = {
  table: tableText,
  plain: ({ report }) => checkPlain(report),
  json: ({ call, report, scope }) => {
    const limited = scope.changedSince !== null || scope.baselineFile !== null
    return call.terminal.json({ ...checkJson(report), ...(limited ? { scope } : {}) })
  },
  sarif: ({ call, report }) =>
    call.terminal.json(checkSarif(rooted(report, call), { version: call.version, manual: manualOf })),
  junit: ({ call, report }) => checkJunit(rooted(report, call)),
  github: ({ call, report }) => checkGithub(rooted(report, call), (rule) => manualOf(rule)?.name ?? ''),
  md: ({ report }) => checkMarkdown(report),
}

const rooted = (report: CheckReport, { cwd }: Call<CheckFlags>) => fromRepositoryRoot(report, cwd)

/** Notes are counted, and shown when asked for: they are inventory, not work to be done tonight. */
function tableText(result: CheckResult): string {
  const { report } = result
  const { terminal, flags } = result.call
  const detailed = flags.verbose > 0 ? report : narrowed(report, ({ severity }) => severity !== 'info')
  const table = checkTable(detailed, terminal.style)
  return (table === '' ? '' : `${table}\n`) + (flags.quiet ? '' : summary(result).join(''))
}

function summary({ call, report, scope }: CheckResult): string[] {
  const { style } = call.terminal
  const said = [...verdictLines(call, report), ...scopeLines(scope).flatMap((line) => hanging(line, style))]
  return [...said, ...nextLines({ call, report }, style)].map((line) => `${line}\n`)
}

function verdictLines({ terminal, flags }: Call<CheckFlags>, report: CheckReport): string[] {
  const { paint, signs, columns } = terminal.style
  const { error, warning, info } = countBySeverity(report.findings)
  const parts: [Tone, string][] = [['plain', `${counted(report.pages.length, 'page')} read`]]
  if (error > 0) parts.push(['red', `${signs.error} ${counted(error, 'error')}`])
  if (warning > 0) parts.push(['yellow', `${signs.warning} ${counted(warning, 'warning')}`])
  if (info > 0)
    parts.push(['blue', `${signs.info} ${counted(info, 'note')}${flags.verbose > 0 ? '' : ' (-v shows them)'}`])
  if (parts.length === 1) parts.push(['green', `${signs.ok} nothing found`])
  const painted = parts.map(([tone, text]) => paint(tone, text))
  return parts.map(([, text]) => text).join('  ').length <= columns ? [painted.join('  ')] : painted
}

const hanging = (text: string, { columns, show }: Style) => wrapTo(show(text), columns - 2).map((line) => `  ${line}`)

function scopeLines({ changedSince, baselineFile, accepted, stale, elsewhere }: Scope): string[] {
  const lines: string[] = []
  if (changedSince !== null) {
    const rest = `${counted(elsewhere, 'finding')} in other files not shown`
    lines.push(`only files that changed since ${changedSince}; ${rest}`)
  }
  if (baselineFile !== null) lines.push(`${counted(accepted, 'finding')} accepted by ${baselineFile} not shown`)
  if (stale > 0) lines.push(`${counted(stale, 'accepted finding')} no longer there: --write-baseline drops them`)
  return lines
}

/** What to do next, taken from what was found. */
function nextLines({ call, report }: Pick<CheckResult, 'call' | 'report'>, style: Style): string[] {
  const { findings } = report
  const worst =
    findings.find(({ severity }) => severity === 'error') ?? findings.find(({ severity }) => severity === 'warning')
  const fixable = report.findings.filter(({ fix }) => fix?.safe).length
  const paths = call.args.length > 0 ? ` ${call.args.map(quoted).join(' ')}` : ''
  const next = worst ? [`opsbook explain ${worst.rule}`] : []
  if (fixable > 0) next.push(`opsbook fmt --fix${paths}  (mends ${fixable})`)
  return next.flatMap((command, index) =>
    wrapTo(style.show(command), style.columns - 8).map(
      (line, at) => `${index === 0 && at === 0 ? '  next: ' : '        '}${line}`,
    ),
  )
}

const quoted = (text: string) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`)
