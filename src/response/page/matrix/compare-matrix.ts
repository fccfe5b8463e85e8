/** Whether the policies in force keep what the book's escalation matrix says. */
import type { Severity } from '../../incident/severity.ts'
import { choosePolicy } from '../policy/choose-policy.ts'
import type { Paging } from '../policy/compile-paging.ts'
import type { Policy } from '../policy/policy.ts'
import { type MatrixRow, roleName } from './matrix.ts'

export interface MatrixDifference {
  readonly row: MatrixRow
  readonly message: string
}

/** One difference a row at most, the gravest: nobody is paged, a stage is missing, a stage comes too late. */
export const compareMatrix = (rows: readonly MatrixRow[], paging: Paging, now: Date): readonly MatrixDifference[] =>
  rows.flatMap((row) => {
    const message = difference(row, paging, now)
    return message === undefined ? [] : [{ row, message }]
  })

function difference({ severity, steps }: MatrixRow, paging: Paging, now: Date): string | undefined {
  const chosen = choosePolicy(paging, { severity, kind: 'normal', service: undefined, labels: {} }, now)
  if (!chosen.policy) return `The book says who is told of a ${severity}, but paging tells nobody: ${chosen.why}`
  const stages = stagesOf(chosen.policy, severity)
  const name = `the policy "${chosen.policy.name}"`
  for (const [index, { role, afterSeconds }] of steps.entries()) {
    const wanted = roleName(role)
    // Where the policy knows the role by its name that counts, else its place in the order does.
    const stage = stages.find(({ targets }) => targets.has(wanted)) ?? stages[index]
    if (!stage)
      return `The book tells ${role} of a ${severity} after ${minutes(afterSeconds)}, but ${name} has only ${stages.length === 1 ? 'one step' : `${stages.length} steps`}`
    if (stage.atSeconds > afterSeconds)
      return `The book tells ${role} of a ${severity} after ${minutes(afterSeconds)}, ${name} comes to them after ${minutes(stage.atSeconds)}`
  }
  return undefined
}

/** When each step comes, if everybody can be reached and nobody answers; the fallback is the last one. */
function stagesOf({ steps, fallback, fallbackAfterMs }: Policy, severity: Severity) {
  const stages: { atSeconds: number; targets: ReadonlySet<string> }[] = []
  const targetsOf = (targets: Policy['fallback']) => new Set(targets.map(({ name }) => roleName(name)))
  let at = 0
  for (const step of steps) {
    if (step.severities && !step.severities.includes(severity)) continue
    at += step.afterMs / 1_000
    stages.push({ atSeconds: at, targets: targetsOf(step.notify) })
  }
  return [...stages, { atSeconds: at + fallbackAfterMs / 1_000, targets: targetsOf(fallback) }]
}

function minutes(seconds: number): string {
  if (seconds === 0) return '0 min'
  return seconds < 60
    ? `${seconds} s`
    : seconds % 3_600 === 0
      ? `${seconds / 3_600} h`
      : `${Math.round(seconds / 60)} min`
}
