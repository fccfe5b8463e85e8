/** What must hold of a step before anything of it reaches a shell. */
import { variableProblem } from './environment.ts'
import { interpreterFor } from './interpreter.ts'
import type { SessionRefusal, StepRequest } from './session.ts'

/** Why a step cannot be run at all; nothing when it can. */
export function stepRefusal(step: StepRequest): SessionRefusal | undefined {
  const variables = [...Object.entries(step.env ?? {}), ...Object.entries(step.secretEnv ?? {})]
  const texts: (readonly [where: string, value: string | Uint8Array])[] = [
    ['the text', step.text],
    ['the id', step.id],
    ['the folder', step.cwd ?? ''],
    ...(step.interpreter?.argv ?? []).map((argument) => ['an argument of the interpreter', argument] as const),
    ...variables.map(([name, value]) => [`the variable ${name}`, value] as const),
  ]
  for (const [name] of variables) {
    const reason = variableProblem(name)
    if (reason !== undefined) return { code: 'session/bad-variable', name, reason }
  }
  const broken = texts.find(([, value]) => hasNul(value))
  // Neither the environment of a process nor a variable of bash can hold it; without it the value would be another one.
  if (broken) return { code: 'session/nul-byte', where: broken[0] }
  if (step.mark !== undefined && !/^[A-Za-z0-9]{1,64}$/.test(step.mark)) {
    return { code: 'session/bad-mark', mark: step.mark }
  }
  if (step.language !== 'bash' && !(step.interpreter ?? interpreterFor(step.language))) {
    return { code: 'session/no-interpreter', language: step.language }
  }
  return undefined
}

const hasNul = (value: string | Uint8Array) => (typeof value === 'string' ? value.includes('\0') : value.includes(0))
