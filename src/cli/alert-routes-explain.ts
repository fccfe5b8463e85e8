/** `opsbook alert routes explain`. */
import type { Command } from 'commander'
import { shownRouting } from '../response/alert/show/shown-routing.ts'
import { type AlertFate, alertFate } from '../response/incident/route-test/judge-route-test.ts'
import { wrapTo } from '../runbook/report/display-width.ts'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { usageFailure } from './failure.ts'
import { typedMatchers } from './matchers-of-words.ts'
import { openRulebook } from './open-rulebook.ts'
import { readInstant } from './read-until.ts'
import { heldLines, routeLines } from './routing-lines.ts'

interface Flags {
  time?: string
  firing: readonly string[]
}

export const alertRoutesExplain: CommandDefinition = {
  text: {
    name: 'explain',
    summary:
      'Shows the way of an alert with these labels through the routes of opsbook.yaml: who is told, how it is grouped, what mutes it, how bad an incident it makes. Silences are a server’s: opsbook alert view shows those.',
    formats: ['table', 'json'],
    examples: [
      ['opsbook alert routes explain alertname=DiskFull team=db severity=critical', 'who would be told'],
      ['opsbook alert routes explain team=db --time 2026-03-01T03:00:00Z', 'and at night'],
      ['opsbook alert routes explain DiskFull host=a --firing "alertname=Down,host=a"', 'while another one fires'],
    ],
  },
  shape: (command: Command) =>
    command
      .argument('<label...>', 'labels, like team=db; a bare first word is the alertname')
      .option('--time <time>', 'when it fires, as 2026-03-01T12:00:00Z; without it no time interval mutes')
      .option(
        '--firing <labels>',
        'labels of another alert that fires then (repeatable)',
        (word: string, before: readonly string[]) => [...before, word],
        [],
      ),
  run,
}

async function run(call: Call<Flags>): Promise<ExitCode> {
  const { args, flags, terminal } = call
  const labels = labelsOf(args)
  const firing = flags.firing.map((word) => labelsOf([word]))
  const time = flags.time === undefined ? {} : { time: readInstant('--time', flags.time).toISOString() }
  const { rulebook } = await openRulebook(call, [])
  const fate = alertFate({ labels, firing, ...time }, rulebook)
  const routing = shownRouting(fate.routing)
  if (flags.format === 'json') {
    const { receivers, muted, groupBy, incident, incidentWhy } = fate
    const told = { receivers, muted, groupBy, incident, incidentWhy }
    terminal.print(terminal.json({ schema: 'opsbook.route-explanation/v1', labels, ...time, ...told, routing }))
    return EXIT.success
  }
  const { style } = terminal
  const lines = [
    ...routeLines(routing, style),
    ...heldLines(routing, call.now, style),
    ...verdictOf(fate).flatMap((text) => wrapTo(style.show(text), style.columns)),
  ]
  terminal.print(lines.map((line) => `${line}\n`).join(''))
  return EXIT.success
}

function verdictOf({ receivers, muted, incident, incidentWhy }: AlertFate): string[] {
  const told = receivers.filter((receiver) => !muted.includes(receiver))
  return [`told: ${told.length === 0 ? 'nobody' : told.join(', ')}`, `incident: ${incident} (${incidentWhy})`]
}

/** Labels are conditions that name one value. */
function labelsOf(words: readonly string[]): Record<string, string> {
  const matchers = typedMatchers(words)
  const other = matchers.find(({ operator }) => operator !== '=')
  if (other)
    throw usageFailure('invalid-value', `an alert has labels: ${other.name} needs "=", not "${other.operator}"`)
  return Object.fromEntries(matchers.map(({ name, value }) => [name, value]))
}
