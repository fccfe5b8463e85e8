/** `opsbook contact remove`: nothing is sent there any more. */
import { Argument } from 'commander'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { type ContactFlags, ownContacts } from './own-contacts.ts'
import { shapeServerFlags } from './server-flags.ts'
import { tellDone } from './tell-done.ts'

export const contactRemove: CommandDefinition = {
  text: {
    name: 'remove',
    summary: 'Removes a contact method. What waits for it goes another way.',
    formats: ['table', 'json'],
    examples: [['opsbook contact remove email', 'by its channel, its id or its address']],
  },
  shape: (command) =>
    shapeServerFlags(command)
      .addArgument(new Argument('<contact>', 'its id, channel or address'))
      .option('--user <login>', 'of somebody else, as an administrator'),
  run,
}

async function run(call: Call<ContactFlags>): Promise<ExitCode> {
  const { client, path, named } = ownContacts(call)
  const { id, address } = await named(call.args[0])
  await client.ask(`${path}/contacts/${id}`, { method: 'DELETE' })
  tellDone(call, `${call.terminal.style.show(address)} is removed`, { schema: 'opsbook.contact-removed/v1', id })
  return EXIT.success
}
