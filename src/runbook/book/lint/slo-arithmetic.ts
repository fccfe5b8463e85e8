import { gapFindings } from './budget-policy.ts'
import { burnFindings } from './burn-rates.ts'
import { downtimeFindings } from './downtimes.ts'
import { onLines } from './line-findings.ts'
import { page } from './place.ts'
import type { Rule } from './rule.ts'

/** The figures that follow from an objective are what follows from it. */
export const sloArithmetic: Rule = {
  id: 'RB602',
  name: 'slo-arithmetic',
  summary: 'Allowed downtime, burn rates and error budget policies agree with the objective they are derived from.',
  why:
    'An alert "5 % of the budget in one hour" is not the same as a burn rate of 6: over 30 days it is 36. Whoever sets ' +
    'the alert from the page sets it six times too tight or too loose. Wrong downtimes end up in contracts.',
  severity: 'error',
  kinds: { template: 'off' },
  examples: [
    {
      title: 'A burn rate that does not follow',
      bad: page(
        '# SLO',
        '',
        '| SLO | Target | Window |',
        '| --- | --- | --- |',
        '| Availability | 99.9% | 30-day rolling |',
        '',
        '**Fast burn**: 5% of the budget in 1 hour (6x) ⟵',
      ),
      good: page(
        '# SLO',
        '',
        '| SLO | Target | Window |',
        '| --- | --- | --- |',
        '| Availability | 99.9% | 30-day rolling |',
        '',
        '**Fast burn**: 5% of the budget in 1 hour (36x)',
      ),
    },
    {
      title: 'A downtime that does not follow',
      bad: page('# SLO', '', '## Availability', '', '**Target**: 99.9% uptime (< 4.3 minutes downtime/month) ⟵'),
      good: page('# SLO', '', '## Availability', '', '**Target**: 99.9% uptime (< 43 minutes downtime/month)'),
    },
    {
      title: 'A policy with a gap',
      bad: page(
        '# SLO',
        '',
        '## Error budget policy',
        '',
        '### When the budget is low (< 10%) ⟵',
        '',
        'Freeze.',
        '',
        '### When the budget is healthy (> 50%)',
        '',
        'Go on.',
      ),
      good: page(
        '# SLO',
        '',
        '## Error budget policy',
        '',
        '### When the budget is low (< 50%)',
        '',
        'Freeze.',
        '',
        '### When the budget is healthy (>= 50%)',
        '',
        'Go on.',
      ),
    },
  ],
  *page(page, { repository }) {
    const { text } = page.document
    const percent = text.includes('%')
    if (percent && /9\d(?:\.\d+)?\s?%/.test(text) && /downtime|outage|unavailab|error budget/i.test(text)) {
      yield* onLines(repository, downtimeFindings(page), page.file)
    }
    if (!/budget/i.test(text)) return
    yield* onLines(repository, burnFindings(page), page.file)
    if (percent) yield* onLines(repository, gapFindings(page), page.file)
  },
}
