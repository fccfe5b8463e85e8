/** `opsbook incident run`: a procedure of the book carried out by a runner of the server, for an incident. */
import type { Command } from 'commander'
import { present } from '../app/present.ts'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { usageFailure } from './failure.ts'
import { incidentPath, type ShownIncident } from './incident-client.ts'
import type { ShownSuggestion } from './incident-lines.ts'
import { type ServerFlags, serverClient } from './server-client.ts'
import { shapeServerFlags } from './server-flags.ts'

interface Flags extends ServerFlags {
  param: string[]
  target: string[]
  runner?: string
  auto?: boolean
}

const collect = (value: string, before: readonly string[]) => [...before, value]

export const incidentRun: CommandDefinition = {
  text: {
    name: 'run',
    summary:
      'Has a runner of the server carry out a procedure for an incident. Labels of its alerts fill the parameters that are theirs; the run stands on the timeline. It asks before every change, on the server.',
    formats: ['table', 'json'],
    examples: [
      ['opsbook incident run 482 docs/shop.md#restart', 'with what the alerts say'],
      ['opsbook incident run 482 docs/shop.md#look --auto', 'what only reads, without a question'],
    ],
  },
  shape: (command: Command) =>
    shapeServerFlags(
      command
        .argument('<incident>', 'its number or id')
        .argument('<procedure>', 'page#procedure, as "incident view" shows it')
        .option('--param <name=value>', 'a value, before any label (repeatable)', collect, [])
        .option('--target <name>', 'where it is carried out (repeatable)', collect, [])
        .option('--runner <name>', 'the runner that does it; else any')
        .option('--auto', 'run what only reads without a question, and stop before anything else'),
    ),
  run,
}

async function run(call: Call<Flags>): Promise<ExitCode> {
  const { flags, terminal } = call
  const path = incidentPath(call.args[0]!)
  const [page = '', procedure] = call.args[1]!.split('#')
  if (page === '' || procedure === undefined || procedure === '')
    throw usageFailure('invalid-value', `"${call.args[1]}" is no page#procedure`, 'opsbook incident view shows some')
  const client = serverClient(call)
  const [incident, { items }] = await Promise.all([
    client.ask<ShownIncident>(path),
    client.ask<{ items: ShownSuggestion[] }>(`${path}/suggestions`, { query: { limit: 20 } }),
  ])
  const same = items.find(
    (each) => each.procedure === procedure && (each.file === page || each.file.endsWith(`/${page}`)),
  )
  // Only what the author or the name of a label says; the rest is for a person to give.
  const labels = (same?.bindings ?? []).filter(({ sure }) => sure)
  const body = present({
    ...{ page, procedure, incident: incident.id, runner: flags.runner, targets: flags.target },
    params: Object.fromEntries(flags.param.map(pair)),
    labels: Object.fromEntries(labels.map(({ parameter, value }) => [parameter, value])),
    mode: flags.auto ? 'auto' : undefined,
  })
  const begun = await client.ask<{ id: string; title: string; state: string }>('/runs', { method: 'POST', body })
  const { style, print } = terminal
  if (flags.format === 'json')
    print(terminal.json({ schema: 'opsbook.incident-run/v1', incident: incident.id, run: begun }))
  else {
    print(`${style.signs.ok} ${style.show(begun.title)}: run ${style.show(begun.id)} is ${style.show(begun.state)}\n`)
    for (const { parameter, label, value } of labels)
      print(`${style.show(`  ${parameter} is ${value}, from the label ${label} of the alert`)}\n`)
  }
  return EXIT.success
}

function pair(text: string): [string, string] {
  const at = text.indexOf('=')
  if (at < 1) throw usageFailure('bad-pair', `--param takes NAME=VALUE, not "${text}"`)
  return [text.slice(0, at), text.slice(at + 1)]
}
