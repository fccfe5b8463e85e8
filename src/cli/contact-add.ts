/** `opsbook contact add CHANNEL ADDRESS`: one more way to be reached. */
import { Argument } from 'commander'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { type ContactFlags, ownContacts, type ShownContact } from './own-contacts.ts'
import { shapeServerFlags } from './server-flags.ts'
import { tellDone } from './tell-done.ts'

export const contactAdd: CommandDefinition = {
  text: {
    name: 'add',
    summary: 'Adds a way to reach you and sends a code there. Nothing else is sent to it until the code has come back.',
    formats: ['table', 'json'],
    examples: [
      ['opsbook contact add email ana@example.org', 'then opsbook contact verify 123456'],
      ['opsbook contact add sms +4915112345678', 'a telephone, with the code of its country'],
    ],
  },
  shape: (command) =>
    shapeServerFlags(command)
      .addArgument(new Argument('<channel>', 'one of those the server has: opsbook api /channels'))
      .addArgument(new Argument('<address>', 'where to: a mail address, a number, a topic'))
      .option('--user <login>', 'for somebody else, as an administrator'),
  run,
}

async function run(call: Call<ContactFlags>): Promise<ExitCode> {
  const [channel, address] = call.args
  const { client, path } = ownContacts(call)
  const contact = await client.ask<ShownContact>(`${path}/contacts`, { method: 'POST', body: { channel, address } })
  const { style } = call.terminal
  const words = `${style.show(channel!)} is added, and a code is on its way to ${style.show(contact.address)}`
  tellDone(call, words, { schema: 'opsbook.contact/v1', ...contact })
  if (call.flags.format !== 'json' && !call.flags.quiet)
    call.terminal.say(`  then: opsbook contact verify CODE --id ${contact.id}\n`)
  return EXIT.success
}
