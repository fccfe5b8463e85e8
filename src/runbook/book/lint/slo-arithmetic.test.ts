import { expect, test } from 'vitest'
import { readPage } from '../parse/read-page.ts'
import { sloArithmetic } from './slo-arithmetic.ts'

function findings(text: string): string[] {
  const page = readPage('docs/slo.md', text)
  const repository = {
    root: '.',
    files: new Set<string>(),
    folders: new Set<string>(),
    complete: true,
    artifacts: [],
    pages: [page],
  }
  const settings = { namespaceConfigured: false, variables: [], generatedRoutes: [], severityAliases: {} }
  const context = {
    repository,
    book: { root: '.', repositories: [repository], unread: [] },
    now: new Date(0),
    settings,
  }
  return [...sloArithmetic.page!(page, context)].map(({ message }) => message)
}

const right = (text: string) => expect(findings(`# SLO\n\n${text}\n`), text).toEqual([])
const wrong = (text: string, words: string) => expect(findings(`# SLO\n\n${text}\n`).join(), text).toContain(words)

test('downtimes that follow, however they are rounded', () => {
  right('99.9% uptime (< 43 minutes downtime/month)')
  right('99.9% leaves 43.2 minutes of outage in 30 days, or 86.4 seconds a day')
  right('99.95%: 4.38 hours of downtime per year')
  right('99.99% means 52.6 minutes of downtime a year')
  right(
    'Availability: **99.9%**\n\n**Allowed Downtime**:\n- **Per day**: 86.4 seconds (~1.4 minutes)\n- **Per month**: 43.2 minutes\n- **Per year**: 8.76 hours',
  )
})

test('downtimes that do not', () => {
  wrong('99.9% uptime (< 4.3 minutes downtime/month)', '43.2 minutes of downtime a month, not 4.3 minutes')
  wrong('Uptime > 99% (max 1.44h downtime/week)', '100.8 minutes of downtime a week')
  wrong('Availability: **99.9%**\n\n**Allowed Downtime**:\n- **Per year**: 87.6 hours', 'not 87.6 hours')
})

test('no downtime of this objective', () => {
  right('99.9% of requests in 5 minutes; the last outage took 3 hours a year ago')
  right('At 99% for 24 hours the error budget alert fires')
})

test('burn rates and the time until the budget is gone', () => {
  right('Burn: 2% of the budget in 1 hour (14.4x)')
  right('Burn: 5% budget in 6 hours (6x)')
  wrong('Burn: 10% of the budget in 6 hours (2x)', '12x, not 2x')
  right(
    'Error budget\n\n| Burn Rate | Budget Exhaustion Time |\n| --- | --- |\n| 1x | 30 days |\n| 6x | 5 days |\n| 14.4x | 50 hours |',
  )
  wrong('Error budget\n\n| Burn Rate | Budget Exhaustion Time |\n| --- | --- |\n| 6x | 2 days |', 'lasts 5 days')
})

test('gaps in a policy', () => {
  const policy = (...titles: readonly string[]) =>
    `## Error budget policy\n\n${titles.map((title) => `### ${title}\n\nAct.`).join('\n\n')}`
  wrong(policy('Exhausted (< 0%)', 'Low (< 10%)', 'Healthy (> 50%)'), 'up to 10 % and from 50 %')
  right(policy('Low (< 10%)', 'Watch (10-50%)', 'Healthy (> 50%)'))
  right(policy('Low (< 50%)', 'Healthy (>= 50%)'))
  right(policy('Low', 'Healthy (> 50%)'))
})
