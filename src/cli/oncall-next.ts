/** `opsbook oncall next`. */
import { wrapTo } from '../runbook/report/display-width.ts'
import { agoWords } from '../runbook/report/time-words.ts'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { peopleWords, whenWords } from './oncall-lines.ts'
import { type OncallFlags, oncallSource, type ShownOnCall, shapeOncallFlags } from './oncall-source.ts'

export const oncallNext: CommandDefinition = {
  text: {
    name: 'next',
    summary: 'Shows the next hand-over of each schedule: when, from whom, to whom.',
    formats: ['table', 'plain', 'json'],
    examples: [
      ['opsbook oncall next', 'of every schedule'],
      ['opsbook oncall next shop-primary --local', 'of one, by opsbook.yaml'],
    ],
  },
  shape: (command) => shapeOncallFlags(command.argument('[schedule]', 'one of them')),
  run,
}

interface HandOver {
  readonly schedule: string
  readonly zone: string
  readonly at: string | null
  readonly from: readonly string[]
  readonly to: readonly string[]
  readonly until: string | null
}

async function run(call: Call<OncallFlags>): Promise<ExitCode> {
  const { flags, terminal } = call
  const source = await oncallSource(call)
  const found: HandOver[] = []
  for (const now of await source.at(call.args[0], call.now)) {
    const next = now.until === null ? undefined : (await source.at(now.schedule, new Date(now.until)))[0]
    found.push(handOver(now, next))
  }
  found.sort((a, b) => ((a.at ?? '9') < (b.at ?? '9') ? -1 : 1))
  if (flags.format === 'json')
    terminal.print(terminal.json({ schema: 'opsbook.oncall-next/v1', local: source.isLocal, handovers: found }))
  else if (flags.format === 'plain')
    for (const { schedule, at, from, to } of found)
      terminal.print(`${[schedule, at ?? '', from.join(','), to.join(',')].join('\t')}\n`)
  else for (const each of found) terminal.print(`${handOverLines(each, call).join('\n')}\n`)
  return EXIT.success
}

const handOver = ({ schedule, zone, logins, until }: ShownOnCall, next: ShownOnCall | undefined): HandOver => ({
  ...{ schedule, zone, at: until, from: logins, to: next?.logins ?? logins, until: next?.until ?? null },
})

function handOverLines(
  { schedule, zone, at, from, to }: HandOver,
  { terminal: { style }, now }: Call<OncallFlags>,
): string[] {
  const { paint, signs, show, columns } = style
  const when = at === null ? 'no change within a year' : `${whenWords(at, zone)} ${show(zone)} (${agoWords(at, now)})`
  const sign = to.length === 0 ? paint('red', signs.error) : signs.arrow
  const stays = peopleWords(from, style)
  const change = at === null ? stays : `${stays} ${signs.arrow} ${peopleWords(to, style)}`
  return [
    ...wrapTo(`${show(schedule)}: ${change}`, columns - 3).map((line, index) =>
      index === 0 ? `${sign} ${paint('bold', line)}` : `    ${line}`,
    ),
    ...wrapTo(when, columns - 4).map((line) => `    ${paint('dim', line)}`),
  ]
}
