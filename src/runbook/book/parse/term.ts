import type { Expectation } from '../page.ts'

type TermReading = Pick<Expectation, 'kind' | 'values'>

/**
 * An expectation written as data: JSON, or an Erlang or Elixir term such as `{ok, {active, _}}`.
 * `_` and `...` in it stand for anything; terms joined by "or" are alternatives.
 */
export function readTerm(text: string): TermReading | undefined {
  const start = text.trimStart()[0]
  if (start !== '{' && start !== '[' && start !== '#') return undefined
  const whole = text.trim().replace(/\.$/, '')
  if (isJson(whole)) return { kind: 'json' }
  const terms = splitAlternatives(whole)
  if (!terms?.every(isTerm)) return undefined
  if (terms.length === 1 && /^\{\s*"[^"]*"\s*:/.test(whole)) return { kind: 'shape' }
  if (terms.some((term) => WILD.test(term))) return { kind: 'wildcard', values: terms }
  return terms.length > 1 ? { kind: 'one-of', values: terms } : { kind: 'exact', values: terms }
}

/** `_`, `_Reason`, `...` or `…` as an element of its own. */
const WILD = /(?:^|[\s,{[(|])(?:_[\p{L}\p{N}_]*|\.\.\.|…)(?=[\s,}\])|]|$)/u

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Every bracket closes, and nothing follows the last one. */
function isTerm(text: string): boolean {
  const end = closingBracket(text)
  return end === text.length - 1
}

function splitAlternatives(text: string): readonly string[] | undefined {
  const terms: string[] = []
  for (let rest = text; ; ) {
    const end = closingBracket(rest)
    if (end === undefined) return undefined
    terms.push(rest.slice(0, end + 1))
    const next = /^\s+or\s+(?=[{[#])/.exec(rest.slice(end + 1))
    if (!next) return rest.slice(end + 1).trim() === '' ? terms : undefined
    rest = rest.slice(end + 1 + next[0].length)
  }
}

const OPENERS = '{[('
const CLOSERS = '}])'

/** Index of the bracket that closes the first one; quotes are skipped. */
function closingBracket(text: string): number | undefined {
  const open: string[] = []
  let quote = ''
  for (let i = 0; i < text.length; i++) {
    const sign = text[i]!
    if (quote) {
      if (sign === '\\') i++
      else if (sign === quote) quote = ''
    } else if (sign === '"') {
      quote = sign
    } else if (OPENERS.includes(sign)) {
      open.push(CLOSERS[OPENERS.indexOf(sign)]!)
    } else if (CLOSERS.includes(sign)) {
      if (open.pop() !== sign) return undefined
      if (open.length === 0) return i
    }
  }
  return undefined
}
