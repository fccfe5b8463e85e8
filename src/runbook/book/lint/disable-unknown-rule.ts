import { page } from './place.ts'
import type { Rule } from './rule.ts'

export const disableUnknownRule: Rule = {
  id: 'RB903',
  name: 'disable-unknown-rule',
  summary: 'A comment that switches a rule off names a rule that exists.',
  why: 'A slip in the code switches nothing off, and the author believes that it does.',
  severity: 'warning',
  examples: [
    {
      title: 'a slip in the code',
      bad: page(
        '# Check',
        '',
        '<!-- ops-disable-next-line RB2O7 -- internal network --> ⟵',
        '```bash',
        'curl -s https://shop.internal/health',
        '```',
      ),
      good: page(
        '# Check',
        '',
        '<!-- ops-disable-next-line RB207 -- internal network -->',
        '```bash',
        'curl -sk https://shop.internal/health',
        '```',
      ),
    },
  ],
}
