/** `opsbook auth setup LINK`: makes the first administrator of a server from a terminal, and signs in. */
import { userInfo } from 'node:os'
import { Argument } from 'commander'
import { askSecret } from './ask-secret.ts'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { usageFailure } from './failure.ts'
import { keepCredentials } from './keep-credentials.ts'
import { clientFor, type ServerClient } from './server-client.ts'
import { tellDone } from './tell-done.ts'

interface Flags {
  login?: string
  name?: string
  passwordFile?: string
}

export const authSetup: CommandDefinition = {
  text: {
    name: 'setup',
    summary:
      'Makes the first administrator with the link that "opsbook serve" printed, and signs in. The same can be done in a browser.',
    formats: ['table', 'json'],
    examples: [["opsbook auth setup 'http://127.0.0.1:8080/setup#obu_…'", 'asks for a password']],
  },
  shape: (command) =>
    command
      .addArgument(new Argument('<link>', 'the whole link, in quotes'))
      .option('--login <login>', 'the name to sign in with; yours on this machine where it is left out')
      .option('--name <name>', 'how people are to see you')
      .option('--password-file <file>', 'a file with the password, - for standard input'),
  run,
}

async function run(call: Call<Flags>): Promise<ExitCode> {
  const { args, flags, terminal, env } = call
  const { url, token } = readLink(args[0]!)
  const login = (flags.login ?? userInfo().username).toLowerCase()
  const password = await askSecret(call, {
    file: flags.passwordFile,
    question: `Password for ${login}, at least 12 characters`,
    flag: '--password-file',
  })
  const made = await clientFor(url).ask<{ token: string; user: { name: string } }>('/auth/setup', {
    method: 'POST',
    body: { token, login, name: flags.name ?? login, password, keep: 'token' },
  })
  keepCredentials(env, ({ servers }) => ({
    servers: { ...servers, [url]: { token: made.token, user: login } },
    current: url,
  }))
  const { style } = terminal
  const words = `${style.show(made.user.name)} is the administrator of ${style.show(url)}, and signed in here`
  tellDone(call, words, { schema: 'opsbook.auth/v1', server: url, user: login, role: 'admin' })
  if (!call.flags.quiet && call.flags.format !== 'json') await offerCurl(call, clientFor(url, made.token))
  return EXIT.success
}

/** The first thing a new server wants is an alert: a key for the simplest sender there is, unless somebody has let one in already. */
async function offerCurl({ terminal }: Call<Flags>, client: ServerClient): Promise<void> {
  const there = await client.list('/integrations', {}, 1)
  if (there.length > 0) return
  const { path } = await client.ask<{ path: string }>('/integrations', {
    method: 'POST',
    body: { name: 'curl', dialect: 'generic-json' },
  })
  const { style, print } = terminal
  print(`  ${style.paint('dim', 'next')}  send an alert; the key in the address is shown this once:\n\n`)
  print(`  curl -H 'content-type: application/json' ${client.url}${path} \\\n`)
  print(
    `    -d '{"summary": "The worker is down", "severity": "critical", "labels": {"alertname": "ShopWorkerDown"}}'\n\n`,
  )
}

function readLink(text: string): { url: string; token: string } {
  try {
    const { origin, hash, pathname } = new URL(text)
    if (pathname === '/setup' && hash.length > 1) return { url: origin, token: hash.slice(1) }
  } catch {
    // Said below, like a link that lacks its end.
  }
  throw usageFailure(
    'invalid-value',
    'this is not the link that the server printed',
    "Give all of it, with what follows #, in quotes: 'http://…/setup#obu_…'",
  )
}
