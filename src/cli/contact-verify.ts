/** `opsbook contact verify CODE`: the code has come, so the way works. */
import { Argument } from 'commander'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { usageFailure } from './failure.ts'
import { type ContactFlags, ownContacts, pick, type ShownContact } from './own-contacts.ts'
import { shapeServerFlags } from './server-flags.ts'
import { tellDone } from './tell-done.ts'

interface Flags extends ContactFlags {
  id?: string
  again?: boolean
}

export const contactVerify: CommandDefinition = {
  text: {
    name: 'verify',
    summary:
      'Shows by the code that was sent there that a contact method reaches you. A code is good for 15 minutes and five tries.',
    formats: ['table', 'json'],
    examples: [
      ['opsbook contact verify 123456', 'the one that is not verified yet'],
      ['opsbook contact verify --again --id email', 'send another code'],
    ],
  },
  shape: (command) =>
    shapeServerFlags(command)
      .addArgument(new Argument('[code]', 'the six digits'))
      .option('--id <name>', 'which one: its id, channel or address; else the one that is not verified')
      .option('--again', 'send another code')
      .option('--user <login>', 'of somebody else, as an administrator'),
  run,
}

async function run(call: Call<Flags>): Promise<ExitCode> {
  const { flags, args, terminal } = call
  const code = args[0]
  if ((code === undefined) === (flags.again !== true))
    throw usageFailure('missing-argument', 'verify takes the code, or --again', 'opsbook contact verify 123456')
  const { client, path, all } = ownContacts(call)
  const contacts = await all()
  const unverified = contacts.filter(({ isVerified }) => !isVerified)
  const contact = flags.id === undefined ? pick(unverified, undefined) : pick(contacts, flags.id)
  const at = `${path}/contacts/${contact.id}`
  const after = flags.again
    ? await client.ask<ShownContact>(`${at}/code`, { method: 'POST' })
    : await client.ask<ShownContact>(`${at}/verify`, { method: 'POST', body: { code } })
  const shown = terminal.style.show(after.address)
  const words = flags.again ? `another code is on its way to ${shown}` : `${shown} is verified: pages may be sent there`
  tellDone(call, words, { schema: 'opsbook.contact/v1', ...after })
  return EXIT.success
}
