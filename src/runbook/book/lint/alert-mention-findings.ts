import type { Repository } from '../book.ts'
import type { AlertIndex, IndexedRule } from './alert-index.ts'
import { groupBy } from './group-by.ts'
import type { LineFinding } from './line-findings.ts'
import { type AlertMention, alertMentions } from './listed-alerts.ts'

/** What pages say about alerts, against the rules. */
export function* mentionFindings(repository: Repository, index: AlertIndex): Iterable<LineFinding> {
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

const COMPLETE = 8

function* catalogueFindings(
  file: string,
  listed: readonly AlertMention[],
  { file: rulesFile, rules }: { file: string; rules: readonly IndexedRule[] },
): Iterable<LineFinding> {
  const defined = new Set(rules.map(({ rule }) => rule.name))
  const described = new Set(listed.map(({ name }) => name))
  const unknown = listed.filter(({ name }) => !defined.has(name))
  const missing = [...defined].filter((name) => !described.has(name))
  if (unknown[0]) {
    yield {
      file,
      line: unknown[0].line,
      message: `${unknown.length} of the ${described.size} alerts listed here are not in \`${rulesFile}\`, so they never fire: ${listNames(unknown.map(({ name }) => name))}`,
      hint: 'Add the rules, or take the alerts out of the page',
    }
  }
  // A page may describe some alerts of a file on purpose; a long list, or one that diverges, means to be complete.
  if (missing.length > 0 && (unknown.length > 0 || described.size >= COMPLETE)) {
    yield {
      file,
      line: listed[0]!.line,
      message: `${missing.length} of the ${defined.size} alerts of \`${rulesFile}\` are not described here: ${listNames(missing)}`,
      hint: 'Add a row for each alert, or say what the page leaves out',
      severity: 'warning',
    }
  }
}

function* unknownFindings(mentions: readonly AlertMention[], index: AlertIndex): Iterable<LineFinding> {
  const seen = new Set<string>()
  for (const mention of mentions) {
    if (index.byName.has(mention.name) || index.shownNames.has(mention.name) || seen.has(mention.name)) continue
    seen.add(mention.name)
    yield {
      file: mention.file,
      line: mention.line,
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

function* severityFindings(mentions: readonly AlertMention[], index: AlertIndex): Iterable<LineFinding> {
  for (const mention of mentions) {
    const stated = mention.severity === undefined ? undefined : severityWord(mention.severity)
    const rules = index.byName.get(mention.name) ?? []
    const actual = new Set(rules.flatMap(({ rule }) => severityWord(rule.labels.get('severity')?.text ?? '') ?? []))
    if (stated === undefined || actual.size === 0 || actual.has(stated)) continue
    const place = `\`${rules[0]!.file}\` line ${rules[0]!.rule.line}`
    yield {
      file: mention.file,
      line: mention.line,
      message: `\`${mention.name}\` is ${mention.severity!.toLowerCase()} here, but ${[...actual].join(' and ')} in ${place}: it is paged or not paged against what the page says`,
      hint: 'Decide which is right and make both say it',
    }
  }
}

const listNames = (names: readonly string[]) =>
  names
    .slice(0, 8)
    .map((name) => `\`${name}\``)
    .join(', ') + (names.length > 8 ? ` and ${names.length - 8} more` : '')
