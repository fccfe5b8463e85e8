/** `opsbook auth`: who we are to a server. */
import type { CommandEntry } from './command.ts'
import { commandGroup } from './command-group.ts'

const parts: readonly CommandEntry[] = [
  {
    name: 'setup',
    summary: 'make the first administrator',
    load: async () => (await import('./auth-setup.ts')).authSetup,
  },
  { name: 'login', summary: 'sign in', load: async () => (await import('./auth-login.ts')).authLogin },
  { name: 'logout', summary: 'sign out', load: async () => (await import('./auth-logout.ts')).authLogout },
  {
    name: 'status',
    summary: 'who am I, what may I do',
    load: async () => (await import('./auth-status.ts')).authStatus,
  },
  {
    name: 'token',
    summary: 'tokens for programs: make, list, end',
    load: async () => (await import('./auth-token.ts')).authToken,
  },
]

export const auth = commandGroup(
  {
    name: 'auth',
    summary:
      'Signs in to a server and out, and makes tokens for programs. What it keeps is in credentials.json in your configuration folder, for you alone.',
    examples: [
      ['opsbook auth login --server https://ops.example.org', 'asks for name and password'],
      ['opsbook auth token create ci --scope alert:write', 'a token for a program'],
    ],
  },
  parts,
)
