/** The verdict of the baseline gate. */

import { visible } from '../../kit/visible.ts'
import type { Claim, Evidence } from '../book/baseline.ts'
import { joinRoot } from './check-report.ts'
import type { BaselineOutput } from './contract.ts'
import { displayWidth, wrapTo } from './display-width.ts'
import { escapeMarkdown } from './escape-markdown.ts'
import { counted, type Style } from './style.ts'

const SHOWN = 5

const place = ({ repository, file, line }: Evidence) => `${joinRoot(repository, file)}:${line}`

/** Each claim with PASS and its proof, or FAIL and the lines that break it; at most five lines unless all are asked for. */
export function baselineTable(claims: readonly Claim[], style: Style, all: boolean): string {
  const { paint, signs, columns } = style
  const blocks = claims.map(({ claim, passed, summary, proof, broken }) => {
    const verdict = passed ? paint('green', `${signs.ok} PASS`) : paint('red', `${signs.error} FAIL`)
    const [first = '', ...rest] = wrapTo(claim, columns - 8)
    const lines = passed ? proof : broken
    const shown = all ? lines : lines.slice(0, SHOWN)
    return [
      `${verdict}  ${paint('bold', first)}`,
      ...rest.map((line) => `        ${paint('bold', line)}`),
      ...wrapTo(style.show(summary), columns - 8).map((line) => `        ${line}`),
      ...shown.flatMap((one) => evidenceLines(one, style)),
      ...(shown.length < lines.length
        ? [`        ${paint('dim', `${signs.more} and ${lines.length - shown.length} more (-v shows them)`)}`]
        : []),
    ].join('\n')
  })
  return `${blocks.join('\n')}\n`
}

/** The place and what stands there: on one line where there is room, so that the place can be clicked. */
function evidenceLines(one: Evidence, { paint, columns, show }: Style): string[] {
  const where = show(place(one))
  const what = show(one.text)
  const together = `${where}  ${what}`
  if (displayWidth(together) + 8 <= columns) return [`        ${paint('dim', where)}  ${what}`]
  const placed = wrapTo(where, columns - 8).map((line) => `        ${paint('dim', line)}`)
  return [...placed, ...wrapTo(what, columns - 10).map((line) => `          ${line}`)]
}

/** "9 of 11 claims hold". */
export function baselineSummary(claims: readonly Claim[]): string {
  const held = claims.filter(({ passed }) => passed).length
  return held === claims.length
    ? `all ${counted(held, 'claim')} hold`
    : `${held} of ${counted(claims.length, 'claim')} hold`
}

/** One claim a line, fields separated by tabs: verdict, id, summary. */
export const baselinePlain = (claims: readonly Claim[]): string =>
  claims.map(({ id, passed, summary }) => `${[passed ? 'PASS' : 'FAIL', id, visible(summary)].join('\t')}\n`).join('')

/** A Markdown table. */
export const baselineMarkdown = (claims: readonly Claim[]): string =>
  `| verdict | claim | measured |\n| --- | --- | --- |\n${claims.map(({ passed, claim, summary }) => `| ${passed ? 'PASS' : 'FAIL'} | ${escapeMarkdown(claim)} | ${escapeMarkdown(summary)} |\n`).join('')}`

/** `opsbook.baseline/v1`. */
export function baselineJson(claims: readonly Claim[]): BaselineOutput {
  const evidence = (one: Evidence) => ({ file: joinRoot(one.repository, one.file), line: one.line, text: one.text })
  return {
    schema: 'opsbook.baseline/v1',
    passed: claims.every(({ passed }) => passed),
    claims: claims.map((claim) => ({
      id: claim.id,
      claim: claim.claim,
      passed: claim.passed,
      summary: claim.summary,
      measured: claim.measured ?? null,
      required: claim.required ?? null,
      proof: claim.proof.map(evidence),
      broken: claim.broken.map(evidence),
    })),
  }
}
