import { expectedAfter } from './expected-after.ts'
import type { Expectation, Standing } from './heartbeat.ts'

/** A time in which no server listened, so that what came is not known. */
export interface Silence {
  readonly from: Date
  readonly until: Date
}

/**
 * How a heartbeat stands when somebody listens again. What could have come meanwhile is not called missing: a time that began in the silence is
 * waited for anew, one that was late already and a run that was under way get their grace once more.
 */
export function afterSilence(standing: Standing, expectation: Expectation, { from, until }: Silence): Standing {
  const { state, startedAt, expectedAt } = standing
  if (state === 'down' || expectedAt > until) {
    const endedUnheard = startedAt && startedAt < until && state !== 'down'
    // When the run ended nobody knows; it has as long as any other one from now on.
    return endedUnheard ? { ...standing, startedAt: until } : standing
  }
  const since = startedAt ? { startedAt: until } : {}
  if (expectedAt >= from) return { ...standing, ...since, expectedAt: expectedAfter(expectation, until) }
  return { ...standing, ...since, expectedAt: until }
}
