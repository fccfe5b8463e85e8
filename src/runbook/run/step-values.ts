/** The variables a step gets, and whether values that came late fit where they go. */
import type { Plan, PlannedParameter, PlannedStep } from '../plan/plan.ts'
import { valueProblem } from '../plan/value-rule.ts'
import type { RunState } from '../record/replay.ts'

export interface StepValues {
  env: Readonly<Record<string, string>>
  secretEnv: Readonly<Record<string, string>>
}

export type ValueReading = { ok: true; value: StepValues } | { ok: false; parameter: string; reason: string }

/** Looks up everything a step reads. Values of captures and secrets are checked here, because no plan knew them. */
export function stepValues(
  plan: Plan,
  step: PlannedStep,
  {
    state,
    secrets,
    late,
  }: { state: RunState; secrets: ReadonlyMap<string, string>; late: ReadonlyMap<string, string> },
): ValueReading {
  const env: Record<string, string> = { ...step.variables }
  const secretEnv: Record<string, string> = {}
  for (const name of step.environment) {
    const parameter = plan.parameters.find(({ variables }) => variables.includes(name))
    if (!parameter) continue
    const value = lookUp(parameter, { state, secrets, late })
    if (value === undefined) return { ok: false, parameter: parameter.name, reason: missing(parameter) }
    const foreign = parameter.origin === 'capture' || parameter.origin === 'alert'
    const problem = valueProblem(parameter.rule, value, foreign)
    if (problem !== undefined) return { ok: false, parameter: parameter.name, reason: problem }
    if (parameter.secret) secretEnv[name] = value
    else env[name] = value
  }
  return { ok: true, value: { env, secretEnv } }
}

function lookUp(
  { name, secret, value }: PlannedParameter,
  {
    state,
    secrets,
    late,
  }: { state: RunState; secrets: ReadonlyMap<string, string>; late: ReadonlyMap<string, string> },
): string | undefined {
  return value ?? (secret ? secrets.get(name) : undefined) ?? late.get(name) ?? state.captured.get(name)?.value
}

const missing = ({ capturedBy, reference, secret }: PlannedParameter): string => {
  if (capturedBy !== undefined) return `has no value: the output of ${capturedBy} did not give one`
  return secret ? `has no value${reference === undefined ? '' : `: ${reference} is not there`}` : 'has no value'
}
