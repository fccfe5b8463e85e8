/** `opsbook runner invite NAME`: a one-time token for a new runner. */
import { Argument } from 'commander'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { type ServerFlags, serverClient } from './server-client.ts'
import { shapeServerFlags } from './server-flags.ts'

export const runnerInvite: CommandDefinition = {
  text: {
    name: 'invite',
    summary: 'Makes a one-time token that lets a runner in. It is valid for an hour and shown once.',
    formats: ['table', 'json'],
    examples: [['opsbook runner invite web-1 > token', 'hand the file to the machine']],
  },
  shape: (command) => shapeServerFlags(command.addArgument(new Argument('<name>', 'what the runner is called'))),
  run,
}

async function run(call: Call<ServerFlags>): Promise<ExitCode> {
  const { token } = await serverClient(call).ask<{ token: string }>('/runners/enrolments', {
    method: 'POST',
    body: { name: call.args[0] },
  })
  if (call.flags.format === 'json')
    call.terminal.print(call.terminal.json({ schema: 'opsbook.runner-invitation/v1', name: call.args[0], token }))
  else call.terminal.print(`${token}\n`)
  return EXIT.success
}
