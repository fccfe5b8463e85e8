/** Variables that had a secret in them and are in no snapshot: a restored shell does not have them. */
import type { StepRequest } from './session.ts'
import type { Snapshot } from './snapshot.ts'
import { splitDeclarations } from './split-declarations.ts'

/** What a restored shell lacks; what it inherits it has again. */
export function withheldFrom(fresh: readonly string[], snapshot: Snapshot | undefined): ReadonlySet<string> {
  if (!snapshot?.withheld) return new Set()
  const has = new Set(splitDeclarations(fresh[0] ?? '').map(({ name }) => name))
  return new Set(snapshot.withheld.filter((name) => !has.has(name)))
}

/** A withheld variable the step would find empty. Its connection or its path would be another one, silently. */
export const missingVariable = (step: StepRequest, withheld: ReadonlySet<string>): string | undefined =>
  [...withheld].find((name) => !gives(step, name) && uses(step, name))

/** What is withheld still, after the step has given some of them a value. */
export const stillWithheld = (step: StepRequest, withheld: ReadonlySet<string>): ReadonlySet<string> =>
  new Set([...withheld].filter((name) => !gives(step, name)))

function gives({ env, secretEnv, language, text }: StepRequest, name: string): boolean {
  if (Object.hasOwn({ ...env, ...secretEnv }, name)) return true
  return (
    language === 'bash' &&
    new RegExp(`(?:^|[\\s;&|({])${name}\\+?=|\\b(?:read|for|unset)\\b[^;\\n]*\\b${name}\\b`).test(text)
  )
}

/** Where the text says itself what to do without it, as in `${NAME:-none}`, the author has thought of it. */
const uses = ({ language, text }: StepRequest, name: string): boolean =>
  new RegExp(language === 'bash' ? `\\$(?:${name}\\b|\\{[!#]?${name}\\b(?!:?[-+=?]))` : `\\b${name}\\b`).test(text)
