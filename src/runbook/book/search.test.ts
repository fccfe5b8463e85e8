import { expect, test } from 'vitest'
import type { Book } from './book.ts'
import { readPage } from './parse/read-page.ts'
import { search, words } from './search.ts'

const PAGE = `# Troubleshooting — API

| Symptom | Cause | Action |
| --- | --- | --- |
| Connection refused :4222 | the broker is down | run ./scripts/start.sh |
| Connection refused :8222 | the monitor is off | set the monitoring port |
| Slow queries | missing index | add it |

## Backpressure Stuck

**When**: the queue stays full for ten minutes

\`\`\`bash
# 1. Look at the queue
queuectl status
\`\`\`

## Disk Full

**When**: writes fail

\`\`\`bash
# 1. Look at the disk
df -h
\`\`\`

## About ports

The monitor listens on 8222 and refuses a connection from outside.
`
const book: Book = {
  root: '.',
  repositories: [
    {
      root: '.',
      files: new Set(),
      folders: new Set(),
      complete: true,
      artifacts: [],
      pages: [readPage('docs/trouble.md', PAGE)],
    },
  ],
  unread: [],
}
const first = (query: string) => search(book, query)[0]

test('words: ports, hyphens, camel case, accents', () => {
  expect(words(':8222')).toEqual(['8222'])
  expect(words('nats-server')).toEqual(['nats', 'server'])
  expect(words('RouterDown')).toEqual(['routerdown', 'router', 'down'])
  expect(words('Überlauf CPU')).toEqual(['uberlauf', 'cpu'])
})
test('a port picks the row of that port', () => {
  expect(first('connection refused 8222')).toMatchObject({
    kind: 'symptom',
    title: 'Connection refused :8222',
    line: 6,
  })
  expect(first('connection refused 4222')).toMatchObject({ title: 'Connection refused :4222' })
})
test('a mistyped word is forgiven, a mistyped number is not', () => {
  expect(first('conection refusd 8222')).toMatchObject({ title: 'Connection refused :8222' })
  expect(search(book, '8223')).toEqual([])
})
test('a procedure is found by its commands and by when it applies', () => {
  expect(first('queuectl')).toMatchObject({ kind: 'procedure', title: 'Backpressure Stuck' })
  expect(first('backpresure')).toMatchObject({
    kind: 'procedure',
    snippet: expect.stringContaining('queue stays full'),
  })
})
test('a hit says why', () => expect(first('slow qeries')!.why).toEqual(expect.arrayContaining(['slow', 'queries'])))
test('the beginning of a word is enough', () => expect(first('backp')).toMatchObject({ title: 'Backpressure Stuck' }))
test('nothing asked, nothing found; the limit holds', () => {
  expect(search(book, '  ::: ')).toEqual([])
  expect(search(book, 'connection', 1)).toHaveLength(1)
})
test('the order of equal hits is the order of the book', () =>
  expect(
    search(book, 'connection refused')
      .map(({ line }) => line)
      .slice(0, 2),
  ).toEqual([5, 6]))
