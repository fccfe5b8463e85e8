/** Secrets of whoever calls us: who else could read them? */
import { statSync } from 'node:fs'
import type { Finding } from './finding.ts'

export function lookAtSecrets(
  env: Readonly<Record<string, string | undefined>>,
  files: readonly (readonly [what: string, path: string])[],
): Finding[] {
  const token: Finding = {
    ...{ check: 'security.token', what: 'OPSBOOK_TOKEN', state: env.OPSBOOK_TOKEN === undefined ? 'ok' : 'warning' },
    measured: env.OPSBOOK_TOKEN === undefined ? 'not set' : 'set: every program you start can read it',
    fix: 'outside of CI use opsbook auth login, or --token-file',
  }
  return [token, ...files.flatMap(([what, path]) => modeOf(what, path))]
}

function modeOf(what: string, path: string): Finding[] {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode
  if (mode === undefined) return []
  const open = (mode & 0o077) !== 0
  return [
    {
      ...{ check: 'security.modes', what, state: open ? 'wrong' : 'ok' },
      measured: `${path} is ${(mode & 0o777).toString(8)}`,
      fix: `chmod go= ${path}`,
    },
  ]
}
