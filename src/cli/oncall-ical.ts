/** `opsbook oncall ical`: the calendar itself from the settings, or its secret address on a server. */

import { writeCalendar } from '../response/oncall/calendar/write-calendar.ts'
import { calendarSpan, personalShifts, scheduleShifts } from '../response/oncall/feed/personal-shifts.ts'
import { shiftsBetween } from '../response/oncall/shifts.ts'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { usageFailure } from './failure.ts'
import { localRotas, type OncallFlags, rotaNamed, shapeOncallFlags } from './oncall-source.ts'
import { serverClient } from './server-client.ts'

interface Flags extends OncallFlags {
  as?: string
}

export const oncallIcal: CommandDefinition = {
  text: {
    name: 'ical',
    summary:
      'Makes the address of a calendar of your shifts, or of a schedule, and prints it once; the address there was stops working. With --local it prints the calendar of opsbook.yaml itself.',
    formats: ['table', 'json'],
    examples: [
      ['opsbook oncall ical', 'an address with your own shifts'],
      ['opsbook oncall ical shop-primary', 'an address with a schedule'],
      ['opsbook oncall ical shop-primary --local > shop.ics', 'a file'],
    ],
  },
  shape: (command) =>
    shapeOncallFlags(
      command.argument('[schedule]', 'its name').option('--as <login>', 'with --local: the shifts of this person'),
    ),
  run,
}

async function run(call: Call<Flags>): Promise<ExitCode> {
  const { flags, terminal } = call
  const [schedule] = call.args
  if (flags.local) return printCalendar(call, schedule)
  const client = serverClient(call)
  const body = schedule === undefined ? {} : { schedule }
  const made = await client.ask<{ id: string; path: string }>('/oncall/feeds', { method: 'POST', body })
  const url = client.url + made.path
  if (flags.format === 'json') terminal.print(terminal.json({ schema: 'opsbook.calendar/v1', id: made.id, url }))
  else {
    terminal.print(`${url}\n`)
    if (!flags.quiet) terminal.say('Whoever has this address sees the shifts; asking again makes another one\n')
  }
  return EXIT.success
}

async function printCalendar(call: Call<Flags>, schedule: string | undefined): Promise<ExitCode> {
  const { as: login } = call.flags
  if (schedule === undefined && login === undefined)
    throw usageFailure(
      'missing-argument',
      'say which: a schedule, or --as LOGIN',
      'opsbook oncall now --local names the schedules',
    )
  const all = await localRotas(call)
  const rotas = schedule === undefined ? [...all.values()] : [rotaNamed(all, schedule)]
  const stamp = call.now.getTime()
  const shifts = rotas.flatMap((rota) => {
    const spans = shiftsBetween(rota, [], calendarSpan(stamp))
    return login === undefined ? scheduleShifts(rota.name, spans) : personalShifts(rota.name, spans, login)
  })
  call.terminal.print(writeCalendar({ name: `On call: ${login ?? schedule}`, shifts, stamp }))
  return EXIT.success
}
