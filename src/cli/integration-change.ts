/** `opsbook integration disable|enable NAME`. */
import { Argument } from 'commander'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { Failure } from './failure.ts'
import type { ShownIntegration } from './integration-list.ts'
import { type ServerFlags, serverClient } from './server-client.ts'
import { shapeServerFlags } from './server-flags.ts'

const definition = (name: 'disable' | 'enable', summary: string): CommandDefinition => ({
  text: { name, summary, examples: [[`opsbook integration ${name} prometheus`, 'by its name']] },
  shape: (command) => shapeServerFlags(command.addArgument(new Argument('<name>', 'name of the integration'))),
  run: (call) => change(call, name),
})

export const integrationDisable = definition(
  'disable',
  'Takes no more signals from a tool; its key is refused at once.',
)
export const integrationEnable = definition('enable', 'Takes signals from a tool again, with the key it has.')

async function change(call: Call<ServerFlags>, verb: 'disable' | 'enable'): Promise<ExitCode> {
  const client = serverClient(call)
  const name = call.args[0]!
  const found = (await client.list<ShownIntegration>('/integrations', {}, 10_000)).find((each) => each.name === name)
  if (!found)
    throw new Failure({
      code: 'integration/unknown',
      message: `there is no integration "${name}"`,
      hint: 'opsbook integration list shows them',
      exit: EXIT.notFound,
    })
  await client.ask(`/integrations/${found.id}/${verb}`, { method: 'POST' })
  const { style, print } = call.terminal
  print(
    `${style.paint('green', style.signs.ok)} ${style.show(name)} ${verb === 'disable' ? 'sends nothing any more' : 'may send again'}\n`,
  )
  return EXIT.success
}
