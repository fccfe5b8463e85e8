/** `opsbook integration disable|enable NAME`. */
import { Argument } from 'commander'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { findByName } from './find-by-name.ts'
import { type ServerFlags, serverClient } from './server-client.ts'
import { shapeServerFlags } from './server-flags.ts'
import { tellDone } from './tell-done.ts'

const definition = (name: 'disable' | 'enable', summary: string): CommandDefinition => ({
  text: {
    ...{ name, summary, formats: ['table', 'json'] },
    examples: [[`opsbook integration ${name} prometheus`, 'by its name']],
  },
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
  const where = { path: '/integrations', noun: 'integration', list: 'opsbook integration list' }
  const { id } = await findByName(client, where, name)
  await client.ask(`/integrations/${id}/${verb}`, { method: 'POST' })
  const enabled = verb === 'enable'
  const words = enabled ? 'may send again' : 'sends nothing any more'
  tellDone(call, `${call.terminal.style.show(name)} ${words}`, { schema: 'opsbook.integration/v1', id, name, enabled })
  return EXIT.success
}
