/** Values of the secrets of a plan, from where they lie on this machine. */
import { readFileSync } from 'node:fs'
import type { Plan } from '../runbook/plan/plan.ts'
import { executorSecrets } from './run-targets.ts'
import { UnreadableSecret } from './unreadable-secret.ts'

/** Reads every secret that is there. Throws an {@link UnreadableSecret}. */
export function readPlanSecrets(
  plan: Plan,
  env: Readonly<Record<string, string | undefined>>,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  const executors = [...executorSecrets(plan)].map(([name, reference]) => ({ name, reference, secret: true }))
  const all: readonly { name: string; secret: boolean; reference?: string; value?: string }[] = [
    ...plan.parameters,
    ...executors,
  ]
  for (const { name, secret, reference, value } of all) {
    if (!secret) continue
    const [, kind, place = ''] = /^(env|file):(.*)$/s.exec(reference ?? '') ?? []
    const read = kind === 'env' ? env[place] : kind === 'file' ? secretFile(name, place) : value
    if (read !== undefined) found.set(name, read)
  }
  return found
}

function secretFile(name: string, path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '')
  } catch (error) {
    throw new UnreadableSecret(name, error instanceof Error ? error.message : String(error))
  }
}
