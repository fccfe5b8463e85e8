import type { ForeignRun } from '../foreign-line.ts'

/** Functions and aggregations of PromQL and LogQL; one of them called at the start of a line is no shell. */
const FUNCTIONS =
  'abs absent absent_over_time avg avg_over_time bottomk bytes_over_time bytes_rate ceil changes clamp clamp_max clamp_min count count_over_time ' +
  'count_values day_of_month day_of_week delta deriv exp first_over_time floor group histogram_avg histogram_count histogram_fraction histogram_quantile ' +
  'histogram_sum holt_winters idelta increase irate label_join label_replace last_over_time ln log10 log2 max max_over_time min min_over_time ' +
  'predict_linear present_over_time quantile quantile_over_time rate resets round scalar sgn sort_desc sqrt stddev stddev_over_time stdvar ' +
  'stdvar_over_time sum sum_over_time timestamp topk vector'
const CALL = new RegExp(
  `^\\(*\\s*(?:${FUNCTIONS.replaceAll(' ', '|')})\\s*(?:(?:by|without)\\s*\\([\\w\\s,]*\\)\\s*)?\\(`,
  'i',
)
const SELECTOR = /^\{\s*[A-Za-z_]\w*\s*(?:=~|!~|!=|=)\s*["`<]/
const METRIC_SELECTOR = /^[A-Za-z_:][\w:]*\{\s*(?:[A-Za-z_]\w*\s*(?:=~|!~|!=|=)\s*"|\})/
/** A recorded series, named `level:metric:operations`. */
const RECORDED = /^[a-z_][a-z0-9_]*:[a-z0-9_]+(?::[a-z0-9_]+)*(?:\s*(?:[-+*/<>]|[=!<>]=)\s*(?:[\w(.]|$).*)?$/
const METRIC_NAME =
  /^[a-z][a-z0-9]*(?:_[a-z0-9]+)+_(?:total|bytes|seconds|bucket|ratio|percent|milliseconds)(?:_(?:count|sum|bucket))?$/
const METRIC_COMPARED = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)+\s*(?:==|!=|<=|>=|<|>)\s*(?:bool\s+)?[\d.]+(?:e\d+)?$/
const METRIC_ARITHMETIC = /^\(+\s*[a-z][a-z0-9]*(?:_[a-z0-9]+)+(?:\{[^}]*\})?(?:\[\w+\])?\s*[-+*/]\s/
const CONTINUES =
  /^\s*(?:[-+*/%^]|==|!=|[<>]=?|and\b|or\b|unless\b|on\s*\(|ignoring\s*\(|by\s*\(|without\s*\(|group_left|group_right|offset\b|[)\]},])/
/** `sum by (job)` and `on ()` at a line's end want what stands in brackets on the next. */
const GROUPED = /\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^()]*\)$/
const LOG_STAGE = /^\s*(?:\|[=~]?|!=|!~)\s/

const ERLANG_CALL = /^(?:(?:\{\s*ok\s*,\s*\w+\s*\}|[A-Z_]\w*)\s*=\s*)?[a-z][\w@]*:[a-z]\w*\(/
const ERLANG_TERM = /^\{\s*(?:ok|error)\s*,.*\}\.?$/
const ELIXIR_CALL = /^[A-Z]\w*(?:\.[A-Z]\w*)*\.[a-z]\w*[!?]?\(/
const MONGO = /^(?:db|rs|sh)\.[A-Za-z]\w*[.(]/
const METHOD_CALL = /^(?:(?:const|let|var|await)\s+)?[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+\(.*\)\s*;?$/
const SQL =
  /^(?:SELECT\s+[\w*"'(]|UPDATE\s+[\w".]+\s+SET\b|DELETE\s+FROM\b|INSERT\s+INTO\b|CREATE\s+(?:OR\s+REPLACE\s+|UNIQUE\s+|TEMP(?:ORARY)?\s+)*(?:TABLE|INDEX|DATABASE|USER|ROLE|EXTENSION|VIEW|MATERIALIZED|FUNCTION|SCHEMA|PUBLICATION|SUBSCRIPTION|TRIGGER|SEQUENCE|TYPE|POLICY)\b|ALTER\s+(?:TABLE|INDEX|DATABASE|USER|ROLE|SYSTEM|EXTENSION|SCHEMA|SEQUENCE|VIEW|TYPE|DEFAULT)\b|DROP\s+(?:TABLE|INDEX|DATABASE|USER|ROLE|SCHEMA|VIEW|EXTENSION|OWNED|FUNCTION|TRIGGER|SEQUENCE|TYPE|MATERIALIZED|PUBLICATION|SUBSCRIPTION)\b|TRUNCATE\s+TABLE\b|GRANT\s+\w+.*\s(?:ON|TO)\s|REVOKE\s+\w+.*\sFROM\s|EXPLAIN\s+(?:\(|ANALYZE|SELECT|VERBOSE)|WITH\s+(?:RECURSIVE\s+)?\w+\s+AS\s*\(|VACUUM\s+(?:FULL|ANALYZE|VERBOSE|\()|REINDEX\s+(?:TABLE|INDEX|DATABASE)|SHOW\s+(?:TABLES|DATABASES|PROCESSLIST|VARIABLES|STATUS)\b)/
const SQL_VERBS = new Set(
  'SELECT UPDATE DELETE INSERT CREATE ALTER DROP TRUNCATE GRANT REVOKE EXPLAIN WITH VACUUM REINDEX SHOW'.split(' '),
)
const PSQL_META =
  /^\\(?:d[a-zA-Z]{0,3}\+?|c|connect|l\+?|x|q|timing|conninfo|copy|set|pset|watch|gx|gexec|gset|i|ir|o|e|ef|sf|z|h|encoding|password|errverbose|unset)(?:\s|;|$)/

/**
 * Queries and calls that belong into another shell: LogQL, PromQL, Erlang, Elixir, SQL, psql, mongo. Every pattern is
 * tried only where a character it cannot do without is there: most lines are plain commands.
 */
export function readQuery(lines: readonly string[], from: number): ForeignRun | undefined {
  const line = (lines[from] ?? '').trim()
  if (SELECTOR.test(line)) return { language: 'logql', end: endOfQuery(lines, from) }
  if (isMetric(line)) return metricQuery(lines, from)
  if (line.includes('(')) {
    const call = readCall(lines, from, line)
    if (call) return call
  }
  if (ERLANG_TERM.test(line)) return { language: 'output', end: from + 1 }
  if (MONGO.test(line)) return { language: 'mongo', end: endOfBrackets(lines, from) }
  if (PSQL_META.test(line)) return { language: 'psql', end: from + 1 }
  return isSql(lines, from) ? { language: 'sql', end: endOfSql(lines, from) } : undefined
}

function isMetric(line: string): boolean {
  if (line.includes('(') && ((CALL.test(line) && !/^\w+\s*\(\s*\)/.test(line)) || METRIC_ARITHMETIC.test(line)))
    return true
  if (line.includes('{') && METRIC_SELECTOR.test(line)) return true
  if (line.includes(':') && isRecorded(line)) return true
  return line.includes('_') && (METRIC_NAME.test(line) || METRIC_COMPARED.test(line))
}

function readCall(lines: readonly string[], from: number, line: string): ForeignRun | undefined {
  if (ERLANG_CALL.test(line)) return { language: 'erlang', end: endOfErlang(lines, from) }
  if (!line.includes('.')) return undefined
  if (ELIXIR_CALL.test(line)) return { language: 'elixir', end: endOfBrackets(lines, from) }
  if (MONGO.test(line) || !METHOD_CALL.test(line)) return undefined
  return { language: line.endsWith(';') ? 'javascript' : 'code', end: from + 1 }
}

function metricQuery(lines: readonly string[], from: number): ForeignRun {
  const end = endOfQuery(lines, from)
  const text = lines.slice(from, end).join('\n')
  return {
    language: /\}\s*(?:\||!=|!~)|\|=|\|~|\|\s*(?:json|logfmt|line_format|unwrap)\b/.test(text) ? 'logql' : 'promql',
    end,
  }
}

/** A recorded series has at least two colons, or one and arithmetic or an underscore around it; `image:tag` has neither. */
function isRecorded(line: string): boolean {
  if (!RECORDED.test(line)) return false
  const name = /^[\w:]+/.exec(line)?.[0] ?? ''
  return name.split(':').length > 2 || (name.includes('_') && !/:\d/.test(name))
}

/** Open brackets and operators at a line's end or start carry a query on. */
export function endOfQuery(lines: readonly string[], from: number): number {
  let end = endOfBrackets(lines, from)
  while (end < lines.length) {
    const next = lines[end] ?? ''
    const before = (lines[end - 1] ?? '').trim()
    const open = /(?:^|[\s)\]}])(?:[-+*/%^]|==|!=|[<>]=?|and|or|unless|by|without|bool)$/.test(before)
    const grouped = next.trim().startsWith('(') && GROUPED.test(before)
    if (
      next.trim() === '' ||
      next.trim().startsWith('#') ||
      !(open || grouped || CONTINUES.test(next) || LOG_STAGE.test(next))
    )
      break
    if (CONTINUES.test(next) && !open && /^\s*[-/]\S/.test(next)) break
    end = endOfBrackets(lines, end)
  }
  return end
}

/**
 * The line behind the one where the brackets opened from `from` on are closed. Brackets that never close are taken to
 * run to the next blank line or comment, so that no line is looked at twice for them.
 */
export function endOfBrackets(lines: readonly string[], from: number): number {
  let depth = 0
  for (let index = from; index < lines.length; index++) {
    const line = lines[index] ?? ''
    if (index > from && (line.trim() === '' || line.startsWith('#'))) return index
    depth += bracketBalance(line)
    if (depth <= 0) return index + 1
  }
  return lines.length
}

/** Brackets opened less brackets closed, those in quotation marks left out. */
export function bracketBalance(line: string): number {
  let balance = 0
  let quote = ''
  for (let at = 0; at < line.length; at++) {
    const char = line[at] as string
    if (quote !== '') {
      if (char === '\\') at++
      else if (char === quote) quote = ''
    } else if (char === '"' || char === "'" || char === '`') quote = char
    else if (char === '(' || char === '[' || char === '{') balance++
    else if (char === ')' || char === ']' || char === '}') balance--
  }
  return balance
}

/** An Erlang expression runs to its full stop; without one, to where its brackets close. */
function endOfErlang(lines: readonly string[], from: number): number {
  let depth = 0
  for (let index = from; index < lines.length; index++) {
    const line = lines[index] ?? ''
    if (index > from && line.trim() === '') return index
    const bare = line.replace(/\s[%#].*$/, '').trimEnd()
    depth += bracketBalance(bare)
    if (bare.endsWith('.')) return index + 1
    if (depth <= 0 && !/[,([{|]$|->$|=$/.test(bare)) return index + 1
  }
  return lines.length
}

function isSql(lines: readonly string[], from: number): boolean {
  const line = (lines[from] ?? '').trim()
  const verb = /^[A-Za-z]{4,8}(?=\s)/.exec(line)?.[0]
  if (verb === undefined || !SQL_VERBS.has(verb.toUpperCase())) return false
  if (SQL.test(line)) return true
  if (/^select\s+[\w.*"]+\s*,/i.test(line)) return true
  // In small letters only what no shell could mean: a keyword, its second word, and a semicolon or FROM further on.
  if (!SQL.test(line.toUpperCase())) return false
  return /;\s*(?:--.*)?$/.test(line) || /^select\b.+\bfrom\b/i.test(line) || /^\s*from\b/i.test(lines[from + 1] ?? '')
}

/** SQL runs to its semicolon or, without one, to the next blank line or comment. */
function endOfSql(lines: readonly string[], from: number): number {
  for (let index = from; index < lines.length; index++) {
    const line = (lines[index] ?? '').trim()
    if (index > from && (line === '' || line.startsWith('#'))) return index
    if (/;\s*(?:--.*)?$/.test(line)) return index + 1
  }
  return lines.length
}
