import type { Expectation } from '../page.ts'
import { readQuantity } from './quantity.ts'
import { readTerm } from './term.ts'

/** What a text says about an output, apart from where and how it was written. */
export type Reading = Pick<Expectation, 'kind' | 'comparison' | 'values'>
type Reader = (text: string, written: Written) => Reading | undefined

/** How the author introduced the text, as far as it changes what the text means. */
interface Written {
  /** `Should include …`: a part of the output, not all of it. */
  partly: boolean
  /** The text stood in backticks: an exact literal, whatever it looks like. */
  quoted: boolean
}

const QUOTES = /^(?:`([^`]+)`|"([^"]+)"|“([^”]+)”|'([^']+)')\.?$/

/**
 * What one line of an author's words says about the output: a value, a comparison, a list, or prose.
 *
 * @param partly true where only a part of the output is described
 */
export function readExpectedValue(text: string, partly: boolean): Reading {
  const code = QUOTES.exec(text)?.[1]
  const inner = code ?? text
  // A value that depends on a variable or a placeholder is not known before the step runs.
  if (/\$\{?\w|<[a-z][\w -]*>/i.test(inner)) return { kind: 'prose' }
  for (const read of READERS) {
    const reading = read(inner, { partly, quoted: code !== undefined })
    if (reading) return reading
  }
  return { kind: 'prose' }
}

const readEmpty: Reader = (text) =>
  /^\(?(?:no output|empty(?: (?:output|result|list|response|set))?|nothing|no results?|no lines)\)?(?:\s*\([^()]*\))?\.?$/i.test(
    text,
  )
    ? { kind: 'empty' }
    : undefined

const readSequence: Reader = (text) => {
  const states = text.split(/\s*(?:→|->|=>)\s*/)
  if (states.length < 2 || !states.every((state) => /^`?[\p{L}_][\p{L}\p{N}_-]*`?$/u.test(state))) return undefined
  return { kind: 'sequence', values: states.map((state) => state.replaceAll('`', '')) }
}

const HTTP =
  /^(?:all (?:endpoints )?(?:return )?|returns? )?(?:HTTP(?:\/[\d.]{1,3})?|status(?: code)?:?|HTTP status)\s+(?:code\s+)?([1-5]\d\d)(?:\s[A-Z][A-Za-z ]{1,30})?$/i
const HTTP_PHRASE =
  /^([1-5]\d\d) (?:OK|Created|Accepted|No Content|Found|Not Found|Unauthorized|Forbidden|Bad Request)$/i

const readHttpStatus: Reader = (text) => {
  const code = (HTTP.exec(text) ?? HTTP_PHRASE.exec(text))?.[1]
  return code ? { kind: 'http-status', values: [code] } : undefined
}

const VERSION =
  /^(?<at>[<>]=?\s?)?v?(?<version>\d{1,6}(?:\.\d{1,6}){1,3})(?<plus>\+)?(?: or (?:later|newer|higher|above))?$/i

const readVersion: Reader = (text) => {
  const { at, version, plus } = VERSION.exec(text)?.groups ?? {}
  if (!version || !(/^v/i.test(text) || version.split('.').length > 2 || plus)) return undefined
  const later = plus || / or /i.test(text)
  const operator = later ? '>=' : ((at?.trim() || '=') as '<' | '<=' | '>' | '>=' | '=')
  return {
    kind: 'number',
    values: [version],
    comparison: { operator, value: Number.parseInt(version, 10), unit: 'version' },
  }
}

/** A number with its comparison; words may follow a comparison, but nothing that states a second condition. */
const readNumber: Reader = (text) => {
  const quantity = readQuantity(text)
  if (!quantity || !text.startsWith(quantity.text)) return undefined
  const rest = text
    .slice(quantity.text.length)
    .replace(/\([^()]*\)/g, '')
    .trim()
  const plain = rest === '' || rest === '.'
  const described =
    quantity.operator !== undefined && /^[\p{L}][\p{L} -]{0,60}\.?$/u.test(rest) && !/\b(?:and|or)\b/i.test(rest)
  if (!plain && !described) return undefined
  const comparison: NonNullable<Expectation['comparison']> = {
    operator: quantity.operator ?? '=',
    value: quantity.value,
  }
  if (quantity.upper !== undefined) comparison.upper = quantity.upper
  if (quantity.unit) comparison.unit = quantity.unit
  return { kind: 'number', comparison }
}

