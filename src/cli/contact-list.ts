/** `opsbook contact list`: the ways to somebody, and when a message last provably arrived. */
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { agoOf, type ContactFlags, ownContacts, type ShownContact } from './own-contacts.ts'
import { shapeServerFlags } from './server-flags.ts'

export const contactList: CommandDefinition = {
  text: {
    name: 'list',
    summary:
      'Shows how somebody is reached, and when a message last provably arrived there. Addresses of others are masked.',
    formats: ['table', 'json'],
    examples: [
      ['opsbook contact list', 'your own'],
      ['opsbook contact list --user ben', 'those of somebody else'],
    ],
  },
  shape: (command) => shapeServerFlags(command).option('--user <login>', 'somebody else'),
  run,
}

async function run(call: Call<ContactFlags>): Promise<ExitCode> {
  const { terminal, flags, now } = call
  const contacts = await ownContacts(call).all()
  if (flags.format === 'json') {
    terminal.print(terminal.json({ schema: 'opsbook.contacts/v1', contacts }))
    return EXIT.success
  }
  const { style, print } = terminal
  for (const each of contacts) {
    const [sign, word] = stateOf(each, style.signs)
    print(`${sign} ${word.padEnd(10)} ${style.show(each.channel).padEnd(9)} ${style.show(each.address)}\n`)
    print(`  ${style.paint('dim', `${each.id}, last proven ${agoOf(each.lastProvenAt, now)}`)}\n`)
    if (each.trouble !== null) print(`  ${style.paint('yellow', style.show(each.trouble))}\n`)
  }
  if (contacts.length === 0 && !flags.quiet)
    terminal.say('none: nothing can be sent; opsbook contact add CHANNEL ADDRESS\n')
  return EXIT.success
}

function stateOf(
  { isUsable, isVerified }: ShownContact,
  signs: { ok: string; warning: string; error: string },
): readonly [string, string] {
  if (isUsable) return [signs.ok, 'OK']
  return isVerified ? [signs.error, 'UNUSABLE'] : [signs.warning, 'UNVERIFIED']
}
