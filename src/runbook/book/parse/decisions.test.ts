import { expect, test } from 'vitest'
import { readDecisions } from './decisions.ts'
import { readDocument } from './read-document.ts'

const check = (markdown: string, ...rows: string[]) =>
  expect(
    readDecisions(readDocument('page.md', markdown)).map(
      ({ title, source, nodes, edges }) =>
        `${source} ${title}: ${nodes.map(({ text }) => text).join(' / ')} [${edges.map(({ label }) => label ?? '').join(' / ')}]`,
    ),
  ).toEqual(rows)

test('flowcharts', () => {
  check(
    '# Flow\n\n```mermaid\ngraph TD\n  A[Alert] --> B{Bad?}\n  B -->|Yes| C[Page]\n```\n',
    'mermaid Flow: Alert / Bad? / Page [ / Yes]',
  )
})

test('numbered trees below a heading that says so', () => {
  check(
    '## Decision Trees\n\n### Not found\n\n1. Look\n1. Ask\n\n### Slow\n\n1. Wait\n1. Kill\n',
    'numbered Not found: Look / Ask []',
    'numbered Slow: Wait / Kill []',
  )
  check('## Steps\n\n1. Look\n1. Ask\n')
})

test('branches in a list and as labels', () => {
  check(
    '## Next\n\nIs it well?\n\n- If disk is full → clean up\n- If memory is low → restart\n',
    'branches Next: Is it well? / clean up / restart [If disk is full / If memory is low]',
  )
  check(
    '## Point\n\n**If it is down**:\n- [ ] Disable it\n- [ ] Tell them\n\n**If it is slow**:\n- [ ] Wait\n',
    'branches Point: Point / Disable it; Tell them / Wait [If it is down / If it is slow]',
  )
  check('## One\n\n- If x → y\n- Else\n')
})
