/** `opsbook oncall whoami`. */

import { personalShifts } from '../response/oncall/feed/personal-shifts.ts'
import { shiftsBetween } from '../response/oncall/shifts.ts'
import { wrapTo } from '../runbook/report/display-width.ts'
import { agoWords, momentWords } from '../runbook/report/time-words.ts'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { localRotas, type OncallFlags, shapeOncallFlags } from './oncall-source.ts'
import { serverClient } from './server-client.ts'

interface Flags extends OncallFlags {
  as?: string
}

interface Own {
  readonly login: string
  readonly now: readonly OwnShift[]
  readonly next: readonly OwnShift[]
}

interface OwnShift {
  readonly schedule: string
  readonly from: string
  readonly until: string
}

export const oncallWhoami: CommandDefinition = {
  text: {
    name: 'whoami',
    summary: 'Says whether you are on call, until when, and when next within four weeks.',
    formats: ['table', 'json'],
    examples: [
      ['opsbook oncall whoami', 'by the server you are signed in to'],
      ['opsbook oncall whoami --as ana', 'somebody, by opsbook.yaml'],
    ],
  },
  shape: (command) => shapeOncallFlags(command.option('--as <login>', 'for this person, from opsbook.yaml')),
  run,
}

async function run(call: Call<Flags>): Promise<ExitCode> {
  const { flags, terminal, now, env } = call
  const login = flags.as ?? (flags.local ? env.USER : undefined)
  const own = login === undefined ? await serverClient(call).ask<Own>('/oncall/me') : await localOwn(call, login)
  if (flags.format === 'json') {
    terminal.print(terminal.json({ schema: 'opsbook.oncall-me/v1', ...own }))
    return EXIT.success
  }
  const { paint, signs, show, columns } = terminal.style
  const say = (text: string, lead: string) =>
    terminal.print(
      wrapTo(text, columns - 2)
        .map((line, at) => `${at === 0 ? lead : ' '} ${line}\n`)
        .join(''),
    )
  if (own.now.length === 0) say(`${show(own.login)} is not on call`, paint('green', signs.safe))
  for (const { schedule, until } of own.now)
    say(
      `${show(own.login)} is on call: ${show(schedule)}, until ${momentWords(until)} (${agoWords(until, now)})`,
      paint('red', signs.risky),
    )
  for (const { schedule, from, until } of own.next.slice(0, 10))
    say(`${show(schedule)}: ${momentWords(from)} to ${momentWords(until)} (${agoWords(from, now)})`, signs.arrow)
  if (own.next.length === 0 && !flags.quiet) terminal.say('no further shift within four weeks\n')
  return EXIT.success
}

const AHEAD_MS = 28 * 86_400_000

async function localOwn(call: Call<Flags>, login: string): Promise<Own> {
  const now = call.now.getTime()
  const shifts = [...(await localRotas(call)).values()]
    .flatMap((rota) => personalShifts(rota.name, shiftsBetween(rota, [], { from: now, until: now + AHEAD_MS }), login))
    .sort((a, b) => a.from - b.from)
  const shown = (isNow: boolean) =>
    shifts
      .filter(({ from }) => from <= now === isNow)
      .map(({ schedule, from, until }) => ({
        ...{ schedule, from: new Date(from).toISOString(), until: new Date(until).toISOString() },
      }))
  return { login, now: shown(true), next: shown(false) }
}
