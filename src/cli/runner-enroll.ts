/** `opsbook runner enroll`: makes this machine a runner of a server. */
import { hostname } from 'node:os'
import { keepIdentity, runnerHome } from '../app/runner/runner-home.ts'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { usageFailure } from './failure.ts'
import { runnerRoot } from './runner-root.ts'
import { readTokenFile, type ServerFlags, serverClient } from './server-client.ts'
import { shapeServerFlags } from './server-flags.ts'
import { tellDone } from './tell-done.ts'

type Flags = ServerFlags & { home?: string }

export const runnerEnroll: CommandDefinition = {
  text: {
    name: 'enroll',
    summary: 'Makes this machine a runner of a server, with a one-time token of "opsbook runner invite".',
    formats: ['table', 'json'],
    examples: [['opsbook runner enroll --server https://ops.example.org --token-file token', 'once']],
  },
  shape: (command) =>
    shapeServerFlags(command).option('--home <dir>', 'where the runner keeps who it is and its journals'),
  run,
}

async function run(call: Call<Flags>): Promise<ExitCode> {
  const { flags, version, terminal } = call
  if (flags.tokenFile === undefined)
    throw usageFailure(
      'missing-token',
      'the one-time token is missing',
      'Give it with --token-file FILE, or - for standard input',
    )
  const token = readTokenFile(flags.tokenFile)
  const { tokenFile: _used, ...rest } = flags
  const client = serverClient({ flags: rest, env: { ...call.env, OPSBOOK_TOKEN: undefined } })
  const made = await client.ask<{ id: string; name: string; token: string }>('/runner/enrol', {
    method: 'POST',
    body: { token, version, host: hostname() },
  })
  const home = runnerHome(runnerRoot(call))
  await keepIdentity(home, { ...made, server: client.url })
  const { style } = terminal
  const words = `this machine is the runner ${style.show(made.name)} of ${style.show(client.url)}`
  const { id, name } = made
  tellDone(call, words, { schema: 'opsbook.runner/v1', id, name, server: client.url })
  if (!flags.quiet && flags.format !== 'json')
    terminal.say(`  ${style.paint('dim', 'next')}  opsbook runner --book DIR\n`)
  return EXIT.success
}
