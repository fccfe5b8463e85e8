/** Asks at the terminal for values that a plan still needs. */
import { createInterface } from 'node:readline'
import { isSecretName } from '../runbook/plan/parameter-name.ts'
import type { PlanRefusal } from '../runbook/plan/plan-refusal.ts'
import { field } from '../runbook/report/run-lines.ts'
import { dropTypedAhead } from './ask-word.ts'
import type { Call } from './command.ts'

/**
 * `NAME=VALUE` for every missing value; nothing where somebody cannot be asked, where something else is wrong as well, or
 * when a line is left empty. Secrets are never typed in the clear: they are named by the place where they lie.
 */
export async function askValues(
  { keyboard, terminal }: Call<object>,
  refusals: readonly PlanRefusal[],
): Promise<readonly string[] | undefined> {
  const names = [...new Set(refusals.map(({ parameter }) => parameter))]
  if (!keyboard || names.some((name) => name === undefined || isSecretName(name))) return undefined
  const { style, print, say } = terminal
  const given: string[] = []
  for (const name of names as string[]) {
    const about = refusals.filter(({ parameter }) => parameter === name)
    for (const { message, line } of about)
      print(`${field(line > 0 ? `line ${line}` : 'value', message, { style }).join('\n')}\n`)
    if (await dropTypedAhead(keyboard)) return undefined
    say(`  ${style.paint('bold', style.show(name))} = `)
    const lines = createInterface({ input: keyboard, terminal: false })
    const value = await new Promise<string | undefined>((resolve) => {
      lines.once('line', resolve)
      lines.once('close', () => resolve(undefined))
    })
    lines.close()
    if (value === undefined || value === '') return undefined
    given.push(`${name}=${value}`)
  }
  return given
}
