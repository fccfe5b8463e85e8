/** `opsbook silence add`. */
import type { Command } from 'commander'
import type { ShownSilence } from '../response/alert/silence/shown-silence.ts'
import { counted } from '../runbook/report/style.ts'
import { fittingLines } from './alert-view-lines.ts'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { usageFailure } from './failure.ts'
import { typedMatchers } from './matchers-of-words.ts'
import { readUntil, shapeUntilFlags, type UntilFlags } from './read-until.ts'
import { type ServerFlags, serverClient } from './server-client.ts'
import { shapeServerFlags } from './server-flags.ts'
import { type Fitting, fittingAlerts } from './silence-client.ts'
import { conditionsText, silenceLines } from './silence-lines.ts'

interface Flags extends ServerFlags, UntilFlags {
  comment: string
  dryRun?: boolean
}

export const silenceAdd: CommandDefinition = {
  text: {
    name: 'add',
    summary:
      'Keeps alerts whose labels fit quiet until a time: nobody is told that they fire; what was told before is told to be over. Says which of the alerts that fire now it fits, before and after.',
    formats: ['table', 'json'],
    examples: [
      ['opsbook silence add alertname=DiskFull host=a --duration 2h --comment "new disk"', 'one alert of one host'],
      [
        'opsbook silence add DiskFull \'host=~"db.*"\' --until 2026-03-01T12:00:00Z --comment "moving" --dry-run',
        'only what it would fit',
      ],
    ],
  },
  shape: (command: Command) =>
    shapeServerFlags(
      shapeUntilFlags(
        command.argument(
          '<matcher...>',
          'conditions on labels as amtool takes them, all must fit; a bare first word is the alertname',
        ),
        'it lasts',
      )
        .requiredOption('--comment <text>', 'why; the next one on call reads it')
        .option('-n, --dry-run', 'add nothing, only say what it would fit'),
    ),
  run,
}

const SHOWN = 5

async function run(call: Call<Flags>): Promise<ExitCode> {
  const { flags, terminal, args, now } = call
  const { comment, dryRun } = flags
  const matchers = [...typedMatchers(args)]
  const endsAt = readUntil(flags, now)
  if (comment.trim() === '') throw usageFailure('invalid-value', '--comment says why, and is empty')
  const client = serverClient(call)
  const before = await fittingAlerts(client, matchers)
  if (flags.format !== 'json' && !flags.quiet) tellBefore(call, before)
  if (dryRun) {
    if (flags.format === 'json')
      terminal.print(terminal.json({ schema: 'opsbook.silence/v1', silence: null, fits: before }))
    else terminal.print(dryLine(call, { matchers, endsAt }))
    return EXIT.success
  }
  const body = { matchers, comment, endsAt: endsAt.toISOString() }
  const silence = await client.ask<ShownSilence>('/silences', { method: 'POST', body })
  const fits = await fittingAlerts(client, matchers)
  if (flags.format === 'json') terminal.print(terminal.json({ schema: 'opsbook.silence/v1', silence, fits }))
  else tellAfter(call, silence, fits)
  return EXIT.success
}

const fire = (count: number) => `${counted(count, 'alert')} that ${count === 1 ? 'fires' : 'fire'} now`

function tellBefore({ terminal: { say, errorStyle } }: Call<Flags>, before: Fitting): void {
  const sign = before.count === 0 ? errorStyle.paint('yellow', errorStyle.signs.warning) : errorStyle.signs.info
  say(`${sign} fits ${before.count === 0 ? 'no alert that fires now' : fire(before.count)}\n`)
  for (const line of fittingLines(before, SHOWN, errorStyle)) say(`${line}\n`)
}

const dryLine = (
  { terminal: { style } }: Call<Flags>,
  { matchers, endsAt }: Pick<ShownSilence, 'matchers'> & { endsAt: Date },
) => `${style.signs.info} not added: ${style.show(conditionsText({ matchers }))} until ${endsAt.toISOString()}\n`

function tellAfter({ flags, terminal, now }: Call<Flags>, silence: ShownSilence, fits: Fitting): void {
  const { print, say, style, errorStyle } = terminal
  const ok = style.paint('green', style.signs.ok)
  print(`${ok} Silenced ${fire(fits.count)}\n`)
  for (const line of silenceLines(silence, now, style)) print(`${line}\n`)
  if (!flags.quiet) say(`  ${errorStyle.paint('dim', 'next')}  opsbook silence expire ${silence.id}\n`)
}
