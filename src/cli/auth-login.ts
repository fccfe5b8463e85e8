/** `opsbook auth login`: signs in to a server and keeps the session for the commands that need one. */
import { createInterface } from 'node:readline/promises'
import { askSecret } from './ask-secret.ts'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { usageFailure } from './failure.ts'
import { keepCredentials } from './keep-credentials.ts'
import { clientFor, type ServerFlags, serverUrl } from './server-client.ts'
import { shapeServerFlags } from './server-flags.ts'
import { tellDone } from './tell-done.ts'

interface Flags extends ServerFlags {
  login?: string
  passwordFile?: string
}

interface Session {
  readonly user: { readonly name: string; readonly login: string; readonly role: string }
}

export const authLogin: CommandDefinition = {
  text: {
    name: 'login',
    summary:
      'Signs in by name and password, or keeps an API token that --token-file names. Name and password are asked for at a terminal. From then on commands talk to this server.',
    formats: ['table', 'json'],
    examples: [
      ['opsbook auth login --server https://ops.example.org', 'at a terminal'],
      ['opsbook auth login --login ana --password-file -', 'the password from standard input'],
      ['opsbook auth login --token-file token.txt', 'with a token, where there is no person'],
    ],
  },
  shape: (command) =>
    shapeServerFlags(command)
      .option('--login <name>', 'your name there')
      .option('--password-file <file>', 'a file with the password, - for standard input'),
  run,
}

async function run(call: Call<Flags>): Promise<ExitCode> {
  const { flags, terminal, env } = call
  const url = serverUrl(call)
  if (flags.tokenFile === '-' && flags.passwordFile === '-')
    throw usageFailure('contradiction', 'standard input is either the password or the token')
  const token = await signedIn(call)
  const { user } = await clientFor(url, token).ask<Session>('/auth/session')
  const path = keepCredentials(env, ({ servers }) => ({
    servers: { ...servers, [url]: { token, user: user.login } },
    current: url,
  }))
  const { style } = terminal
  const words = `${style.show(user.name)} (${style.show(user.role)}) at ${style.show(url)}`
  tellDone(call, words, { schema: 'opsbook.auth/v1', server: url, user: user.login, role: user.role })
  if (!flags.quiet) terminal.say(`kept in ${terminal.errorStyle.show(path)}\n`)
  return EXIT.success
}

/** The secret to keep: a token that was given, or that of a new session. */
async function signedIn(call: Call<Flags>): Promise<string> {
  const { flags } = call
  if (flags.tokenFile !== undefined)
    return askSecret(call, { file: flags.tokenFile, question: 'Token', flag: '--token-file' })
  const login = flags.login ?? (await askLogin(call))
  const password = await askSecret(call, { file: flags.passwordFile, question: 'Password', flag: '--password-file' })
  const { token } = await clientFor(serverUrl(call)).ask<{ token: string }>('/auth/login', {
    method: 'POST',
    body: { login, password, keep: 'token' },
  })
  return token
}

async function askLogin({ keyboard, terminal }: Call<Flags>): Promise<string> {
  if (!keyboard) throw usageFailure('missing-login', 'who signs in?', 'Add --login NAME, or --token-file FILE')
  terminal.say('Name: ')
  const lines = createInterface({ input: keyboard, terminal: false })
  try {
    return (await lines.question('')).trim()
  } finally {
    lines.close()
  }
}
