/** `opsbook oncall handover`. */
import type { ShownHandover } from '../response/page/duty/routes.ts'
import { wrapTo } from '../runbook/report/display-width.ts'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import type { ShownOnCall } from './oncall-source.ts'
import { type ServerFlags, serverClient } from './server-client.ts'
import { shapeServerFlags } from './server-flags.ts'

export const oncallHandover: CommandDefinition = {
  text: {
    name: 'handover',
    summary:
      'Shows what whoever comes on call should know: the open incidents, heartbeats that are missing, how the shift before was. The same is sent to them when their shift begins.',
    formats: ['table', 'json'],
    examples: [
      ['opsbook oncall handover', 'of every schedule'],
      ['opsbook oncall handover shop-primary', 'of one'],
    ],
  },
  shape: (command) => shapeServerFlags(command.argument('[schedule]', 'one of them')),
  run,
}

async function run(call: Call<ServerFlags>): Promise<ExitCode> {
  const { flags, terminal, args } = call
  const client = serverClient(call)
  const schedules =
    args[0] === undefined
      ? (await client.list<ShownOnCall>('/oncall/schedules', {}, 1_000)).map(({ schedule }) => schedule)
      : [args[0]]
  const notes: ShownHandover[] = []
  for (const schedule of schedules)
    notes.push(await client.ask<ShownHandover>(`/oncall/schedules/${encodeURIComponent(schedule)}/handover`))
  if (flags.format === 'json') {
    terminal.print(terminal.json({ schema: 'opsbook.oncall-handover/v1', schedules: notes }))
    return EXIT.success
  }
  const { style, print, say } = terminal
  for (const { schedule, logins, lines, until } of notes) {
    const who = logins.length === 0 ? 'nobody' : logins.map(style.show).join(', ')
    print(
      `${style.paint('bold', style.show(schedule))}  ${who}${until === null ? '' : ` until ${until.slice(0, 16).replace('T', ' ')}Z`}\n`,
    )
    for (const line of lines)
      for (const [at, part] of wrapTo(style.show(line), style.columns - 6).entries())
        print(`  ${at === 0 ? '' : '  '}${part}\n`)
  }
  if (notes.length === 0 && !flags.quiet) say('there are no schedules; opsbook.yaml names them below "oncall"\n')
  return EXIT.success
}
