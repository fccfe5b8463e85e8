import { z } from 'zod'
import { compileMatchers } from '../matcher/matcher.ts'
import { readMatchers } from '../matcher/read-matchers.ts'
import { readPrometheusDuration } from './prometheus-duration.ts'

/** Durations are texts in the file: YAML would read a bare `0` as a number, which is allowed too. */
export const duration = z
  .string()
  .refine((text) => readPrometheusDuration(text) !== undefined, 'a time is written like 30s, 5m or 1h30m')

/** Conditions on labels, one or several: `severity="critical"`, `{team="db",env!="test"}`. */
export const matcherText = z.string().superRefine((text, issues) => {
  const problem = matcherProblem(text)
  if (problem !== undefined) issues.addIssue({ code: 'custom', message: problem })
})

function matcherProblem(text: string): string | undefined {
  const read = readMatchers(text)
  if (!read.ok) return `"${text}" is no condition on labels: ${read.problem}`
  const compiled = compileMatchers(read.matchers)
  return compiled.ok ? undefined : `not a pattern: ${compiled.problem}`
}
