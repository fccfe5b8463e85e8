import type { Effect } from '../page.ts'
import { erlangEffect } from './erlang-effect.ts'
import { mongoVerdicts } from './mongo-effect.ts'
import type { Verdict } from './risk-rule.ts'
import { isWorse } from './risk-rule.ts'
import { sqlVerdicts } from './sql-effect.ts'

export interface ForeignEffect {
  effect: Effect
  /** Why, in words; empty for text that only reads. */
  reasons: readonly string[]
}

/**
 * What a command in another language than shell does. SQL is judged statement by statement, Erlang call by call,
 * queries of metrics and logs read, and a language without tables is `unknown`.
 */
export function foreignEffect(language: string, text: string): ForeignEffect {
  switch (language) {
    case 'promql':
    case 'logql':
      return { effect: 'read-only', reasons: [] }
    case 'sql':
    case 'psql':
      return sum(sqlVerdicts(text))
    case 'erlang':
      return sum(erlangEffect(text))
    case 'mongo':
    case 'mongodb':
      return sum(mongoVerdicts(text))
    default:
      return { effect: 'unknown', reasons: [`what this ${language || 'text'} does is not known`] }
  }
}

function sum(verdicts: readonly Verdict[]): ForeignEffect {
  let effect: Effect = 'read-only'
  for (const verdict of verdicts) if (isWorse(verdict.effect, effect)) effect = verdict.effect
  const reasons = verdicts.filter((verdict) => verdict.effect !== 'read-only').map((verdict) => verdict.reason)
  return { effect, reasons: [...new Set(reasons)] }
}
