import { expect, test } from 'vitest'
import { readDocument } from './read-document.ts'
import { readScripts } from './scripts.ts'

const check = (markdown: string, ...rows: string[]) =>
  expect(
    readScripts(readDocument('page.md', markdown)).map(({ saveAs, language, prompts }) =>
      `${saveAs ?? '-'} ${language} ${prompts.map(({ text, line }) => `${line}:${text}`).join(',')}`.trim(),
    ),
  ).toEqual(rows)

const script = (...lines: string[]) => ['```bash', '#!/bin/bash', ...lines, '```'].join('\n')

test('where it is saved, said behind or before it', () => {
  check(`${script('true')}\n\nSave as \`/usr/local/bin/a.sh\` and make executable:\n`, '/usr/local/bin/a.sh bash')
  check(`Create \`scripts/b.sh\`:\n\n${script('true')}\n`, 'scripts/b.sh bash')
  check(`1. Save as \`c.sh\`:\n   ${script('true').replaceAll('\n', '\n   ')}\n`, 'c.sh bash')
  check(`Run it with \`d.sh\`.\n\n${script('true')}\n\nThen call \`e.sh\`.\n`, '- bash')
})

test('prompts, but not loops over files', () => {
  check(
    script(
      'read -p "Continue? " yes',
      "read -rp 'Sure?' x",
      'read answer',
      'while read -r line; do',
      'done < file',
      'cat x | read y',
      '# read this',
      'select x in a b; do',
    ),
    '- bash 3:Continue?,4:Sure?,5:,10:',
  )
})

test('other interpreters, and commands that are no script', () => {
  check('```python\n#!/usr/bin/env python3\nprint(1)\n```\n', '- python')
  check('```bash\nls\n```\n')
})
