import { applyTextEdits } from './apply-text-edits.ts'
import { type CodeLiteral, readCodeLiterals } from './code-literal.ts'
import type { TextEdit } from './shell-place.ts'
import { type FoundPlaceholder, lineCounter, type Placement, type Substitution } from './substitute-shell.ts'
import { ANY_VALUE, type ValueRule } from './value-rule.ts'

/** What becomes of one placeholder in a program. */
type Put = { edits: readonly TextEdit[]; rule: ValueRule } | { reason: string }

interface Place {
  text: string
  placeholder: FoundPlaceholder
  /** The string or comment it stands in. */
  literal: CodeLiteral | undefined
}

const INTEGER: ValueRule = { ...ANY_VALUE, signs: 'integer' }
const PLAIN: ValueRule = { ...ANY_VALUE, signs: 'plain' }
const DATA: ValueRule = { ...ANY_VALUE, signs: 'data' }

/**
 * Replaces the placeholders of a program by expressions that read the environment, so that no value becomes code:
 * `os.environ` in Python, the environment of the process in JavaScript, variables of psql in SQL. In PromQL, LogQL and HTTP requests,
 * where nothing is executed, the executor itself puts the value in place of `${NAME}`, and it must be plain. Any other
 * language is refused.
 */
export function substituteCode(
  text: string,
  language: string,
  placeholders: readonly FoundPlaceholder[],
): Substitution {
  if (placeholders.length === 0) return { execute: text, placements: [] }
  const put = LANGUAGES[language] ?? refused
  const literals = readCodeLiterals(text, language)
  const lineAt = lineCounter(text)
  const placements: Placement[] = []
  const edits: TextEdit[] = []
  const cut = new Set<CodeLiteral>()
  for (const placeholder of placeholders) {
    const literal = literals.find(({ start, end }) => start <= placeholder.start && placeholder.end <= end)
    if (literal?.kind === 'comment') continue
    const result = put({ text, placeholder, literal })
    const line = lineAt(placeholder.start)
    const { parameter } = placeholder
    if ('reason' in result) {
      placements.push({ parameter, line, rule: ANY_VALUE, problem: { code: 'plan/in-program', reason: result.reason } })
      continue
    }
    placements.push({ parameter, line, rule: result.rule })
    edits.push(...result.edits)
    if (literal?.kind === 'string' && result.edits.every(({ start }) => start > literal.start)) cut.add(literal)
  }
  const executed = language === 'python' || language === 'javascript' || language === 'sql'
  // A string that was cut stands in brackets, so that what surrounds it still applies to the whole of it.
  const brackets = [...(executed ? cut : [])].flatMap(({ start, end }) => [
    { start, end: start, text: '(' },
    { start: end, end, text: ')' },
  ])
  return { execute: applyTextEdits(text, [...edits, ...brackets]), placements }
}

const instead = ({ start, end }: FoundPlaceholder, text: string, rule: ValueRule): Put => ({
  edits: [{ start, end, text }],
  rule,
})

const LANGUAGES: Readonly<Record<string, (place: Place) => Put>> = {
  python: (place) => inScript(place, (name) => `__import__("os").environ["${name}"]`, 'int'),
  javascript: (place) =>
    place.literal?.kind === 'template'
      ? instead(place.placeholder, `\${process["env"].${place.placeholder.variable}}`, ANY_VALUE)
      : inScript(place, (name) => `process["env"].${name}`, 'Number'),
  sql: inSql,
  promql: inQuery,
  logql: inQuery,
  http: ({ placeholder }) => instead(placeholder, `\${${placeholder.variable}}`, PLAIN),
}

const refused = (): Put => ({ reason: 'stands inside a program in a language that has no safe place for a value' })

