import { page } from './place.ts'
import type { Rule } from './rule.ts'

export const unusedDisable: Rule = {
  id: 'RB901',
  name: 'unused-disable',
  summary: 'A comment that switches a rule off has something to excuse, and no more than it speaks of.',
  why: 'The command below was mended, the excuse stayed, and it will hide the next mistake on that line. Remove the code from the comment. Where a rule wants an excuse for each command, a comment above a block speaks of one, or of as many as it says (`RB301x2`): a command that is added later is not covered by an excuse that was thought through for another.',
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
    {
      title: 'a command that was added below an excuse for one',
      bad: page(
        '# Reset',
        '',
        '<!-- ops-disable-next-line RB301 -- rebuilt every night --> ⟵',
        '```bash',
        'rm -rf /var/lib/shop/index',
        'rm -rf /var/lib/shop/orders',
        '```',
      ),
      good: page(
        '# Reset',
        '',
        '<!-- ops-disable-next-line RB301x2 -- both are rebuilt every night -->',
        '```bash',
        'rm -rf /var/lib/shop/index',
        'rm -rf /var/lib/shop/suggestions',
        '```',
      ),
    },
  ],
}
