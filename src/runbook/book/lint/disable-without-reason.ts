import { page } from './place.ts'
import type { Rule } from './rule.ts'

export const disableWithoutReason: Rule = {
  id: 'RB902',
  name: 'disable-without-reason',
  summary: 'A comment that switches a rule off says why.',
  why: 'A year later nobody knows whether the exception was thought through or in the way. Without a reason the comment excuses nothing. Write it behind two dashes: `<!-- ops-disable-next-line RB301 -- the folder is rebuilt every hour -->`.',
  severity: 'error',
  examples: [
    {
      title: 'no reason',
      bad: page(
        '# Check',
        '',
        '<!-- ops-disable-next-line RB207 --> ⟵',
        '```bash',
        'curl -sk https://shop.internal/health',
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
