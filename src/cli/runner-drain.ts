/** `opsbook runner drain NAME`: a runner finishes what it has and gets nothing new. */
import { Argument } from 'commander'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { Failure } from './failure.ts'
import { type ServerFlags, serverClient } from './server-client.ts'
import { shapeServerFlags } from './server-flags.ts'

export const runnerDrain: CommandDefinition = {
  text: {
    name: 'drain',
    summary: 'Gives a runner no further runs; what it has goes on. --undo gives it runs again.',
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
  const found = (await client.list<{ id: string; name: string }>('/runners', {}, 10_000)).find(
    (each) => each.name === name,
  )
  if (!found)
    throw new Failure({
      code: 'runner/unknown',
      message: `there is no runner "${name}"`,
      hint: 'opsbook runner status lists them',
      exit: EXIT.notFound,
    })
  await client.ask(`/runners/${found.id}/${call.flags.undo ? 'undrain' : 'drain'}`, { method: 'POST' })
  const { style, print } = call.terminal
  print(`${style.signs.ok} ${style.show(name)} ${call.flags.undo ? 'gets runs again' : 'gets no further runs'}\n`)
  return EXIT.success
}
