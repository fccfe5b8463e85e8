/** Conditions on labels as they are typed: `alertname=DiskFull`, `team=~"db|web"`, or the bare name of an alert first. */
import { compileMatchers, type Matcher, matcherText } from '../response/alert/matcher/matcher.ts'
import { readTypedMatchers } from '../response/alert/matcher/read-matchers.ts'
import { usageFailure } from './failure.ts'

const HINT = 'Write it like team=db, team!=db, \'team=~"db|web"\' or \'team!~"db.*"\''

export function typedMatchers(words: readonly string[]): readonly Matcher[] {
  const read = readTypedMatchers(words)
  if (!read.ok) throw usageFailure('invalid-value', `this is no condition on labels: ${read.problem}`, HINT)
  const compiled = compileMatchers(read.matchers)
  if (!compiled.ok) throw usageFailure('invalid-value', `this is no pattern: ${compiled.problem}`, HINT)
  return read.matchers
}

/** Conditions as one text for the query of a list; undefined for none. */
export const matchersFilter = (matchers: readonly Matcher[]): string | undefined =>
  matchers.length === 0 ? undefined : `{${matchers.map(matcherText).join(',')}}`
