/** `opsbook contact quiet`: hours in which what can wait waits. */
import { Argument } from 'commander'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { usageFailure } from './failure.ts'
import { type ContactFlags, ownContacts } from './own-contacts.ts'
import { shapeServerFlags } from './server-flags.ts'
import { tellDone } from './tell-done.ts'

interface Flags extends ContactFlags {
  zone?: string
  days?: string
}

export const contactQuiet: CommandDefinition = {
  text: {
    name: 'quiet',
    summary: 'Sets the hours in which messages about P2 and P3 wait for their end. P0 and P1 cannot be held back.',
    formats: ['table', 'json'],
    examples: [
      ['opsbook contact quiet 22:00-07:00 --zone Europe/Berlin', 'every night'],
      ['opsbook contact quiet off', 'none any more'],
    ],
  },
  shape: (command) =>
    shapeServerFlags(command)
      .addArgument(new Argument('<hours>', 'from-to, like 22:00-07:00, or off'))
      .option('--zone <zone>', 'time zone they are meant in; the one of this machine')
      .option('--days <days>', 'days on which they begin: mon,tue,wed,thu,fri,sat,sun')
      .option('--user <login>', 'of somebody else, as an administrator'),
  run,
}

async function run(call: Call<Flags>): Promise<ExitCode> {
  const { args, flags } = call
  const { client, path } = ownContacts(call)
  const quiet = args[0] === 'off' ? null : hoursOf(args[0]!, flags)
  const after = await client.ask<{ quiet: object | null }>(`${path}/notification-rules`, {
    method: 'PATCH',
    body: { quiet },
  })
  const words = quiet === null ? 'no quiet hours' : `P2 and P3 wait from ${quiet.from} to ${quiet.to}, ${quiet.zone}`
  tellDone(call, words, { schema: 'opsbook.quiet-hours/v1', quiet: after.quiet })
  return EXIT.success
}

function hoursOf(text: string, { zone, days }: Flags) {
  const [, from, to] = /^(\d\d:\d\d)-(\d\d:\d\d)$/.exec(text) ?? []
  if (from === undefined || to === undefined)
    throw usageFailure('invalid-value', `"${text}" are no hours`, 'They are written like 22:00-07:00')
  const here = zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone
  return {
    from,
    to,
    zone: here,
    ...(days === undefined ? {} : { days: days.split(',').map((day) => day.trim().toLowerCase()) }),
  }
}