/** A string is cut in two and joined around the value; outside strings only a number can stand. */
function inScript({ text, placeholder, literal }: Place, read: (name: string) => string, number: string): Put {
  const value = read(placeholder.variable) + (literal && number === 'int' ? escapedFor(text.slice(literal.end)) : '')
  if (!literal) {
    const glued = /[\w."']/.test(text[placeholder.start - 1] ?? '') || /[\w("']/.test(text[placeholder.end] ?? '')
    if (glued) return { reason: 'is a part of a name or of several strings' }
    return instead(placeholder, `${number}(${value})`, INTEGER)
  }
  if (/[fFbB]/.test(literal.prefix)) return { reason: 'stands in a formatted or binary string' }
  if (oddBackslashes(text, placeholder.start)) return { reason: 'stands behind a backslash' }
  if (touchesLiteral(text, literal)) return { reason: 'stands in one of several strings that are joined' }
  return instead(placeholder, `${literal.quote} + ${value} + ${literal.prefix}${literal.quote}`, ANY_VALUE)
}

/** Python formats a string that `%` or `.format` follows: signs of the value must stay what they are. */
function escapedFor(behind: string): string {
  if (/^\s*%/.test(behind)) return '.replace("%", "%%")'
  return /^\s*\.\s*format(?:_map)?\b/.test(behind) ? '.replace("{", "{{").replace("}", "}}")' : ''
}

/** `'a' 'b'` is one string in Python; cutting one of them would make it a call. */
const touchesLiteral = (text: string, { start, end }: CodeLiteral): boolean =>
  /["'`]\s*$/.test(text.slice(Math.max(0, start - 200), start)) ||
  /^\s*[rRbBuUfF]{0,2}["'`]/.test(text.slice(end, end + 200))

/** psql puts `:'name'` in as a quoted string and `:"name"` as a quoted name. */
function inSql({ text, placeholder, literal }: Place): Put {
  const { variable, start, end } = placeholder
  const whole = literal !== undefined && literal.start + literal.prefix.length === start - 1 && literal.end === end + 1
  if (literal?.kind === 'command') return { reason: 'stands in a command of psql' }
  if (literal?.kind === 'data') return { reason: 'stands among the data of a COPY' }
  if (literal?.kind === 'name') {
    if (!whole) return { reason: 'is a part of a quoted name' }
    return { edits: [{ start: start - 1, end: end + 1, text: `:"${variable}"` }], rule: ANY_VALUE }
  }
  if (literal) {
    if (literal.quote.startsWith('$')) return { reason: 'stands in a dollar-quoted string' }
    if (/[bxun&]/i.test(literal.prefix)) return { reason: 'stands in a string of bits, escapes or a national one' }
    // The value on its own keeps the type that its place asks for.
    if (whole) return { edits: [{ start: literal.start, end: literal.end, text: `:'${variable}'` }], rule: ANY_VALUE }
    if (TYPE.test(text.slice(Math.max(0, literal.start - 40), literal.start)))
      return { reason: "stands in a constant whose type is before it; 'text'::type would take it" }
    if (/^e$/i.test(literal.prefix) && oddBackslashes(text, start)) return { reason: 'stands behind a backslash' }
    return instead(placeholder, `' || :'${variable}' || ${literal.prefix}'`, ANY_VALUE)
  }
  if (/[\w$:"']/.test(text[start - 1] ?? '') || /[\w$"']/.test(text[end] ?? ''))
    return { reason: 'is a part of a name' }
  const before = text.slice(Math.max(0, start - 200), start)
  const names =
    /\b(?:from|join|into|update|table|index|view|database|schema|role|user|sequence|extension|on|vacuum|analyze|verbose|concurrently|exists|only)\s+(?:[\w"]+\.)?$/i
  return instead(placeholder, names.test(before) ? `:"${variable}"` : `:'${variable}'`, ANY_VALUE)
}

/** `interval '<n> days'` cannot be put together from parts. */
const TYPE =
  /\b(?:interval|date|time|timestamp|timestamptz|(?:with|without)\s+time\s+zone|inet|cidr|jsonb?|uuid|bytea|numeric|point|text)\s*$/i

function inQuery({ text, placeholder }: Place): Put {
  const before = text.slice(0, placeholder.start)
  const quotes = before.replace(/\\./g, '').replace(/[^"`\n]/g, '')
  const rule = quotes.length % 2 === 1 ? DATA : PLAIN
  return instead(placeholder, `\${${placeholder.variable}}`, rule)
}

function oddBackslashes(text: string, start: number): boolean {
  let count = 0
  while (text[start - 1 - count] === '\\') count++
  return count % 2 === 1
}
