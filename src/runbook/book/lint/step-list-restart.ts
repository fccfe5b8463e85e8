import { indentFix, type ListBreak, listBreaks } from './list-breaks.ts'
import { page, spanOfLines } from './place.ts'
import type { Rule } from './rule.ts'

export const stepListRestart: Rule = {
  id: 'RB103',
  name: 'step-list-restart',
  summary: 'The code of a step stands inside the step, so that its list does not start at 1 again.',
  why: 'When a code block at the margin follows a step, the list ends there. The next step is shown as number 1 once more, so that “do step 3” on the phone means nothing; and where no step follows, the command hangs below the list instead of belonging to the step that announces it with a colon.',
  severity: 'warning',
  kinds: { postmortem: 'off', template: 'info' },
  examples: [
    {
      title: 'every step is number one',
      bad: page(
        '# Drain',
        '',
        '1. Stop new work',
        '',
        '```bash',
        'drainctl start',
        '```',
        '',
        '1. Wait for the queue ⟵',
      ),
      good: page(
        '# Drain',
        '',
        '1. Stop new work',
        '',
        '   ```bash',
        '   drainctl start',
        '   ```',
        '',
        '1. Wait for the queue',
      ),
    },
    {
      title: 'a step that announces its command, and the command outside of it',
      bad: page('# Drain', '', '1. Log in.', '2. Stop new work:', '', '```bash ⟵', 'drainctl start', '```'),
      good: page('# Drain', '', '1. Log in.', '2. Stop new work:', '', '   ```bash', '   drainctl start', '   ```'),
    },
  ],
  *page({ document }) {
    for (const found of listBreaks(document)) {
      if (found.kind === 'split' || !found.fence) continue
      const fix = indentFix(document, found)
      const at = found.kind === 'restart' && found.next ? found.next.line : found.fence.line
      yield {
        span: found.kind === 'restart' ? spanOfLines(document, at) : spanOfLines(document, at, found.fence.endLine),
        message: words(found),
        hint: `Indent the code block of line ${found.fence.line} below the step on line ${found.item.line}`,
        ...(fix ? { fix } : {}),
      }
    }
  },
}

const words = ({ kind, item }: ListBreak): string =>
  kind === 'restart'
    ? 'The list starts at 1 again here, because the code block above is not part of its step'
    : `Step ${item.number ?? item.position} ends in a colon, but the block it announces is not part of it`
