import { expect, test } from 'vitest'
import { bookOf } from '../../../test/repository-of.ts'
import { incidentBook } from './incident-book.ts'
import { suggest } from './suggest/suggest.ts'
import { blanksOf } from './template-blanks.ts'

const LONG = 40_000
/** Reading is linear, so that nobody can stop the server with one page: half a second is hundreds of times what these take. */
const quickly = (work: () => unknown, limitMs = 500) => {
  const before = performance.now()
  work()
  expect(performance.now() - before).toBeLessThan(limitMs)
}

test.each([
  ['incidents without end', `# A\n\n## ${'incident '.repeat(LONG)}\n\n1. a\n1. b\n1. c\n`],
  ['roles without end', `# A\n\n## roles ${'incident roles '.repeat(LONG)}\n\ntext\n`],
  [
    'blanks in a label',
    `# A\n\n## Communication\n\n**Update ${' '.repeat(LONG)}(x**:\n\n\`\`\`\nStatus: now\n\`\`\`\n`,
  ],
  ['blanks in a text', `# A\n\n## Communication templates\n\n\`\`\`\nStatus: ${'[a]'.repeat(LONG)}\n\`\`\`\n`],
])('%s', (_, text) => {
  const book = bookOf({ 'docs/incident.md': text })
  quickly(() => incidentBook(book))
})

test('a line of blanks', () => quickly(() => blanksOf(`Status: ${'[a] '.repeat(5_000)}`)))

test('an alert of any size is asked about in bounded time, and its names are only names', () => {
  const book = incidentBook(bookOf({ 'docs/shop.md': '# Shop\n\n## Restart it\n\n```bash\nreboot <pod>\n```\n' }))
  const searched = book.searched()
  const labels = Object.fromEntries(Array.from({ length: 2_000 }, (_, n) => [`label_${n}`, 'x'.repeat(100)]))
  const summary = 'restart the shop '.repeat(LONG)
  quickly(() =>
    suggest(searched, { labels, annotations: { runbook_url: `docs/${'../'.repeat(LONG)}etc/passwd` }, summary }),
  )
  const found = suggest(searched, {
    labels: { alertname: '__proto__' },
    annotations: { runbook: '/etc/passwd' },
    summary: '',
  })
  expect(found).toEqual([])
})
