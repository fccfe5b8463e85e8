/** The first exchange with a fresh shell: goes to the folder where the session begins, and learns who answers. */
import type { ShellRequest } from './encode-request.ts'

export interface HandshakeOptions {
  /** Where the session begins; without it, where the target puts a new shell. */
  cwd?: string
  /** Exported once, for all steps. */
  variables: Readonly<Record<string, string>>
}

const TEXT = `if [[ -n $OPSBOOK_START ]] && ! \\builtin cd -- "$OPSBOOK_START";then
\\builtin printf 'opsbook-nowhere '
else \\builtin printf 'opsbook-ready %s ' "$$"
fi`

export const handshakeRequest = ({ cwd = '', variables }: HandshakeOptions): Omit<ShellRequest, 'token'> => ({
  id: 'session',
  mark: '0',
  number: 'unlimited',
  text: TEXT,
  variables: [...Object.entries(variables), ['OPSBOOK_START', cwd]],
  forget: ['OPSBOOK_START', 'OPSBOOK_STEP_ID', 'OPSBOOK_STEP_MARK'],
  snapshot: true,
  armTrap: false,
})

export type Greeting =
  | { kind: 'ready'; pid: number }
  | { kind: 'nowhere' }
  | { kind: 'old'; version: string }
  | { kind: 'noise' }

/** Reads what the shell printed; profiles and wrappers of the target may have printed before it. */
export function readGreeting(output: string): Greeting {
  const [, ready, nowhere, old] = /opsbook-(?:ready (\d+)|(nowhere)|old (\d\S*)) /.exec(output) ?? []
  if (ready !== undefined) return { kind: 'ready', pid: Number(ready) }
  if (nowhere !== undefined) return { kind: 'nowhere' }
  return old === undefined ? { kind: 'noise' } : { kind: 'old', version: old }
}
