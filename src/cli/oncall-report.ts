/** `opsbook oncall report`. */
import type { ShownDutyReport, ShownShiftDuty } from '../response/page/duty/routes.ts'
import type { Style } from '../runbook/report/style.ts'
import { durationWords } from '../runbook/report/time-words.ts'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { usageFailure } from './failure.ts'
import { type ServerFlags, serverClient } from './server-client.ts'
import { shapeServerFlags } from './server-flags.ts'

interface Flags extends ServerFlags {
  from?: string
  to?: string
  shifts?: boolean
}

export const oncallReport: CommandDefinition = {
  text: {
    name: 'report',
    summary:
      'Shows what being on call was like: calls, those at night (22:00 to 07:00 where the person lives), how soon half of them and nine in ten were answered, and who bore how much. The last four weeks if not said.',
    formats: ['table', 'json'],
    examples: [
      ['opsbook oncall report', 'the last four weeks'],
      ['opsbook oncall report --from 2026-01-01 --to 2026-04-01 --shifts', 'a quarter, shift by shift as well'],
      ['opsbook oncall report --json', 'for a sheet of figures'],
    ],
  },
  shape: (command) =>
    shapeServerFlags(command)
      .option('--from <time>', 'a day, or an instant like 2026-01-05T09:00:00Z')
      .option('--to <time>', 'the end, which is not part of it; now if not said')
      .option('--shifts', 'each shift as well'),
  run,
}

const MOST_SHIFTS = 5_000

async function run(call: Call<Flags>): Promise<ExitCode> {
  const { flags, terminal } = call
  const client = serverClient(call)
  const query = { from: instantOf('--from', flags.from), until: instantOf('--to', flags.to) }
  const report = await client.ask<ShownDutyReport>('/oncall/report', { query })
  const { from, until } = report
  const shifts = flags.shifts
    ? await client.list<ShownShiftDuty>('/oncall/report/shifts', { from, until }, MOST_SHIFTS)
    : undefined
  if (flags.format === 'json') {
    terminal.print(
      terminal.json({ schema: 'opsbook.oncall-report/v1', ...report, ...(shifts === undefined ? {} : { shifts }) }),
    )
    return EXIT.success
  }
  const { style, print, say } = terminal
  print(`${style.paint('bold', `${dayOf(from)} to ${dayOf(until)}`)}  ${countWords(report.total)}\n`)
  for (const person of report.people) {
    print(
      `  ${style.show(person.login).padEnd(16)} ${hours(person.onCallHours)} on call in ${plural(person.shifts, 'shift')}\n`,
    )
    print(`${' '.repeat(19)}${style.paint(person.pages > 0 ? 'plain' : 'dim', countWords(person))}\n`)
  }
  for (const shift of shifts ?? []) print(`${shiftLine(shift, style)}\n`)
  if (report.people.length === 0 && !flags.quiet) say('nobody was on call or called in that time\n')
  if (report.isCut) say('there were more calls than one report takes; ask for a shorter period\n')
  return EXIT.success
}

type Counts = ShownDutyReport['total']

function countWords({ pages, atNight, acknowledged, unanswered, ackSeconds }: Counts): string {
  if (pages === 0) return 'not called'
  const night = atNight > 0 ? `, ${atNight} at night` : ''
  const missed = unanswered > 0 ? `, ${unanswered} unanswered` : ''
  const soon = ackSeconds
    ? `: half within ${durationWords(ackSeconds.median)}, nine in ten within ${durationWords(ackSeconds.p90)}`
    : ''
  return `${plural(pages, 'call')}${night}, ${acknowledged} acknowledged${missed}${soon}`
}

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`
const hours = (value: number): string => `${Math.round(value * 10) / 10} h`
const dayOf = (at: string): string => at.slice(0, 10)

const shiftLine = ({ schedule, login, from, until, ...counts }: ShownShiftDuty, { show, paint }: Style): string =>
  `  ${from.slice(0, 16).replace('T', ' ')}Z to ${until.slice(0, 16).replace('T', ' ')}Z  ${show(login)} on ${show(schedule)}\n${' '.repeat(19)}${paint('dim', countWords(counts))}`

function instantOf(flag: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const date = new Date(text)
  if (/^\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d))?$/.test(text) && !Number.isNaN(date.getTime()))
    return date.toISOString()
  throw usageFailure('invalid-value', `${flag} takes a day like 2026-01-05 or an instant, not "${text}"`)
}
