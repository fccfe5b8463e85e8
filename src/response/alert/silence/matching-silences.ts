import type { LabelSet } from '../../../kit/label-set.ts'
import { compileMatchers, matchesAll } from '../matcher/matcher.ts'
import { type Silence, silenceStateAt } from './silence.ts'

/** Prepares silences for an instant. The function it returns names those that keep a set of labels quiet. */
export function matchingSilences(silences: readonly Silence[], now: Date): (labels: LabelSet) => readonly Silence[] {
  const active = silences
    .filter((silence) => silenceStateAt(silence, now) === 'active')
    .flatMap((silence) => {
      const compiled = compileMatchers(silence.matchers)
      // Only what compiled was stored; a pattern that no longer does must not make anything quiet.
      return compiled.ok ? [{ silence, matchers: compiled.matchers }] : []
    })
  return (labels) => active.filter(({ matchers }) => matchesAll(matchers, labels)).map(({ silence }) => silence)
}
