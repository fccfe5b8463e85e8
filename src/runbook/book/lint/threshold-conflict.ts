import { type Duration, readDuration } from '../../../kit/duration.ts'
import type { AlertRule } from '../artifact/alert-rules.ts'
import type { Repository } from '../book.ts'
import type { Page, Quantity, Threshold } from '../page.ts'
import { alertIndex } from './alert-index.ts'
import { compareQuantities, compareWithRule } from './limits.ts'
import { type LineFinding, onLines } from './line-findings.ts'
import { type AlertMention, alertMentions } from './listed-alerts.ts'
import { metricWords, sameMetric } from './metric-words.ts'
import { page } from './place.ts'
import type { Rule } from './rule.ts'

/** One threshold, several values: between pages, inside a page, and between a page and the alert rules. */
export const thresholdConflict: Rule = {
  id: 'RB601',
  name: 'threshold-conflict',
  summary:
    'The same metric has the same thresholds in every page, and an alert the same limit in its page and its rule.',
  why:
    'When one page calls 80 % critical and another 85 %, whoever reads the first wakes people that the second lets ' +
    'sleep. Where the rules of Prometheus are in the repository, they show what really fires.',
  severity: 'warning',
  kinds: { template: 'off', postmortem: 'off' },
  examples: [
    {
      title: 'Two pages',
      file: 'docs/troubleshooting.md',
      bad: page(
        '# Troubleshooting',
        '',
        '| Resource | Normal | Warning | Critical |',
        '| --- | --- | --- | --- |',
        '| CPU Usage | <50% | 50-80% | >80% | ⟵',
      ),
      good: page(
        '# Troubleshooting',
        '',
        '| Resource | Normal | Warning | Critical |',
        '| --- | --- | --- | --- |',
        '| CPU Usage | <70% | 70-85% | >85% |',
      ),
      files: {
        'docs/README.md': page(
          '# Operations',
          '',
          '| Metric | Target | Warning | Critical |',
          '| --- | --- | --- | --- |',
          '| CPU Usage | <70% | 70-85% | >85% |',
        ),
      },
    },
    {
      title: 'A page and its rule',
      file: 'docs/monitoring.md',
      bad: page(
        '# Monitoring',
        '',
        '| Alert | Condition | Duration |',
        '| --- | --- | --- |',
        '| HighErrorRate | Error rate >10% | 5m | ⟵',
      ),
      good: page(
        '# Monitoring',
        '',
        '| Alert | Condition | Duration |',
        '| --- | --- | --- |',
        '| HighErrorRate | Error rate >5% | 10m |',
      ),
      files: {
        'prometheus/alerts.yml':
          'groups:\n  - name: api\n    rules:\n      - alert: HighErrorRate\n        expr: job:error_ratio:5m > 0.05\n        for: 10m\n',
      },
    },
  ],
  *repository(repository) {
    yield* onLines(repository, againstRules(repository))
    yield* onLines(repository, acrossPages(repository.pages))
    for (const each of repository.pages) yield* onLines(repository, withinPage(each, alertMentions(repository)))
  },
}

/** What tables of alerts say, against the rules of the same names. */
function* againstRules(repository: Repository): Iterable<LineFinding> {
  const { byName } = alertIndex(repository)
  for (const mention of alertMentions(repository)) {
    const rules = byName.get(mention.name)
    if (!rules || mention.source !== 'table') continue
    const found = rules.map(({ rule, file }) => ({ differences: differences(mention, rule), rule, file }))
    const [best] = found.sort((a, b) => a.differences.length - b.differences.length)
    if (!best || best.differences.length === 0) continue
    yield {
      file: mention.file,
      line: mention.line,
      message: `\`${mention.name}\` differs from its rule in \`${best.file}\` (line ${best.rule.line}): ${best.differences.join('; ')}`,
      hint: 'Change the rule or the page, so that both say what is meant',
    }
  }
}

function differences({ quantity, condition, held }: AlertMention, rule: AlertRule): string[] {
  const found: string[] = []
  const agreement = quantity ? compareWithRule(quantity, rule) : 'unknown'
  if (agreement === 'different' || agreement === 'unlike') {
    found.push(`"${condition}" here, \`${shorten(rule.expr!.text)}\` there`)
  }
  const seconds = rule.for?.seconds ?? 0
  if (held && held.maxSeconds !== seconds)
    found.push(`for ${held.text} here, ${rule.for ? `for ${rule.for.text}` : 'at once'} there`)
  return found
}

/** The end of an expression, where its limit stands. */
function shorten(expr: string): string {
  const line = expr.replace(/\s+/g, ' ').trim()
  return line.length <= 60 ? line : `… ${line.slice(-56)}`
}

const FIELDS = ['target', 'warning', 'critical'] as const

