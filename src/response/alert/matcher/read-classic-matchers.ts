import type { Matcher, MatcherOperator } from './matcher.ts'
import type { ReadMatchers } from './read-matchers.ts'

const ONE = /^\s*(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)\s*(?<operator>=~|=|!=|!~)\s*(?<value>.*?)\s*$/s

/**
 * The syntax of Alertmanager before 0.27: `{name="value", other=~pattern}`, braces and quotes optional, a comma at the end allowed. A
 * backslash keeps its meaning in front of `"`, `\` and `n` only; in front of anything else it is itself, so that patterns need no doubling.
 */
export function readClassicMatchers(text: string): ReadMatchers {
  const matchers: Matcher[] = []
  const parts = splitAtCommas(text.replace(/^\{/, '').replace(/\}$/, ''))
  if (parts.at(-1)!.trim() === '') parts.pop()
  for (const part of parts) {
    const { name, operator, value } = ONE.exec(part)?.groups ?? {}
    if (name === undefined) return { ok: false, problem: `no condition: ${part.trim() || 'nothing before a comma'}` }
    const plain = withoutQuotes(value!)
    if (plain === undefined) return { ok: false, problem: `a double quote too many or too few: ${value}` }
    matchers.push({ name, operator: operator as MatcherOperator, value: plain })
  }
  return { ok: true, matchers }
}

/** Cuts at commas that stand outside quotes. */
function splitAtCommas(text: string): string[] {
  const parts: string[] = []
  let start = 0
  let inside = false
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '"') inside = !inside
    else if (text[at] === ',' && !inside) {
      parts.push(text.slice(start, at))
      start = at + 1
    }
  }
  return [...parts, text.slice(start)]
}

/** The value without its quotes and escapes; undefined if a quote has no partner. */
function withoutQuotes(written: string): string | undefined {
  const opened = written.startsWith('"')
  let closed = false
  let value = ''
  for (let at = opened ? 1 : 0; at < written.length; at++) {
    const character = written[at]!
    if (character === '"') {
      closed = opened && at === written.length - 1
      if (!closed) return undefined
    } else if (character === '\\' && at < written.length - 1) {
      const next = written[++at]!
      value += next === 'n' ? '\n' : next === '"' || next === '\\' ? next : `\\${next}`
    } else value += character
  }
  return opened && !closed ? undefined : value
}
