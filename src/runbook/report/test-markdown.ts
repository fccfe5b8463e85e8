import { countTests, type TestedPage } from '../run/test/tested.ts'
import { escapeMarkdown } from './escape-markdown.ts'
import { totalWords } from './test-table.ts'

/** Tests for a comment on a pull request: the totals, and a table of what failed. */
export function testMarkdown(pages: readonly TestedPage[]): string {
  const sentence = `**opsbook test**: ${totalWords(countTests(pages)).join('; ')}\n`
  const rows = pages.flatMap(({ file, procedures }) =>
    procedures.flatMap(({ title, failures }) =>
      failures.map(({ line, message, difference }) => {
        const what = [message, ...difference].map(escapeMarkdown).join('<br>')
        return `| ${escapeMarkdown(`${file}:${line}`)} | ${escapeMarkdown(title)} | ${what} |\n`
      }),
    ),
  )
  return rows.length === 0
    ? sentence
    : `${sentence}\n| where | procedure | what |\n| --- | --- | --- |\n${rows.join('')}`
}
