/** Conditions of silences as people write them, and in addresses. */
import type { Matcher } from '../../../src/http/contract.ts'

const PLAIN = /^[a-zA-Z_][a-zA-Z0-9_]*$/
const quoted = (text: string) => `"${text.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`

/** `host=~"web.*"` */
export const matcherText = ({ name, operator, value }: Matcher): string =>
  `${PLAIN.test(name) ? name : quoted(name)}${operator}${quoted(value)}`

/** Address of the page that makes a silence, with these conditions filled in. */
export function newSilencePath(matchers: readonly Matcher[]): string {
  const query = new URLSearchParams()
  for (const { name, operator, value } of matchers) query.append('matcher', JSON.stringify([name, operator, value]))
  return `/silences/new?${query}`
}

const OPERATORS: readonly string[] = ['=', '!=', '=~', '!~'] satisfies readonly Matcher['operator'][]

/** The conditions an address fills in; what is none is left out. */
export function matchersIn(query: URLSearchParams): Matcher[] {
  return query.getAll('matcher').flatMap((text): Matcher[] => {
    let read: unknown
    try {
      read = JSON.parse(text)
    } catch {
      return []
    }
    if (!Array.isArray(read) || read.length !== 3 || !read.every((part) => typeof part === 'string')) return []
    const [name, operator, value] = read as [string, string, string]
    return OPERATORS.includes(operator) ? [{ name, operator: operator as Matcher['operator'], value }] : []
  })
}
