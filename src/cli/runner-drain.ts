/** `opsbook runner drain NAME`: a runner finishes what it has and gets nothing new. */
import { Argument } from 'commander'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { findByName } from './find-by-name.ts'
import { type ServerFlags, serverClient } from './server-client.ts'
import { shapeServerFlags } from './server-flags.ts'
import { tellDone } from './tell-done.ts'

export const runnerDrain: CommandDefinition = {
  text: {
    name: 'drain',
    summary: 'Gives a runner no further runs; what it has goes on. --undo gives it runs again.',
    formats: ['table', 'json'],
    examples: [['opsbook runner drain web-1', 'before the machine is taken down']],
  },
  shape: (command) =>
    shapeServerFlags(command.addArgument(new Argument('<name>', 'name of the runner'))).option(
      '--undo',
      'give it runs again',
    ),
  run,
}

async function run(call: Call<ServerFlags & { undo?: boolean }>): Promise<ExitCode> {
  const client = serverClient(call)
  const name = call.args[0]!
  const where = { path: '/runners', noun: 'runner', list: 'opsbook runner status' }
  const { id } = await findByName(client, where, name)
  const draining = call.flags.undo !== true
  await client.ask(`/runners/${id}/${draining ? 'drain' : 'undrain'}`, { method: 'POST' })
  const words = draining ? 'gets no further runs' : 'gets runs again'
  tellDone(call, `${call.terminal.style.show(name)} ${words}`, { schema: 'opsbook.runner/v1', id, name, draining })
  return EXIT.success
}
