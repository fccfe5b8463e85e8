/** `opsbook auth`: who we are to a server. */
import type { Call, CommandDefinition, CommandEntry } from './command.ts'
import type { ExitCode } from './exit-code.ts'
import { usageFailure } from './failure.ts'

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

export const auth: CommandDefinition = {
  text: {
    name: 'auth',
    summary:
      'Signs in to a server and out, and makes tokens for programs. What it keeps is in credentials.json in your configuration folder, for you alone.',
    examples: [
      ['opsbook auth login --server https://ops.example.org', 'asks for name and password'],
      ['opsbook auth token create ci --scope alert:write', 'a token for a program'],
    ],
  },
  shape: (command) => command,
  parts,
  run: async (call: Call<object>): Promise<ExitCode> => {
    const names = parts.map(({ name }) => name).join(', ')
    throw usageFailure(
      'missing-command',
      call.args[0] === undefined ? `auth needs a command: ${names}` : `there is no "auth ${call.args[0]}"`,
      `One of ${names}; see opsbook auth -h`,
    )
  },
}
