import { expect, test } from 'vitest'
import { readDocument } from '../../../src/runbook/book/parse/read-document.ts'
import { readPage } from '../../../src/runbook/book/parse/read-page.ts'
import { renderDocument } from '../../../src/runbook/book/rendered/render-document.ts'
import { procedureJson } from '../../../src/runbook/report/procedure-json.ts'
import { placeSteps } from './place-steps.ts'

const TEXT = `# Worker

## Restart the worker

1. Look:

   \`\`\`bash
   bin/status
   \`\`\`

2. Restart it:

   \`\`\`bash
   bin/stop
   bin/start
   \`\`\`

3. Tell the channel.
`

test('steps stand behind the blocks that show them', () => {
  const document = readDocument('worker.md', TEXT)
  const placed = placeSteps({
    blocks: [...renderDocument(document, new Set())],
    steps: readPage('worker.md', TEXT).procedures.map(procedureJson),
    hooks: [],
  })
  expect(
    [...placed].map(([line, steps]) => [line, steps.map(({ number, step }) => [number, step.commands.length])]),
  ).toEqual([
    [9, [[1, 1]]],
    [16, [[2, 2]]],
    [18, [[3, 0]]],
  ])
})
