/** What was changed around an incident, on a terminal. All of it is foreign text and shown as such. */
import { wrapTo } from '../runbook/report/display-width.ts'
import type { Style } from '../runbook/report/style.ts'
import { momentWords } from '../runbook/report/time-words.ts'

export interface ShownChange {
  readonly id: string
  readonly happenedAt: string
  readonly summary: string
  readonly when: 'before' | 'during'
  readonly service: string | null
  readonly source: string | null
  readonly links: readonly { readonly href: string; readonly text?: string }[]
}

/** When and of what; the change; where more is told. */
export function changeLines(
  { happenedAt, summary, when, service, source, links }: ShownChange,
  style: Style,
): string[] {
  const { paint, show, signs, columns } = style
  const of = [service ?? 'no service named', ...(source === null ? [] : [`by ${source}`])].join(', ')
  const head = wrapTo(show(`${momentWords(happenedAt)} ${when}, ${of}`), columns - 4)
  return [
    ...head.map((line, at) => `  ${at === 0 ? signs.dot : ' '} ${paint('dim', line)}`),
    ...wrapTo(show(summary), columns - 4).map((line) => `    ${line}`),
    ...links
      .slice(0, 1)
      .flatMap(({ href }) => wrapTo(show(href), columns - 4).map((line) => `    ${paint('dim', line)}`)),
  ]
}
