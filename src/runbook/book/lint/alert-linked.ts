import { type AlertRule, type RuleText, runbookOf } from '../artifact/alert-rules.ts'
import type { Repository } from '../book.ts'
import { type AlertIndex, alertIndex, type IndexedRule } from './alert-index.ts'
import { type AlertMention, alertMentions } from './listed-alerts.ts'
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
    yield* mentionFindings(repository, index)
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
    const without = own.filter(({ rule }) => !runbookOf(rule))
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

/** What pages say about alerts, against the rules. */
function* mentionFindings(repository: Repository, index: AlertIndex): Iterable<Finding> {
  for (const [file, mentions] of groupBy(alertMentions(repository), (mention) => mention.file)) {
    const known = mentions.filter(({ name }) => index.byName.has(name))
    yield* severityFindings(known, index)
    const listed = mentions.filter(({ source }) => source === 'table')
    const catalogue = catalogueOf(listed, index)
    if (catalogue) yield* catalogueFindings(file, listed, catalogue)
    else if (index.complete) yield* unknownFindings(mentions, index)
  }
}

/** The file of rules that a page's tables describe: at least three alerts, or half of the tables, are in it. */
function catalogueOf(
  listed: readonly AlertMention[],
  index: AlertIndex,
): { file: string; rules: readonly IndexedRule[] } | undefined {
  const names = new Set(listed.map(({ name }) => name))
  const files = [...groupBy(index.defined, (each) => each.file)].map(([file, rules]) => ({
    file,
    rules,
    shared: new Set(rules.filter(({ rule }) => names.has(rule.name)).map(({ rule }) => rule.name)).size,
  }))
  const best = files.sort((a, b) => b.shared - a.shared)[0]
  return best && (best.shared >= 3 || (best.shared >= 2 && best.shared * 2 >= names.size)) ? best : undefined
}

function* catalogueFindings(
  file: string,
  listed: readonly AlertMention[],
  { file: rulesFile, rules }: { file: string; rules: readonly IndexedRule[] },
): Iterable<Finding> {
  const defined = new Set(rules.map(({ rule }) => rule.name))
  const described = new Set(listed.map(({ name }) => name))
  const unknown = listed.filter(({ name }) => !defined.has(name))
  const missing = [...defined].filter((name) => !described.has(name))
  if (unknown[0]) {
    yield {
      file,
      span: lineOf(unknown[0]),
      message: `${unknown.length} of the ${described.size} alerts listed here are not in \`${rulesFile}\`, so they never fire: ${listNames(unknown.map(({ name }) => name))}`,
      hint: 'Add the rules, or take the alerts out of the page',
    }
  }
  if (missing.length > 0) {
    yield {
      file,
      span: lineOf(listed[0]!),
      message: `${missing.length} of the ${defined.size} alerts of \`${rulesFile}\` are not described here: ${listNames(missing)}`,
      hint: 'Add a row for each alert, or say what the page leaves out',
      severity: 'warning',
    }
  }
}

function* unknownFindings(mentions: readonly AlertMention[], index: AlertIndex): Iterable<Finding> {
  const seen = new Set<string>()
  for (const mention of mentions) {
    if (index.byName.has(mention.name) || index.shownNames.has(mention.name) || seen.has(mention.name)) continue
    seen.add(mention.name)
    yield {
      file: mention.file,
      span: lineOf(mention),
      message: `No rule of this repository defines the alert \`${mention.name}\``,
      hint: 'Name the alert as its rule does, or add the rule',
    }
  }
}

const LABELS = ['critical', 'high', 'error', 'warning', 'info', 'page', 'ticket']

/** The word of a severity as rules write it; undefined for scales that do not say how they map to it. */
function severityWord(text: string): string | undefined {
  const words = text.toLowerCase().match(/[a-z]+/g) ?? []
  if (/\bp\d|\bsev/i.test(text)) return undefined
  return words.length === 1 && LABELS.includes(words[0]!) ? words[0] : undefined
}

function* severityFindings(mentions: readonly AlertMention[], index: AlertIndex): Iterable<Finding> {
  for (const mention of mentions) {
    const stated = mention.severity === undefined ? undefined : severityWord(mention.severity)
    const rules = index.byName.get(mention.name) ?? []
    const actual = new Set(rules.flatMap(({ rule }) => severityWord(rule.labels.get('severity')?.text ?? '') ?? []))
    if (stated === undefined || actual.size === 0 || actual.has(stated)) continue
    const place = `\`${rules[0]!.file}\` line ${rules[0]!.rule.line}`
    yield {
      file: mention.file,
      span: lineOf(mention),
      message: `\`${mention.name}\` is ${mention.severity!.toLowerCase()} here, but ${[...actual].join(' and ')} in ${place}: it is paged or not paged against what the page says`,
      hint: 'Decide which is right and make both say it',
    }
  }
}

const lineOf = ({ line }: AlertMention) => ({ line, column: 1, endLine: line, endColumn: 1 })

const listNames = (names: readonly string[]) =>
  names
    .slice(0, 8)
    .map((name) => `\`${name}\``)
    .join(', ') + (names.length > 8 ? ` and ${names.length - 8} more` : '')

function groupBy<T>(values: readonly T[], key: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const value of values) {
    const group = groups.get(key(value))
    if (group) group.push(value)
    else groups.set(key(value), [value])
  }
  return groups
}
