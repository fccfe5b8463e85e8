import { indentFix, listBreaks } from './list-breaks.ts'
import { page, spanOfLines } from './place.ts'
import type { Rule } from './rule.ts'

export const stepListSplit: Rule = {
  id: 'RB102',
  name: 'step-list-split',
  summary: 'A numbered list is not cut in two by a block that is not indented.',
  why: 'A block that starts at the margin ends the list above it. The numbers go on only because the author counted by hand: the command belongs to no step any more, screen readers and tools see two lists, and the next person who inserts a step breaks the count. Indent the block below its step.',
  severity: 'warning',
  kinds: { postmortem: 'off', template: 'info' },
  examples: [
    {
      title: 'a command at the margin',
      bad: page(
        '# Drain',
        '',
        '1. Stop new work.',
        '',
        '```bash ⟵',
        'drainctl start',
        '```',
        '',
        '2. Wait for the queue.',
      ),
      good: page(
        '# Drain',
        '',
        '1. Stop new work.',
        '',
        '   ```bash',
        '   drainctl start',
        '   ```',
        '',
        '2. Wait for the queue.',
      ),
    },
    {
      title: 'a sentence and a command at the margin',
      bad: page(
        '# Drain',
        '',
        '1. Stop new work.',
        '',
        'On the node:',
        '',
        '```bash ⟵',
        'drainctl start',
        '```',
        '',
        '2. Wait.',
      ),
      good: page(
        '# Drain',
        '',
        '1. Stop new work.',
        '',
        '   On the node:',
        '',
        '   ```bash',
        '   drainctl start',
        '   ```',
        '',
        '2. Wait.',
      ),
    },
  ],
  *page({ document }) {
    for (const found of listBreaks(document)) {
      if (found.kind !== 'split' || !found.fence) continue
      const { line, endLine } = found.fence
      const fix = indentFix(document, found)
      yield {
        span: spanOfLines(document, line, endLine),
        message: `This block cuts its numbered list in two: it is not part of step ${found.item.number ?? found.item.position}`,
        hint: `Indent it below the step on line ${found.item.line}`,
        ...(fix ? { fix } : {}),
      }
    }
  },
}
