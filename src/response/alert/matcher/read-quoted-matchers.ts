import type { Matcher, MatcherOperator } from './matcher.ts'
import { MATCHER_OPERATORS } from './matcher.ts'
import type { ReadMatchers } from './read-matchers.ts'

const TOKEN = /\s*(?:(?<sign>=~|!~|!=|[={},])|(?<quoted>"(?:[^"\\\n]|\\[^\n])*")|(?<word>[^{}!=~,\\"'`\s]+))/y

interface Token {
  readonly kind: 'sign' | 'text' | 'end'
  readonly text: string
}

/**
 * The syntax of Alertmanager since 0.27: names may be any text, in quotes where they hold a reserved character; inside quotes the escapes are
 * those of Go's strings. Braces come in pairs or not at all; a comma at the end is allowed.
 */
export function readQuotedMatchers(text: string): ReadMatchers {
  const tokens = tokensOf(text)
  if (typeof tokens === 'string') return { ok: false, problem: tokens }
  let at = 0
  const next = () => tokens[at++] ?? { kind: 'end', text: 'the end' }
  const isSign = (sign: string) => tokens[at]?.kind === 'sign' && tokens[at]!.text === sign
  const open = isSign('{')
  if (open) at++
  const matchers: Matcher[] = []
  while (at < tokens.length && !isSign('}')) {
    const [name, operator, value] = [next(), next(), next()]
    if (name.kind !== 'text') return { ok: false, problem: `expected the name of a label, found ${name.text}` }
    if (operator.kind !== 'sign' || !MATCHER_OPERATORS.some((known) => known === operator.text))
      return { ok: false, problem: `expected one of = != =~ !~ after ${name.text}, found ${operator.text}` }
    if (value.kind !== 'text')
      return { ok: false, problem: `expected a value for ${name.text}, found ${value.text}; put it in double quotes` }
    if (name.text === '') return { ok: false, problem: 'a label has a name' }
    matchers.push({ name: name.text, operator: operator.text as MatcherOperator, value: value.text })
    if (!isSign(',')) break
    at++
  }
  if (open !== isSign('}')) return { ok: false, problem: open ? 'a brace is not closed' : 'a brace was not opened' }
  if (open) at++
  const left = tokens[at]
  return left ? { ok: false, problem: `expected a comma, found ${left.text}` } : { ok: true, matchers }
}

function tokensOf(text: string): Token[] | string {
  const tokens: Token[] = []
  const end = text.trimEnd().length
  for (TOKEN.lastIndex = 0; TOKEN.lastIndex < end; ) {
    const from = TOKEN.lastIndex
    const found = TOKEN.exec(text)?.groups
    if (!found) return `cannot be read from: ${text.slice(from).trim()}`
    if (found.sign !== undefined) tokens.push({ kind: 'sign', text: found.sign })
    else if (found.word !== undefined) tokens.push({ kind: 'text', text: found.word })
    else {
      const plain = unquote(found.quoted!)
      if (plain === undefined) return `an escape that does not exist: ${found.quoted}`
      tokens.push({ kind: 'text', text: plain })
    }
  }
  return tokens
}

const NAMED: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
}
const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})|([0-7]{3})|(.))/gsu

/** A string of Go without its quotes; undefined if an escape is none of Go's. Bytes above 0x7f are no text by themselves, so they are refused. */
function unquote(written: string): string | undefined {
  let good = true
  const plain = written.slice(1, -1).replace(ESCAPE, (_, short, long, byte, octal, named) => {
    const code = Number.parseInt(short ?? long ?? byte ?? octal ?? '-1', octal === undefined ? 16 : 8)
    const known = named === undefined ? character(code, short ?? long) : NAMED[named]
    good &&= known !== undefined
    return known ?? ''
  })
  return good ? plain : undefined
}

function character(code: number, isRune: string | undefined): string | undefined {
  if (isRune === undefined) return code <= 0x7f ? String.fromCharCode(code) : undefined
  const exists = code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
  return exists ? String.fromCodePoint(code) : undefined
}
