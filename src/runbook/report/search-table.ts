/** What a query found, best first, with the place and the reason. */

import { visible } from '../../kit/visible.ts'
import type { Hit } from '../book/search.ts'
import { joinRoot } from './check-report.ts'
import type { SearchOutput } from './contract.ts'
import { displayWidth, wrapTo } from './display-width.ts'
import { escapeMarkdown } from './escape-markdown.ts'
import type { Style } from './style.ts'

const place = ({ repository, file, line }: Hit) => `${joinRoot(repository, file)}:${line}`

/** For a person: three lines a hit. */
export function searchTable(hits: readonly Hit[], style: Style): string {
  const { paint, columns, show } = style
  const blocks = hits.map((hit, index) => {
    const number = String(index + 1).padStart(2)
    const lead = `${number} ${hit.kind}  `
    const title = wrapTo(show(hit.title), columns - lead.length)
    const inner = ' '.repeat(4)
    return [
      `${paint('dim', number)} ${paint('blue', hit.kind)}  ${paint('bold', title[0] ?? '')}`,
      ...title.slice(1).map((line) => ' '.repeat(lead.length) + paint('bold', line)),
      ...(hit.snippet === ''
        ? []
        : wrapTo(show(hit.snippet), columns - 4)
            .slice(0, 3)
            .map((line) => inner + line)),
      ...reason(hit, style).map((line) => inner + paint('dim', line)),
    ].join('\n')
  })
  return blocks.length === 0 ? '' : `${blocks.join('\n\n')}\n`
}

function reason(hit: Hit, { show, columns: all }: Style): string[] {
  const columns = all - 4
  const where = show(place(hit))
  const why = `matches ${hit.why.map(show).join(', ')}`
  return displayWidth(where) + 3 + displayWidth(why) <= columns
    ? [`${where}   ${why}`]
    : [...wrapTo(where, columns), ...wrapTo(why, columns)]
}

/** One hit a line, fields separated by tabs: place, kind, score, title. */
export const searchPlain = (hits: readonly Hit[]): string =>
  hits.map((hit) => `${[visible(place(hit)), hit.kind, hit.score, visible(hit.title)].join('\t')}\n`).join('')

/** A numbered Markdown list. */
export const searchMarkdown = (hits: readonly Hit[]): string =>
  hits
    .map((hit, index) => `${index + 1}. ${escapeMarkdown(hit.title)} (${hit.kind}, ${escapeMarkdown(place(hit))})\n`)
    .join('')

/** `opsbook.search/v1`. */
export const searchJson = (query: string, hits: readonly Hit[]): SearchOutput => ({
  schema: 'opsbook.search/v1',
  query,
  results: hits.map(({ kind, title, repository, file, line, snippet, score, why }) => ({
    kind,
    title,
    file: joinRoot(repository, file),
    line,
    snippet,
    score,
    why: [...why],
  })),
})
