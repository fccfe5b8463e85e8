import { type AlertRule, type RuleText, runbookOf } from '../artifact/alert-rules.ts'
import type { Repository } from '../book.ts'
import { alertIndex, type IndexedRule } from './alert-index.ts'
import { mentionFindings } from './alert-mention-findings.ts'
import { groupBy } from './group-by.ts'
import { onLines } from './line-findings.ts'
import { hasAnchor, nearestHeading } from './page-anchors.ts'
import { page } from './place.ts'
import type { Finding, Rule } from './rule.ts'
import { lacksBranch, readRunbookAddress } from './runbook-address.ts'
import { treeIndex } from './tree-index.ts'

const RULES = (runbook: string, severity = 'critical') => `groups:
  - name: api
    rules:
      - alert: ApiDown
        expr: up == 0
        labels:
          severity: ${severity}
        annotations:
          runbook_url: ${runbook}
`

/** Alerts and their pages know each other: both ways, and with the same severity. */
export const alertLinked: Rule = {
  id: 'RB414',
  name: 'alert-linked',
  summary:
    'Alert rules lead to a page and a heading that exist; pages name alerts that are defined, with their severity.',
  why:
    'The link in the alert is the first thing the person on call opens. It breaks without a sound when a page or a ' +
    'heading is renamed, because it stands in another file, often in another language. The other way round, a page ' +
    'about an alert that no rule defines describes something that will never fire.',
  severity: 'error',
  examples: [
    {
      title: 'The heading was renamed',
      file: 'docs/runbooks/api.md',
      bad: page(
        '# Api',
        '',
        'Rules: see below.',
        '',
        '```yaml',
        '- alert: ApiDown',
        '  expr: up == 0',
        '  annotations:',
        '    runbook_url: docs/runbooks/api.md#api-down ⟵',
        '```',
        '',
        '## Outage',
      ),
      good: page(
        '# Api',
        '',
        'Rules: see below.',
        '',
        '```yaml',
        '- alert: ApiDown',
        '  expr: up == 0',
        '  annotations:',
        '    runbook_url: docs/runbooks/api.md#api-down',
        '```',
        '',
        '## Api down',
      ),
    },
    {
      title: 'A page about an alert that is not defined',
      file: 'docs/runbooks/api.md',
      bad: page('# Api', '', '## Slow', '', '**Alert**: `ApiSlow` ⟵', '', 'Restart it.'),
      good: page('# Api', '', '## Down', '', '**Alert**: `ApiDown`', '', 'Restart it.'),
      files: { 'prometheus/alerts.yml': RULES('docs/runbooks/api.md') },
    },
    {
      title: 'The severity differs',
      file: 'docs/runbooks/api.md',
      bad: page('# Api', '', '## Down', '', '**Alert**: `ApiDown` ⟵', '**Severity**: Critical', '', 'Restart it.'),
      good: page('# Api', '', '## Down', '', '**Alert**: `ApiDown`', '**Severity**: Warning', '', 'Restart it.'),
      files: { 'prometheus/alerts.yml': RULES('docs/runbooks/api.md', 'warning') },
    },
  ],
  *repository(repository) {
    const index = alertIndex(repository)
    if (index.defined.length === 0 && index.shown.length === 0) return
    for (const each of [...index.defined, ...index.shown]) yield* runbookFindings(repository, each)
    yield* perFile(repository, index.defined)
    if (index.defined.length === 0) return
    yield* onLines(repository, mentionFindings(repository, index))
  },
}

const spanOf = ({ line, column, text }: RuleText) => ({ line, column, endLine: line, endColumn: column + text.length })
const placeOf = ({ line, column, name }: AlertRule) => ({
  line,
  column,
  endLine: line,
  endColumn: column + name.length,
})

/** The runbook address of one rule. */
function* runbookFindings(repository: Repository, { rule, file }: IndexedRule): Iterable<Finding> {
  const written = runbookOf(rule)
  if (!written) return
  const address = readRunbookAddress(repository, file, written.text)
  const span = spanOf(written)
  if (address.kind === 'missing') {
    const near =
      address.near.length > 0 ? `Did you mean \`${address.near[0]}\`?` : 'Point it at the page that describes the alert'
    yield {
      file,
      span,
      message: `The runbook of \`${rule.name}\` is \`${address.path}\`, which does not exist`,
      hint: near,
    }
    return
  }
  if (address.kind !== 'page') return
  const target = treeIndex(repository).pages.get(address.file)
  const foreign = address.foreign ? `; this repository has no \`${address.foreign}/\` either` : ''
  const branch = lacksBranch(written.text) ? `; GitHub needs /blob/<branch>/ in front of the path, too` : ''
  if (target && !hasAnchor(repository, target, address.fragment)) {
    const near = nearestHeading(target, address.fragment)
    yield {
      file,
      span,
      message: `The runbook of \`${rule.name}\` is \`#${address.fragment}\` of \`${address.file}\`, but that page has no such heading${foreign}${branch}`,
      hint: near
        ? `Did you mean \`#${near.slug}\` (line ${near.line}, "${near.text}")?`
        : `Add a heading for ${rule.name} to the page, or link to one that is there`,
    }
  } else if (address.foreign) {
    yield {
      file,
      span,
      message: `The runbook of \`${rule.name}\` starts with \`${address.foreign}/\`, which this repository does not have`,
      hint: `Write \`${address.file}\``,
      severity: 'warning',
    }
  } else if (branch !== '') {
    yield {
      file,
      span,
      message: `The runbook of \`${rule.name}\` is a GitHub address without a branch, which leads nowhere`,
      hint: 'Write /blob/<branch>/ between the repository and the path',
    }
  }
}

/** What is wrong with a file of rules as a whole: addresses of a documentation host, alerts without a runbook. */
function* perFile(repository: Repository, rules: readonly IndexedRule[]): Iterable<Finding> {
  for (const [file, own] of groupBy(rules, (each) => each.file)) {
    const named = own.flatMap(({ rule }) => runbookOf(rule) ?? [])
    const placeholders = named.flatMap((text) => {
      const address = readRunbookAddress(repository, file, text.text)
      return address.kind === 'placeholder' ? [{ text, host: address.host }] : []
    })
    const [first] = placeholders
    if (first) {
      yield {
        file,
        span: spanOf(first.text),
        message: `${placeholders.length} of ${own.length} alerts of this file send their reader to \`${first.host}\`, a host that exists only in examples`,
        hint: 'Put the address of the real page into each of them',
      }
    }
    const without = own.filter(({ rule }) => !runbookOf(rule) && !isForInformation(rule))
    if (without.length === 0) continue
    const names = without.slice(0, 5).map(({ rule }) => `\`${rule.name}\``)
    const more = without.length > 5 ? ` and ${without.length - 5} more` : ''
    yield {
      file,
      span: placeOf(without[0]!.rule),
      message: `${without.length} of ${own.length} alerts of this file name no runbook: ${names.join(', ')}${more}`,
      hint: 'Add a runbook_url annotation that leads to the page and heading for the alert',
      severity: 'warning',
    }
  }
}

/** Alerts that only inform page nobody, so they need no page. */
const isForInformation = ({ labels }: AlertRule) => /^(?:info|none|debug)/i.test(labels.get('severity')?.text ?? '')
