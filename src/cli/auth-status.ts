/** `opsbook auth status`: who the server takes us for. */
import { wrapTo } from '../runbook/report/display-width.ts'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { type ServerFlags, serverClient } from './server-client.ts'
import { shapeServerFlags } from './server-flags.ts'

interface Session {
  readonly user: { readonly id: string; readonly name: string; readonly login: string; readonly role: string }
  readonly teams: readonly { readonly name: string }[]
  readonly permissions: readonly string[]
  readonly by: 'session' | 'token'
  readonly token: { readonly name: string } | null
}

export const authStatus: CommandDefinition = {
  text: {
    name: 'status',
    summary: 'Says who the server takes us for, and what that one may do. Exit code 4 when nobody is signed in.',
    formats: ['table', 'json'],
    examples: [['opsbook auth status', 'at the server last signed in to']],
  },
  shape: (command) => shapeServerFlags(command),
  run,
}

async function run(call: Call<ServerFlags>): Promise<ExitCode> {
  const { terminal, flags, env } = call
  const client = serverClient(call)
  const { user, teams, permissions, by, token } = await client.ask<Session>('/auth/session')
  if (env.OPSBOOK_TOKEN !== undefined && flags.tokenFile === undefined && !flags.quiet)
    terminal.say('the token comes from OPSBOOK_TOKEN, which other programs of yours can read too\n')
  if (flags.format === 'json') {
    const output = { schema: 'opsbook.auth/v1', server: client.url, user, teams, permissions, by, token }
    terminal.print(terminal.json(output))
    return EXIT.success
  }
  const { style, print } = terminal
  const rows = [
    ['server', client.url],
    ['who', `${user.name} (${user.login}), ${user.role}${token ? `, by the token "${token.name}"` : ''}`],
    ['teams', teams.map(({ name }) => name).join(', ') || 'none'],
    ['may', permissions.join(', ')],
  ] as const
  const lines = rows.flatMap(([name, text]) => {
    const [first = '', ...more] = wrapTo(style.show(text), style.columns - 8)
    return [`${name.padEnd(8)}${first}`, ...more.map((line) => `        ${line}`)]
  })
  print(lines.map((line) => `${line}\n`).join(''))
  return EXIT.success
}
