import {
  isMap,
  isPair,
  isScalar,
  LineCounter,
  type Pair,
  parseAllDocuments,
  type Scalar,
  visit,
  type YAMLMap,
} from 'yaml'
import { type Duration, readDuration } from '../../../kit/duration.ts'
import { tooDeepForYaml } from '../yaml-depth.ts'

/** A value of a rule and where it stands in its file; lines and columns count from 1. */
export interface RuleText {
  text: string
  line: number
  column: number
}

/** One alerting rule of a Prometheus rules file, a PrometheusRule resource, or a fragment of one. */
export interface AlertRule {
  name: string
  line: number
  column: number
  expr?: RuleText
  /** How long the condition must hold. */
  for?: RuleText & { seconds: number }
  labels: ReadonlyMap<string, RuleText>
  annotations: ReadonlyMap<string, RuleText>
}

/** Longer texts are no rule files, and YAML of that size takes too long to read beside a book. */
const MAX_LENGTH = 2_000_000

/**
 * Reads the alerting rules of a YAML text, wherever they stand in it: `groups` of Prometheus, `spec.groups` of the
 * operator's resource, Helm templates as far as they are YAML, or a bare list as documentation shows it.
 * Never throws; what does not parse is left out.
 *
 * @param firstLine line of the file on which the text starts, for rules inside a fence
 * @param columnOffset characters of indentation that were taken off each line
 */
export function readAlertRules(text: string, firstLine = 1, columnOffset = 0): AlertRule[] {
  if (text.length > MAX_LENGTH || !/\balert:/.test(text) || tooDeepForYaml(text) !== undefined) return []
  const lines = new LineCounter()
  const rules: AlertRule[] = []
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return { line: line + firstLine - 1, column: col + columnOffset }
  }
  for (const document of parseAllDocuments(text, { lineCounter: lines, logLevel: 'silent', prettyErrors: false })) {
    if (!('contents' in document)) continue
    visit(document, {
      Map(_, node) {
        const rule = readRule(node, place)
        if (!rule) return undefined
        rules.push(rule)
        return visit.SKIP
      },
    })
  }
  return rules
}

type Place = (offset: number) => { line: number; column: number }

function readRule(node: YAMLMap, place: Place): AlertRule | undefined {
  const name = textAt(node, 'alert', place)
  if (!name || name.text === '' || !['expr', 'for', 'labels', 'annotations'].some((key) => node.has(key)))
    return undefined
  const expr = textAt(node, 'expr', place)
  const held = textAt(node, 'for', place)
  const duration: Duration | undefined = held && readDuration(held.text)
  return {
    name: name.text,
    line: name.line,
    column: name.column,
    ...(expr ? { expr } : {}),
    ...(held && duration ? { for: { ...held, seconds: duration.maxSeconds } } : {}),
    labels: textsAt(node, 'labels', place),
    annotations: textsAt(node, 'annotations', place),
  }
}

function pairOf(node: YAMLMap, key: string): Pair<unknown, unknown> | undefined {
  return node.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === key)
}

function textAt(node: YAMLMap, key: string, place: Place): RuleText | undefined {
  const value = pairOf(node, key)?.value
  return isScalar(value) ? ruleText(value, place) : undefined
}

function textsAt(node: YAMLMap, key: string, place: Place): Map<string, RuleText> {
  const texts = new Map<string, RuleText>()
  const value = pairOf(node, key)?.value
  if (!isMap(value)) return texts
  for (const { key: name, value: text } of value.items) {
    if (isScalar(name) && isScalar(text)) texts.set(String(name.value), ruleText(text, place))
  }
  return texts
}

function ruleText(value: Scalar, place: Place): RuleText {
  const text =
    value.value === null
      ? ''
      : String(value.source !== undefined && typeof value.value !== 'string' ? value.source : value.value)
  return { text: text.trim(), ...place(value.range?.[0] ?? 0) }
}

const RUNBOOK_KEYS = ['runbook_url', 'runbook', 'runbookUrl', 'runbookURL', 'runbook_link', 'playbook', 'playbook_url']

/** The annotation or label that names the rule's runbook, if it has one. */
export function runbookOf({ annotations, labels }: AlertRule): RuleText | undefined {
  for (const key of RUNBOOK_KEYS) {
    const found = annotations.get(key) ?? labels.get(key)
    if (found && found.text !== '') return found
  }
  return undefined
}

/** The comparison that an expression ends in: `… > 0.05`. */
export interface RuleLimit {
  operator: '<' | '<=' | '>' | '>=' | '=='
  value: number
  /** The metric or recording rule compared, when the expression names just one. */
  metric?: string
}

const LIMIT = /(<=|>=|==|<|>)\s*(?:bool\s+)?\(?\s*(-?\d{1,15}(?:\.\d{1,12})?(?:e[+-]?\d{1,3})?)\s*\)?$/i
const FUNCTIONS =
  /^(?:sum|rate|irate|increase|avg|min|max|count|by|without|on|ignoring|and|or|unless|bool|le|delta|deriv|offset|group_left|group_right|quantile|histogram_quantile|\w+_over_time|clamp_\w+|abs|absent|time|vector|topk|bottomk|changes|predict_linear|label_replace)$/

/** Reads the limit of an expression; undefined for those that end in something else than a comparison with a number. */
export function readLimit(expr: string): RuleLimit | undefined {
  const plain = expr
    .slice(0, 20_000)
    .split('\n')
    .map((line) => line.replace(/(^|\s)#.*$/, ''))
    .join('\n')
    .trim()
  const match = LIMIT.exec(plain)
  if (!match) return undefined
  const left = plain
    .slice(0, match.index)
    .replace(/"[^"\n]*"/g, '')
    .replace(/\{[^{}]*\}|\[[^[\]]*\]/g, '')
  const names = new Set((left.match(/[a-zA-Z_:][\w:]*/g) ?? []).filter((name) => !FUNCTIONS.test(name)))
  const [metric] = names
  return {
    operator: match[1] as RuleLimit['operator'],
    value: Number(match[2]),
    ...(metric !== undefined && names.size === 1 ? { metric } : {}),
  }
}
