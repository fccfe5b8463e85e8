import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Page, Step } from '../page.ts'
import { readPage } from './read-page.ts'

/** `npm run test:full` reads a million generated pages, CI a hundredth of it with another seed each day of the year. */
const RUNS = process.env.OPSBOOK_TEST_FULL ? 1_000_000 : 10_000
const TIMEOUT_MS = 60 * 60_000

const word = fc.constantFrom(
  'Restart',
  'the',
  'router',
  '`ls -l`',
  '**When**:',
  'P0',
  '< 5 min',
  '[x](y.md#z)',
  '<pod>',
  '$NS',
  '|',
  '✅',
  '\u200b',
  '[[#a|b]]',
  '{{x}}',
  '\\',
)
const sentence = fc.array(word, { maxLength: 8 }).map((words) => words.join(' '))
const command = fc.constantFrom(
  'kubectl get pods -n $NS',
  'rm -rf /tmp/x/*',
  '# 1. Stop it',
  '# Expected: {"status": "ok"}',
  '# or',
  '# Option 2: wait',
  '# Docker',
  '# Kubernetes',
  '{app="x"} |= "y"',
  'application:which_applications().',
  'cat <<EOF',
  'EOF',
  'for i in 1 2; do',
  'done',
  'echo "open',
  '$ uptime',
  'SELECT 1;',
  '- [ ] box',
  '├── a',
  'a \\',
  '',
)
const fenceMark = fc.constantFrom(
  '```',
  '```bash',
  '```text',
  '````',
  '``',
  '~~~',
  '   ```sh',
  '    ```',
  '> ```',
  '```markdown',
  'x ```',
)
const line = fc.oneof(
  { weight: 3, arbitrary: sentence },
  { weight: 3, arbitrary: command },
  { weight: 3, arbitrary: fenceMark },
  { weight: 2, arbitrary: sentence.map((text) => `## ${text}`) },
  { weight: 2, arbitrary: sentence.map((text) => `1. ${text}`) },
  { weight: 1, arbitrary: sentence.map((text) => `- [ ] ${text}`) },
  { weight: 1, arbitrary: sentence.map((text) => `   - ${text}`) },
  { weight: 1, arbitrary: sentence.map((text) => `> ${text}`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '| Symptom | Cause | Action |',
      '|---|---|---|',
      '| a | `x | y` | c |',
      '| P0 | < 5 min | x |',
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '---',
      '___',
      '<!-- x',
      '-->',
      '<b id="a">',
      '**Verification**:',
      '**Expected Output**:',
      '\tcode',
      '# Title',
      'graph TD',
      'A --> B{C?}',
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
)
const text = fc.array(line, { maxLength: 30 }).map((lines) => lines.join('\n'))

const stepsOf = (steps: readonly Step[]): Step[] =>
  steps.flatMap((step) => [step, ...stepsOf((step.alternatives ?? []).flatMap((each) => each.steps))])

function commandsOf(page: Page) {
  const all = page.procedures.flatMap((procedure) => [
    ...procedure.steps,
    ...procedure.verification,
    ...procedure.rollback,
  ])
  return stepsOf([...all, ...page.hooks.flatMap((hook) => hook.steps)]).flatMap((step) => step.commands)
}

test(
  'no generated page throws, and every line it names is a line of the page',
  () => {
    fc.assert(
      fc.property(text, (source) => {
        const page = readPage('docs/runbooks/generated.md', source)
        const last = page.document.lines.length
        // One expectation a page: ten thousand pages of them cost more than the reading.
        const outside = [...page.document.blocks, ...page.procedures].filter(
          ({ line, endLine }) => line < 1 || endLine < line || endLine > last,
        )
        expect(outside).toEqual([])
      }),
      { numRuns: RUNS },
    )
  },
  TIMEOUT_MS,
)

test(
  'a command keeps every character of the source',
  () => {
    fc.assert(
      fc.property(text, (source) => {
        const page = readPage('docs/runbooks/generated.md', source)
        for (const command of commandsOf(page)) {
          const lines = command.text.split('\n')
          const source = page.document.lines.slice(command.line - 1)
          expect(lines.filter((part, index) => !source[index]?.includes(part))).toEqual([])
        }
      }),
      { numRuns: RUNS / 10 },
    )
  },
  TIMEOUT_MS,
)

test(
  'the same text is the same page',
  () => {
    fc.assert(
      fc.property(text, (source) => {
        const { document: _, readings: __, ...once } = readPage('a.md', source)
        const { document: ___, readings: ____, ...again } = readPage('a.md', source)
        expect(JSON.stringify(again)).toBe(JSON.stringify(once))
      }),
      { numRuns: RUNS / 20 },
    )
  },
  TIMEOUT_MS,
)
