import type { Matcher } from './matcher.ts'
import { readClassicMatchers } from './read-classic-matchers.ts'
import { readQuotedMatchers } from './read-quoted-matchers.ts'

export type ReadMatchers =
  | { readonly ok: true; readonly matchers: readonly Matcher[] }
  | { readonly ok: false; readonly problem: string }

/**
 * Conditions as people and clients write them: `severity="critical"`, `{a=b, c!~"d.*"}`, `"any name"="x"`.
 *
 * Alertmanager has two syntaxes, and since 0.27 takes a text by the older one where both can read it (its fallback mode). So do we: the
 * older one is tried first, the newer one says what is wrong.
 */
export function readMatchers(text: string): ReadMatchers {
  const classic = readClassicMatchers(text)
  return classic.ok ? classic : readQuotedMatchers(text)
}

/** Exactly one condition, as in the query parameter `filter`. */
export function readMatcher(
  text: string,
): { readonly ok: true; readonly matcher: Matcher } | { readonly ok: false; readonly problem: string } {
  const read = readMatchers(text)
  if (!read.ok) return read
  const [matcher, ...more] = read.matchers
  if (matcher === undefined || more.length > 0)
    return { ok: false, problem: `expected one condition, found ${read.matchers.length}` }
  return { ok: true, matcher }
}

/**
 * What a person types after `alert query` or `silence add`: conditions, where the first word may be the bare name of an alert
 * (amtool 0.25 sends `alertname=word` for it).
 */
export function readTypedMatchers(words: readonly string[]): ReadMatchers {
  const matchers: Matcher[] = []
  for (const [index, word] of words.entries()) {
    const read = readMatchers(word)
    if (read.ok) matchers.push(...read.matchers)
    else if (index === 0 && word.trim() !== '' && !/[=~{}]/.test(word))
      matchers.push({ name: 'alertname', operator: '=', value: word })
    else return read
  }
  return { ok: true, matchers }
}
