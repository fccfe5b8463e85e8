/** Errors as `cli.md` 3.1.5 wants them: what, where, why, do this; or the same as JSON. */
import type { ErrorOutput } from '../runbook/report/contract.ts'
import { wrapTo } from '../runbook/report/display-width.ts'
import { jsonText } from '../runbook/report/json-text.ts'
import type { FailureParts } from './failure.ts'
import type { Terminal } from './terminal.ts'

/** Prints a failure to stderr; stdout is for results only. */
export function printFailure(failure: FailureParts, { say, errorStyle }: Terminal, json: boolean): void {
  if (json) {
    say(jsonText(failureJson(failure)))
    return
  }
  const { paint, signs, columns, show } = errorStyle
  const { code, message, hint, docs, location } = failure
  const [first = '', ...more] = message.split('\n')
  const lines = [`${paint('red', `error[${code}]`)}: ${show(first)}`]
  if (location?.line !== undefined) {
    const number = String(location.line)
    const bar = paint('dim', signs.bar)
    lines.push(
      `${' '.repeat(number.length)} ${paint('dim', '-->')} ${show(location.file)}:${number}:${location.column ?? 1}`,
    )
    if (location.source !== undefined) {
      const column = location.column ?? 1
      const before = show(location.source.slice(0, column - 1).replaceAll('\t', ' '))
      const caret = '^'.repeat(Math.max(1, Math.min(columns, (location.endColumn ?? column + 1) - column)))
      lines.push(`${number} ${bar} ${show(location.source.replaceAll('\t', ' '))}`)
      lines.push(`${' '.repeat(number.length)} ${bar} ${' '.repeat(before.length)}${paint('red', caret)}`)
    }
  }
  lines.push(...more.map((line) => `  also: ${show(line)}`))
  if (hint !== undefined) {
    const [start = '', ...rest] = wrapTo(show(hint), columns - 10)
    lines.push(`  = hint: ${start}`, ...rest.map((line) => `          ${line}`))
  }
  if (docs !== undefined) lines.push(`  = help: opsbook help ${docs}`)
  say(`${lines.join('\n')}\n`)
}

function failureJson({ code, message, hint, docs, location }: FailureParts): ErrorOutput {
  return {
    schema: 'opsbook.error/v1',
    code,
    message,
    hint: hint ?? null,
    docs: docs === undefined ? null : `opsbook help ${docs}`,
    location: location ? { file: location.file, line: location.line ?? null, column: location.column ?? null } : null,
  }
}
