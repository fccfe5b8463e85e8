import { compilePattern } from '../matcher/compile-pattern.ts'
import { type CompiledMatcher, compileMatchers, type Matcher } from '../matcher/matcher.ts'
import { readMatcher } from '../matcher/read-matchers.ts'

/** What a list of Alertmanager's API v2 is narrowed by. */
export interface ListQuery {
  readonly matchers: readonly CompiledMatcher[]
  readonly isReceiver: (name: string) => boolean
  /** Parameters that are on unless somebody switches them off. */
  readonly shows: (
    name: 'active' | 'silenced' | 'inhibited' | 'unprocessed' | 'muted' | 'expired' | 'pending',
  ) => boolean
}

export type ReadListQuery =
  | { readonly ok: true; readonly query: ListQuery }
  | { readonly ok: false; readonly message: string }

/** What Alertmanager's server takes for "yes"; everything else is "no". */
const YES = new Set(['true', '1', 'yes', 'ok', 'y', 'on', 'selected', 'checked', 't', 'enabled'])

export function readListQuery(parameters: URLSearchParams): ReadListQuery {
  const matchers: Matcher[] = []
  for (const text of parameters.getAll('filter')) {
    const read = readMatcher(text)
    if (!read.ok) return { ok: false, message: `bad matcher format: ${text}` }
    matchers.push(read.matcher)
  }
  const compiled = compileMatchers(matchers)
  if (!compiled.ok) return { ok: false, message: compiled.problem }
  const receiver = parameters.get('receiver')
  const pattern = receiver === null || receiver === '' ? undefined : compilePattern(receiver)
  if (pattern && !pattern.ok) return { ok: false, message: `failed to parse receiver param: ${pattern.problem}` }
  return {
    ok: true,
    query: {
      matchers: compiled.matchers,
      isReceiver: pattern ? pattern.fits : () => true,
      shows: (name) => {
        const given = parameters.get(name)
        return given === null || YES.has(given.toLowerCase())
      },
    },
  }
}
