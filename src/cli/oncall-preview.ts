/** `opsbook oncall preview`: a schedule day by day, with its gaps and the days on which clocks are moved. */

import { zoneOf } from '../response/oncall/zone/zone.ts'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { usageFailure } from './failure.ts'
import { previewLines } from './oncall-preview-lines.ts'
import { type OncallFlags, oncallSource, shapeOncallFlags, typedMoment } from './oncall-source.ts'

interface Flags extends OncallFlags {
  from?: string
  month?: string
  days: string
}

export const oncallPreview: CommandDefinition = {
  text: {
    name: 'preview',
    summary:
      'Prints a schedule day by day: who, gaps, and days on which clocks are moved. Exit code 3 when there is a gap.',
    formats: ['table', 'plain', 'json'],
    examples: [
      ['opsbook oncall preview shop-primary', 'the next seven days'],
      ['opsbook oncall preview --month 2026-03 --local', 'a month of every schedule of opsbook.yaml'],
    ],
  },
  shape: (command) =>
    shapeOncallFlags(
      command
        .argument('[schedule]', 'one of them')
        .option('--from <day>', 'the first day: 2026-03-23')
        .option('--month <month>', 'a whole month: 2026-03')
        .option('--days <n>', 'so many days', '7'),
    ),
  run,
}

const DAY_MS = 86_400_000

async function run(call: Call<Flags>): Promise<ExitCode> {
  const { flags, terminal, now } = call
  const source = await oncallSource(call)
  let hasGap = false
  const all = []
  for (const { schedule, zone: name } of await source.at(call.args[0], now)) {
    const zone = zoneOf(name) ?? zoneOf('UTC')!
    const days = daysOf(flags, zone.wall(now.getTime()))
    const shifts = await source.shifts(schedule, zone.first(days.from), zone.last(days.until))
    hasGap ||= shifts.some(({ logins }) => logins.length === 0)
    all.push({ schedule, zone: name, shifts })
    if (flags.format === 'plain')
      for (const { from, until, logins } of shifts)
        terminal.print(`${[schedule, from, until, logins.join(',')].join('\t')}\n`)
    else if (flags.format !== 'json')
      terminal.print(`${previewLines({ schedule, zone, days, shifts }, terminal.style).join('\n')}\n`)
  }
  if (flags.format === 'json')
    terminal.print(terminal.json({ schema: 'opsbook.oncall-preview/v1', local: source.isLocal, schedules: all }))
  return hasGap ? EXIT.found : EXIT.success
}

/** The first midnight and the last, as local times. */
function daysOf({ from, month, days }: Flags, wall: number): { from: number; until: number } {
  if (month !== undefined) {
    const [, year, number] = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(month) ?? []
    if (year === undefined) throw usageFailure('invalid-value', `--month takes a month like 2026-03, not "${month}"`)
    return { from: Date.UTC(Number(year), Number(number) - 1, 1), until: Date.UTC(Number(year), Number(number), 1) }
  }
  if (!/^\d{1,3}$/.test(days) || Number(days) < 1 || Number(days) > 366)
    throw usageFailure('invalid-value', `--days takes a number up to 366, not "${days}"`)
  const first =
    from === undefined ? Math.floor(wall / DAY_MS) * DAY_MS : Date.parse(typedMoment(from, '--from').slice(0, 10))
  if (Number.isNaN(first)) throw usageFailure('invalid-value', `--from takes a day like 2026-03-23, not "${from}"`)
  return { from: first, until: first + Number(days) * DAY_MS }
}
