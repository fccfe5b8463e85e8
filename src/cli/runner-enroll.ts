/** `opsbook runner enroll`: makes this machine a runner of a server. */
import { hostname } from 'node:os'
import { keepIdentity, runnerHome } from '../app/runner/runner-home.ts'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { usageFailure } from './failure.ts'
import { runnerRoot } from './runner-root.ts'
import { readTokenFile, type ServerFlags, serverClient } from './server-client.ts'
import { shapeServerFlags } from './server-flags.ts'

type Flags = ServerFlags & { home?: string }

export const runnerEnroll: CommandDefinition = {
  text: {
    name: 'enroll',
    summary: 'Makes this machine a runner of a server, with a one-time token of "opsbook runner invite".',
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
  const { style, print } = terminal
  print(`${style.signs.ok} this machine is the runner ${style.show(made.name)} of ${client.url}\n`)
  if (!flags.quiet) print(`  ${style.paint('dim', 'next')}  opsbook runner --book DIR\n`)
  return EXIT.success
}