const TOKEN = /^[\p{L}\p{N}_][\p{L}\p{N}_.:/@*+=#-]*$/u
/** One word that a program prints: lower case, or with a sign or digit that prose does not have. */
const LITERAL =
  /^(?:[\p{Ll}\p{N}_][\p{Ll}\p{N}_.:/@-]*|(?=.*[\p{N}_.:/@-])[\p{L}\p{N}_.:/@-]+|OK|PONG|UP|DOWN|OPEN|CLOSED|HALF_OPEN|READY)$/u
/** Words in which an author reports success without saying what is printed. */
const VERDICT =
  /^(?:success(?:ful(?:ly)?)?|pass(?:es|ed)?|works?|done|good|fine|normal|healthy output|reasonable|same|similar|varies|see below)$/i
const STATES =
  /^(?:Running|Healthy|Up|Active|Ready|Bound|Completed|Succeeded|True|False|Enabled|Disabled|Connected|Open|Closed|Online)$/

const literal = (word: string) => LITERAL.test(word) && !VERDICT.test(word)

const readAlternatives: Reader = (text) => {
  const parts = text.split(/\s+or\s+|\s*\|\s*|(?<=^true|^false)\/(?=(?:true|false)$)/i)
  if (parts.length < 2) return undefined
  const values = parts.map((part) => QUOTES.exec(part)?.slice(1).find(Boolean) ?? (literal(part) ? part : undefined))
  return values.every((value) => value !== undefined) ? { kind: 'one-of', values } : undefined
}

const PAIR = /^([\p{L}_][\p{L}\p{N}_.-]*)\s*(?:=|:(?=\s))\s*(?:"([^"]*)"|([\p{L}\p{N}_.:/-]+))$/u

const readKeyValues: Reader = (text) => {
  const pairs = text.split(/\s*,\s*/).map((part) => PAIR.exec(part))
  if (!pairs.every((pair) => pair !== null)) return undefined
  return { kind: 'key-value', values: pairs.map((pair) => `${pair[1]}=${pair[2] ?? pair[3]}`) }
}

const readList: Reader = (text) => {
  const parts = text.replace(/,?\s*(?:\.\.\.|…|etc\.?)$/, '').split(/,\s*(?:and\s+)?/)
  const shaped = parts.filter((part) => /[\p{N}_./:-]/u.test(part))
  if (parts.length < 2 || !parts.every((part) => TOKEN.test(part)) || shaped.length * 2 < parts.length) return undefined
  return { kind: 'list', values: parts }
}

const readWord: Reader = (text, { partly, quoted }) => {
  if (QUOTES.test(text)) return { kind: 'contains', values: [QUOTES.exec(text)!.slice(1).find(Boolean)!] }
  if (quoted) return { kind: partly ? 'contains' : 'exact', values: [text] }
  // `systemctl status` prints more than the state it shows.
  if (/^[\p{Ll}-]+ \([\p{Ll}\p{N} ]+\)$/u.test(text)) return { kind: 'contains', values: [text] }
  if (STATES.test(text)) return { kind: 'contains', values: [text] }
  if (!literal(text)) return undefined
  return { kind: partly ? 'contains' : 'exact', values: [text] }
}

const readSample: Reader = (text) =>
  text.length > 4 && /(?:\.\.\.|…)/.test(text) && !/^\p{L}[\p{L} ]*(?:\.\.\.|…)$/u.test(text)
    ? { kind: 'wildcard', values: [text] }
    : undefined

/** In this order: what looks like data before what looks like words. */
const READERS: readonly Reader[] = [
  readEmpty,
  readTerm,
  readSequence,
  readHttpStatus,
  readVersion,
  readNumber,
  readAlternatives,
  readKeyValues,
  readList,
  readWord,
  readSample,
]
