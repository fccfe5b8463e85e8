/** `opsbook incident snooze`, `reassign` and `decline`: what is done when somebody cannot, or will not now. */
import type { Command } from 'commander'
import { present } from '../app/present.ts'
import type { Call, CommandDefinition } from './command.ts'
import type { ExitCode } from './exit-code.ts'
import { changeIncident, incidentPath } from './incident-client.ts'
import { printIncident } from './incident-print.ts'
import { readReceiver } from './receiver.ts'
import type { ServerFlags } from './server-client.ts'
import { shapeServerFlags } from './server-flags.ts'

const named = (command: Command): Command => command.argument('<incident>', 'its number or id')

interface SnoozeFlags extends ServerFlags {
  until?: string
}

export const incidentSnooze: CommandDefinition = {
  text: {
    name: 'snooze',
    summary: 'Pages nobody for a while; then it pages as if it were new. You have it until then.',
    formats: ['table', 'json'],
    examples: [
      ['opsbook incident snooze 482 30m', 'leave me alone with it for half an hour'],
      ['opsbook incident snooze 482 --until 2026-03-01T08:00:00Z', 'until the morning'],
    ],
  },
  shape: (command) =>
    shapeServerFlags(
      named(command)
        .argument('[for]', 'how long: 30m, 2h')
        .argument('[text]', 'a word for the timeline')
        .option('--until <time>', 'until when, as 2026-03-01T08:00:00Z'),
    ),
  run: async (call: Call<SnoozeFlags>): Promise<ExitCode> => {
    const [name, length, text] = call.args
    const body = present({ for: length, until: call.flags.until, text })
    return printIncident(call, await changeIncident(call, `${incidentPath(name!)}/snooze`, { body }))
  },
}

interface ReassignFlags extends ServerFlags {
  to: string
}

export const incidentReassign: CommandDefinition = {
  text: {
    name: 'reassign',
    summary: 'Gives an incident to somebody else, who is paged at once; the policy goes on behind them.',
    formats: ['table', 'json'],
    examples: [
      ['opsbook incident reassign 482 --to ben', 'a person'],
      ['opsbook incident reassign 482 --to schedule:shop-secondary', 'whoever is on call there'],
      ['opsbook incident reassign 482 --to policy:database', 'another policy, from its first step'],
    ],
  },
  shape: (command) =>
    shapeServerFlags(
      named(command)
        .argument('[text]', 'a word for the timeline')
        .requiredOption('--to <who>', 'a login, or schedule:NAME, team:NAME, policy:NAME'),
    ),
  run: async (call: Call<ReassignFlags>): Promise<ExitCode> => {
    const [name, text] = call.args
    const body = present({ to: readReceiver(call.flags.to, true), text })
    return printIncident(call, await changeIncident(call, `${incidentPath(name!)}/reassign`, { body }))
  },
}

export const incidentDecline: CommandDefinition = {
  text: {
    name: 'decline',
    summary: "Says that you can't take an incident; the next one is paged.",
    formats: ['table', 'json'],
    examples: [['opsbook incident decline 482 "on a train"', 'somebody else has to']],
  },
  shape: (command) => shapeServerFlags(named(command).argument('[text]', 'a word for the timeline')),
  run: async (call: Call<ServerFlags>): Promise<ExitCode> => {
    const [name, text] = call.args
    return printIncident(
      call,
      await changeIncident(call, `${incidentPath(name!)}/decline`, { body: present({ text }) }),
    )
  },
}
