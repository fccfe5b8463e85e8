import type { ListItem } from '../document.ts'
import { page, spanOfLines } from './place.ts'
import type { Rule } from './rule.ts'

const ASKS_TO_LOOK =
  /^(?:\*\*|__)?(?:please )?(?:check|ensure|verify|confirm|validate|make sure|investigate|inspect|look (?:at|into|for)|review|examine)\b/i
const LONGEST = 12

/** Says where to look or what is seen: a place, a path, a number, a name in quotation marks. */
const SAYS_WHERE =
  /["“”'`/=<>%]|\d|\b(?:grafana|kibana|dashboards?|prometheus|alertmanager|sentry|datadog|pagerduty|slack|jira|console|https?:|graph|panel|page|tab|ui)\b|→|—|:/i

export const vagueStep: Rule = {
  id: 'RB306',
  name: 'vague-step',
  summary: 'A step that asks to look says where, and what is seen when all is well.',
  why: '“Check the database is healthy” helps only those who know how. Somebody who joined last month stops here and wakes a colleague. Give the command, the dashboard or the page to open, and the value that is good.',
  severity: 'warning',
  kinds: {
    postmortem: 'off',
    template: 'off',
    reference: 'off',
    index: 'off',
    'service-overview': 'off',
    drill: 'info',
    'incident-policy': 'info',
  },
  examples: [
    {
      title: 'look, but where?',
      bad: page(
        '# Restart',
        '',
        '## Steps',
        '',
        '1. Stop the queue with `systemctl stop shop-queue`.',
        '2. Check the database is healthy. ⟵',
        '3. Start it with `systemctl start shop-queue`.',
      ),
      good: page(
        '# Restart',
        '',
        '## Steps',
        '',
        '1. Stop the queue with `systemctl stop shop-queue`.',
        '2. Check the database with `pg_isready`: it says “accepting connections”.',
        '3. Start it with `systemctl start shop-queue`.',
      ),
    },
  ],
  *page({ document, procedures }) {
    const manual = new Set<number>()
    for (const { steps, verification, rollback } of procedures) {
      for (const step of [...steps, ...verification, ...rollback]) if (step.kind === 'manual') manual.add(step.line)
    }
    if (manual.size === 0) return
    for (const block of document.blocks) {
      if (block.kind !== 'list' || !block.ordered) continue
      for (const item of block.items) {
        if (!manual.has(item.line) || !isVague(item)) continue
        yield {
          span: spanOfLines(document, item.line),
          message: 'This step asks to look but does not say where, or what is seen when all is well',
          hint: 'Give the command, page or dashboard, and the value that is good',
        }
      }
    }
  },
}

function isVague({ inline, blocks, labels }: ListItem): boolean {
  const text = inline.text.trim()
  if (
    blocks.length > 1 ||
    inline.codes.length > 0 ||
    inline.links.length > 0 ||
    labels.some(({ value }) => value !== '')
  )
    return false
  return (
    ASKS_TO_LOOK.test(inline.raw.trim()) &&
    text.split(/\s+/).length <= LONGEST &&
    !SAYS_WHERE.test(text.replace(/[.:]$/, (end) => (end === ':' ? ':' : '')))
  )
}