/** Rows about the same metric in different pages; the first page in order is what the others are compared with. */
function* acrossPages(pages: readonly Page[]): Iterable<LineFinding> {
  const known: { threshold: Threshold; words: ReadonlySet<string>; file: string }[] = []
  for (const { file, kind, thresholds } of pages) {
    if (kind === 'template' || kind === 'postmortem') continue
    const own = thresholds.map((threshold) => ({ threshold, words: metricWords(threshold.metric), file }))
    for (const each of own) {
      const other = known.find(({ words }) => equalSets(words, each.words))
      const parts = other ? fieldDifferences(each.threshold, other.threshold) : []
      if (!other || parts.length === 0) continue
      yield {
        file,
        line: each.threshold.line,
        message: `${each.threshold.metric} has other limits than in \`${other.file}\` (line ${other.threshold.line}): ${parts.join('; ')}`,
        hint: 'Decide which are right, keep them in one page and link to it, or say what is different here',
      }
    }
    known.push(...own)
  }
}

const equalSets = (a: ReadonlySet<string>, b: ReadonlySet<string>) =>
  a.size > 0 && a.size === b.size && [...a].every((word) => b.has(word))

function fieldDifferences(a: Threshold, b: Threshold): string[] {
  return FIELDS.flatMap((field) => {
    const [here, there] = [a[field], b[field]]
    if (!here || !there || quotes(here, there) || compareQuantities(here, there) !== 'different') return []
    return [`${field} ${here.text} here, ${there.text} there`]
  })
}

/** `100% (99.9% acceptable)` has room for 99.9 %. */
const quotes = (a: Quantity, b: Quantity) =>
  a.text.includes(`${b.value}${b.unit}`) || b.text.includes(`${a.value}${a.unit}`)

/** Sections with an "Alert If", against the table of alerts of the same page. */
function* withinPage({ file, thresholds }: Page, mentions: readonly AlertMention[]): Iterable<LineFinding> {
  const alerts = mentions.filter(
    (mention) => mention.file === file && mention.source === 'table' && mention.condition !== undefined,
  )
  if (alerts.length < 3) return
  for (const threshold of thresholds) {
    const { alertIf, metric, line } = threshold
    if (!alertIf) continue
    const words = metricWords(metric)
    const about = alerts.filter(
      ({ condition, name }) =>
        sameMetric(words, metricWords(wordsOf(condition!))) || sameMetric(words, metricWords(camelWords(name))),
    )
    if (about.length === 0) {
      yield {
        file,
        line,
        message: `${metric} is to alert if ${alertIf.text}, but none of the ${alerts.length} alerts listed in this page is about it`,
        hint: 'Add the alert to the table, or say that it is not alerted on',
      }
      continue
    }
    const closest = closestAlert(alertIf, about)
    if (!closest || closest.parts.length === 0) continue
    yield {
      file,
      line,
      message: `${metric} is to alert if ${alertIf.text}, but \`${closest.alert.name}\` (line ${closest.alert.line}) says ${closest.parts.join(' and ')}`,
      hint: 'Make both say the same',
    }
  }
}

/** The alert that is meant: one with a number if there is one, best with the same number. */
function closestAlert(
  alertIf: Quantity,
  about: readonly AlertMention[],
): { alert: AlertMention; parts: string[] } | undefined {
  const measured = about.filter(({ quantity }) => quantity !== undefined)
  const clashes = (measured.length > 0 ? measured : about).map((alert) => ({
    alert,
    parts: clash(alertIf, alert),
    same: alert.quantity !== undefined && compareQuantities(alertIf, alert.quantity) === 'same',
  }))
  return clashes.sort((a, b) => Number(b.same) - Number(a.same) || a.parts.length - b.parts.length)[0]
}

function clash(alertIf: Quantity, { quantity, condition, held }: AlertMention): string[] {
  const parts: string[] = []
  // "Down for >1 minute" has no limit besides its duration.
  const timed =
    /^(?:s|min|h)$/.test(alertIf.unit) && !/\bfor\b.*\bfor\b/.test(alertIf.text) && /\bfor\b/.test(alertIf.text)
  const agreement = quantity && !timed ? compareQuantities(alertIf, quantity) : 'unknown'
  if (agreement === 'different' || agreement === 'unlike') parts.push(`"${condition}"`)
  const wanted = heldIn(alertIf.text)
  if (wanted && held && wanted.maxSeconds !== held.maxSeconds) parts.push(`for ${held.text}`)
  return parts
}

/** How long the condition must hold: what stands behind "for". */
function heldIn(text: string): Duration | undefined {
  const behind = /\bfor\s+(.+)$/i.exec(text)?.[1]
  return behind === undefined ? undefined : readDuration(behind)
}

/** The words of a condition before its number. */
const wordsOf = (condition: string) => condition.split(/[<>≤≥=]/, 1)[0]!
const camelWords = (name: string) =>
  name.replace(/([a-z\d])([A-Z])/g, '$1 $2').replace(/\b(?:High|Low|Elevated|Near|Too|Slow)\b/g, ' ')
