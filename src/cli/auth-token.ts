/** `opsbook auth token`: tokens for programs. */
import { Argument } from 'commander'
import { nearNames } from '../runbook/book/near-names.ts'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { usageFailure } from './failure.ts'
import { type ServerClient, type ServerFlags, serverClient } from './server-client.ts'
import { shapeServerFlags } from './server-flags.ts'

interface Flags extends ServerFlags {
  scope?: string
  days: string
}

interface Token {
  readonly id: string
  readonly name: string
  readonly scope: readonly string[]
  readonly expiresAt: string
  readonly lastUsedAt: string | null
  readonly revokedAt: string | null
}

const ACTIONS = ['create', 'list', 'revoke'] as const
const MOST = 10_000

export const authToken: CommandDefinition = {
  text: {
    name: 'token',
    summary:
      'create: makes a token and prints it, this once. list: yours, and when each was last used. revoke: ends one at once. A token does at most what you may do.',
    formats: ['table', 'plain', 'json'],
    examples: [
      ['opsbook auth token create ci --scope alert:write,alert:read --days 30', 'for a program'],
      ['opsbook auth token list', 'which there are'],
      ['opsbook auth token revoke token_01jf', 'end it'],
    ],
  },
  shape: (command) =>
    shapeServerFlags(command)
      .addArgument(new Argument('<action>', ACTIONS.join(', ')))
      .argument('[name]', 'create: a name for it. revoke: its id')
      .option('--scope <permissions>', 'create: what it may do, separated by commas')
      .option('--days <n>', 'create: for how many days', '90'),
  run,
}

async function run(call: Call<Flags>): Promise<ExitCode> {
  const [action = '', name] = call.args
  if (action === 'list') return list(call, serverClient(call))
  if (action === 'create' || action === 'revoke') {
    if (name === undefined)
      throw usageFailure('missing-name', `${action} needs ${action === 'create' ? 'a name' : 'the id of a token'}`)
    return action === 'create' ? create(call, name) : revoke(call, serverClient(call), name)
  }
  const near = nearNames(action, ACTIONS)
  const hint = near[0] ? `Did you mean ${near[0]}?` : `It has ${ACTIONS.join(', ')}`
  throw usageFailure('invalid-value', `opsbook auth token has no "${action}"`, hint)
}

async function create(call: Call<Flags>, name: string): Promise<ExitCode> {
  const { flags, terminal } = call
  const scope = flags.scope?.split(',').filter((each) => each !== '')
  if (!scope || scope.length === 0)
    throw usageFailure(
      'missing-scope',
      'what may it do?',
      'For example --scope alert:write; opsbook auth status lists yours',
    )
  if (!/^\d{1,3}$/.test(flags.days)) throw usageFailure('invalid-value', `--days takes a number, not "${flags.days}"`)
  const body = { name, scope, expiresInDays: Number(flags.days) }
  const made = await serverClient(call).ask<Token & { token: string }>('/tokens', { method: 'POST', body })
  if (flags.format === 'json') terminal.print(terminal.json({ schema: 'opsbook.token/v1', ...made }))
  else {
    terminal.print(`${made.token}\n`)
    if (!flags.quiet) terminal.say(`${made.id} until ${made.expiresAt}; it is not shown again\n`)
  }
  return EXIT.success
}

async function revoke({ flags, terminal }: Call<Flags>, client: ServerClient, id: string): Promise<ExitCode> {
  const token = await client.ask<Token>(`/tokens/${encodeURIComponent(id)}/revoke`, { method: 'POST' })
  const { style, print } = terminal
  if (flags.format === 'json') print(terminal.json({ schema: 'opsbook.token/v1', ...token }))
  else if (!flags.quiet) print(`${style.paint('green', style.signs.ok)} ${style.show(token.name)} has ended\n`)
  return EXIT.success
}

async function list({ flags, terminal, now }: Call<Flags>, client: ServerClient): Promise<ExitCode> {
  const { style, print } = terminal
  const tokens = await client.list<Token>('/tokens', {}, MOST)
  if (flags.format === 'json') {
    print(terminal.json({ schema: 'opsbook.tokens/v1', tokens }))
    return EXIT.success
  }
  const state = ({ revokedAt, expiresAt }: Token) =>
    revokedAt !== null ? 'ended' : new Date(expiresAt) <= now ? 'expired' : `until ${expiresAt.slice(0, 10)}`
  const rows = tokens.map((token) =>
    [
      token.id,
      state(token),
      `used ${token.lastUsedAt?.slice(0, 16) ?? 'never'}`,
      token.name,
      token.scope.join(','),
    ].map(style.show),
  )
  const join = flags.format === 'plain' ? '\t' : '  '
  print(rows.map((row) => `${row.join(join)}\n`).join(''))
  if (tokens.length === 0 && !flags.quiet) terminal.say('you have no tokens\n')
  return EXIT.success
}
