import type { Effect } from '../page.ts'
import { erlangEffect } from './erlang-effect.ts'
import { mongoVerdicts } from './mongo-effect.ts'
import type { Verdict } from './risk-rule.ts'
import { changes, destroys, isWorse, reads, unsure } from './risk-rule.ts'
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
    case 'http':
      return sum([requestVerdict(text)])
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

/** What a request does is what its method promises; no server can be asked. */
function requestVerdict(text: string): Verdict {
  const method = /^\s*([A-Z]+)\s/.exec(text)?.[1] ?? ''
  if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') return reads
  if (method === 'DELETE') return destroys('DELETE removes what it names')
  return method === '' ? unsure('the method of the request is not known') : changes(`${method} changes the server`)
}
