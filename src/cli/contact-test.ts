/** `opsbook contact test`: does a message arrive? */
import { Argument } from 'commander'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { type ContactFlags, ownContacts } from './own-contacts.ts'
import { shapeServerFlags } from './server-flags.ts'
import { tellDone } from './tell-done.ts'

export const contactTest: CommandDefinition = {
  text: {
    name: 'test',
    summary: 'Sends a test message the way a page would be sent. Confirming it is the proof that you can be reached.',
    formats: ['table', 'json'],
    examples: [
      ['opsbook contact test', 'by every way that is verified'],
      ['opsbook contact test email', 'by one of them'],
    ],
  },
  shape: (command) =>
    shapeServerFlags(command)
      .addArgument(new Argument('[contact]', 'its id, channel or address; else all that can be used'))
      .option('--user <login>', 'to somebody else, as an administrator'),
  run,
}

async function run(call: Call<ContactFlags>): Promise<ExitCode> {
  const { client, path, all, named } = ownContacts(call)
  const usable =
    call.args[0] === undefined ? (await all()).filter(({ isUsable }) => isUsable) : [await named(call.args[0])]
  const chosen = usable.length > 0 ? usable : [await named(undefined)]
  const messages: string[] = []
  for (const { id } of chosen)
    messages.push((await client.ask<{ message: string }>(`${path}/contacts/${id}/test`, { method: 'POST' })).message)
  const names = chosen.map(({ channel }) => channel).join(', ')
  tellDone(call, `a test is on its way by ${call.terminal.style.show(names)}`, {
    schema: 'opsbook.contact-test/v1',
    messages,
  })
  return EXIT.success
}
