/** Pages of a book with their procedures. */

import { visible } from '../../kit/visible.ts'
import type { Book } from '../book/book.ts'
import { joinRoot } from './check-report.ts'
import { cutTo, displayWidth } from './display-width.ts'
import { escapeMarkdown } from './escape-markdown.ts'
import { procedureList } from './page-view.ts'
import { counted, type Style } from './style.ts'

/** A head line a page, an indented line a procedure. */
export function listTable(book: Book, style: Style): string {
  const { paint, signs, columns } = style
  const blocks = book.repositories.flatMap(({ root, pages }) =>
    pages.map((page) => {
      const file = style.show(joinRoot(root, page.file))
      const facts = [page.kind, page.symptoms.length > 0 ? counted(page.symptoms.length, 'symptom') : ''].filter(
        (fact) => fact !== '',
      )
      const about = facts.join(` ${signs.dot} `)
      const fits = displayWidth(file) + 2 + displayWidth(about) <= columns
      const head = fits
        ? [`${paint('bold', file)}  ${paint('dim', about)}`]
        : [paint('bold', cutTo(file, columns, signs.more)), `  ${paint('dim', about)}`]
      return [...head, ...procedureList(page, style)].join('\n')
    }),
  )
  return blocks.length === 0 ? '' : `${blocks.join('\n')}\n`
}

/** One procedure a line, fields separated by tabs: place, page kind, steps, title. */
export function listPlain(book: Book): string {
  const lines = book.repositories.flatMap(({ root, pages }) =>
    pages.flatMap((page) =>
      page.procedures.map((procedure) =>
        [
          `${visible(joinRoot(root, page.file))}:${procedure.line}`,
          page.kind,
          procedure.steps.length,
          visible(procedure.title),
        ].join('\t'),
      ),
    ),
  )
  return lines.map((line) => `${line}\n`).join('')
}

/** A Markdown list, to be pasted into a ticket. */
export function listMarkdown(book: Book): string {
  const lines = book.repositories.flatMap(({ root, pages }) =>
    pages.flatMap((page) => [
      `- ${escapeMarkdown(joinRoot(root, page.file))} (${page.kind})`,
      ...page.procedures.map(
        ({ title, line, steps }) => `  - ${escapeMarkdown(title)} (line ${line}, ${counted(steps.length, 'step')})`,
      ),
    ]),
  )
  return lines.map((line) => `${line}\n`).join('')
}
