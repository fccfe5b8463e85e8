/** `opsbook oncall now`. */
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { usageFailure } from './failure.ts'
import { onCallLines } from './oncall-lines.ts'
import { type OncallFlags, oncallSource, shapeOncallFlags } from './oncall-source.ts'

interface Flags extends OncallFlags {
  at?: string
}

export const oncallNow: CommandDefinition = {
  text: {
    name: 'now',
    summary: 'Shows who is on call and until when; -v says why. Exit code 3 when nobody is on call on a schedule.',
    formats: ['table', 'plain', 'json'],
    examples: [
      ['opsbook oncall now', 'on every schedule'],
      ['opsbook oncall now shop-primary -v', 'on one, with how it came about'],
      ['opsbook oncall now --at 2026-12-24T18:00:00Z', 'at another time'],
    ],
  },
  shape: (command) =>
    shapeOncallFlags(
      command.argument('[schedule]', 'one of them').option('--at <time>', 'at this instant: 2026-12-24T18:00:00Z'),
    ),
  run,
}

async function run(call: Call<Flags>): Promise<ExitCode> {
  const { flags, terminal, now } = call
  const at = flags.at === undefined ? undefined : instantOf(flags.at)
  const source = await oncallSource(call)
  const schedules = await source.at(call.args[0], at)
  if (flags.format === 'json')
    terminal.print(terminal.json({ schema: 'opsbook.oncall/v1', local: source.isLocal, schedules }))
  else if (flags.format === 'plain')
    for (const { schedule, logins, until } of schedules)
      terminal.print(`${[schedule, logins.join(','), until ?? ''].join('\t')}\n`)
  else {
    const look = { now: at ?? now, style: terminal.style, why: flags.verbose > 0 }
    for (const each of schedules) terminal.print(`${onCallLines(each, look).join('\n')}\n`)
    if (source.isLocal && !flags.quiet) terminal.say('from opsbook.yaml, without overrides and swaps of a server\n')
  }
  return schedules.some(({ logins }) => logins.length === 0) ? EXIT.found : EXIT.success
}

function instantOf(text: string): Date {
  const date = new Date(text)
  if (/^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(date.getTime())) return date
  throw usageFailure('invalid-value', `--at takes an instant like 2026-12-24T18:00:00Z, not "${text}"`)
}
