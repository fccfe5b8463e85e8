/** `opsbook auth logout`: ends the session at the server and forgets it here. */
import type { Call, CommandDefinition, CommonFlags } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { Failure } from './failure.ts'
import { keepCredentials, withoutServer } from './keep-credentials.ts'
import { clientFor, readCredentials, serverUrl } from './server-client.ts'
import { tellDone } from './tell-done.ts'

interface Flags extends CommonFlags {
  server?: string
}

export const authLogout: CommandDefinition = {
  text: {
    name: 'logout',
    summary:
      'Ends the session at the server and forgets it here. A kept API token is only forgotten: opsbook auth token revoke ends one.',
    formats: ['table', 'json'],
    examples: [['opsbook auth logout', 'from the server last signed in to']],
  },
  shape: (command) => command.option('--server <url>', 'the server; else the one last signed in to'),
  run,
}

async function run(call: Call<Flags>): Promise<ExitCode> {
  const { env, terminal, flags } = call
  const url = serverUrl(call)
  const kept = readCredentials(env).servers[url]
  if (!kept) {
    if (flags.format === 'json')
      tellDone(call, '', { schema: 'opsbook.auth/v1', server: url, user: null, ended: false })
    else if (!flags.quiet) terminal.say(`nobody is signed in to ${terminal.errorStyle.show(url)}\n`)
    return EXIT.success
  }
  const ended = await end(url, kept.token)
  keepCredentials(env, (credentials) => withoutServer(credentials, url))
  const { style, say } = terminal
  const words = `${style.show(kept.user)} is signed out of ${style.show(url)}`
  tellDone(call, words, { schema: 'opsbook.auth/v1', server: url, user: kept.user, ended })
  if (!ended) say(`the server could not be told, so the session lives there until it ends by itself\n`)
  return ended ? EXIT.success : EXIT.unreachable
}

/** False where the server cannot be reached. A session that is over already is what was wanted. */
async function end(url: string, token: string): Promise<boolean> {
  try {
    await clientFor(url, token).ask('/auth/logout', {
      method: 'POST',
    })
    return true
  } catch (error) {
    if (error instanceof Failure) return error.parts.exit === EXIT.notAllowed
    throw error
  }
}
