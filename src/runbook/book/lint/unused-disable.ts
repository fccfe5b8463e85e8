import { page } from './place.ts'
import type { Rule } from './rule.ts'

export const unusedDisable: Rule = {
  id: 'RB901',
  name: 'unused-disable',
  summary: 'A comment that switches a rule off has something to excuse.',
  why: 'The command below was mended, the excuse stayed, and it will hide the next mistake on that line. Remove the code from the comment.',
  severity: 'warning',
  examples: [
    {
      title: 'an excuse for a command that was mended',
      bad: page(
        '# Check',
        '',
        '<!-- ops-disable-next-line RB207 -- internal network --> ⟵',
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
