/** `opsbook contact rules`: what is sent when, by severity. */
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { usageFailure } from './failure.ts'
import { type ContactFlags, ownContacts, pick, type ShownContact } from './own-contacts.ts'
import { shapeServerFlags } from './server-flags.ts'

interface Flags extends ContactFlags {
  urgent?: string
  calm?: string
  usual?: boolean
}

interface ShownRules {
  readonly rules: readonly object[] | null
  readonly quiet: { from: string; to: string; days: readonly string[]; zone: string } | null
  readonly version: number
  readonly effective: Readonly<Record<string, readonly { method: string; channel: string; afterSeconds: number }[]>>
}

export const contactRules: CommandDefinition = {
  text: {
    name: 'rules',
    summary:
      'Shows or changes what is sent when. Without rules of your own, P0 and P1 use every way, the best first, two minutes apart; the rest the calmest one.',
    formats: ['table', 'json'],
    examples: [
      ['opsbook contact rules', 'what would be sent for each severity now'],
      [
        'opsbook contact rules --urgent ntfy,voice@2m --calm email',
        'P0 and P1 by push, by telephone after two minutes; P2 and P3 by mail',
      ],
      ['opsbook contact rules --usual', 'back to the usual ones'],
    ],
  },
  shape: (command) =>
    shapeServerFlags(command)
      .option('--urgent <steps>', 'for P0 and P1: contacts by id, channel or address, each with @DELAY (30s, 2m)')
      .option('--calm <steps>', 'for P2 and P3')
      .option('--usual', 'no rules of your own any more')
      .option('--user <login>', 'of somebody else'),
  run,
}

async function run(call: Call<Flags>): Promise<ExitCode> {
  const { flags, terminal } = call
  const { client, path, all } = ownContacts(call)
  const at = `${path}/notification-rules`
  let shown = await client.ask<ShownRules>(at)
  if (flags.usual || flags.urgent !== undefined || flags.calm !== undefined) {
    const contacts = await all()
    const rules = [
      ...(flags.urgent === undefined ? [] : [{ severities: ['P0', 'P1'], steps: stepsOf(flags.urgent, contacts) }]),
      ...(flags.calm === undefined ? [] : [{ severities: ['P2', 'P3'], steps: stepsOf(flags.calm, contacts) }]),
    ]
    const body = { rules: flags.usual ? null : rules, version: shown.version }
    shown = await client.ask<ShownRules>(at, { method: 'PATCH', body })
  }
  if (flags.format === 'json') {
    terminal.print(terminal.json({ schema: 'opsbook.notification-rules/v1', ...shown }))
    return EXIT.success
  }
  const { style, print } = terminal
  for (const [severity, steps] of Object.entries(shown.effective)) {
    const told = steps.map(({ channel, afterSeconds }) => `${style.show(channel)}${delayOf(afterSeconds)}`).join(', ')
    print(
      `${style.paint('bold', severity)}  ${told === '' ? style.paint('yellow', 'nothing: no contact method can be used') : told}\n`,
    )
  }
  if (shown.quiet) print(`quiet from ${shown.quiet.from} to ${shown.quiet.to}, ${shown.quiet.zone} (P2 and P3 wait)\n`)
  return EXIT.success
}

/** ` after 30 s`, ` after 2 min`, ` after 2 h 5 min`. */
function delayOf(seconds: number): string {
  if (seconds === 0) return ''
  if (seconds < 3_600)
    return seconds % 60 === 0 || seconds > 600 ? ` after ${Math.round(seconds / 60)} min` : ` after ${seconds} s`
  const minutes = Math.round(seconds / 60)
  return ` after ${Math.floor(minutes / 60)} h${minutes % 60 === 0 ? '' : ` ${minutes % 60} min`}`
}

/** `ntfy,voice@2m`. */
function stepsOf(text: string, contacts: readonly ShownContact[]): { method: string; afterSeconds: number }[] {
  return text.split(',').map((step) => {
    const [, name = '', number, unit] = /^\s*(.+?)(?:@(\d{1,5})(s|m|h))?\s*$/.exec(step) ?? []
    if (name === '') throw usageFailure('invalid-value', `"${step}" is no step`, 'One is written like voice@2m')
    const afterSeconds = number === undefined ? 0 : Number(number) * { s: 1, m: 60, h: 3_600 }[unit as 's' | 'm' | 'h']
    return { method: pick(contacts, name).id, afterSeconds }
  })
}
