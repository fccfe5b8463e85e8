import type { Finding } from '../app/doctor/finding.ts'
import { wrapTo } from '../runbook/report/display-width.ts'
import type { Terminal } from './terminal.ts'

/** `✓ what · measured`, and below it how to mend it. */
export function printFindings({ style, print }: Pick<Terminal, 'style' | 'print'>, findings: readonly Finding[]): void {
  const signs = { ok: style.signs.ok, warning: style.signs.warning, wrong: style.signs.error }
  for (const { state, what, measured, fix } of findings) {
    const [first = '', ...more] = wrapTo(style.show(`${what} ${style.signs.dot} ${measured}`), style.columns - 4)
    print(`${signs[state]} ${first}\n${more.map((line) => `  ${line}\n`).join('')}`)
    if (fix !== undefined && state !== 'ok')
      print(
        wrapTo(style.show(`${style.signs.arrow} ${fix}`), style.columns - 6)
          .map((line) => `    ${line}\n`)
          .join(''),
      )
  }
}
