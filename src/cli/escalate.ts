/** `opsbook escalate`: the next step at once; or who would be told when, if it happened now. */
import { present } from '../app/present.ts'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { usageFailure } from './failure.ts'
import { changeIncident, incidentPath } from './incident-client.ts'
import { printIncident } from './incident-print.ts'
import { type ServerFlags, serverClient } from './server-client.ts'
import { shapeServerFlags } from './server-flags.ts'
import { type ShownSimulation, simulationLines } from './simulation-lines.ts'

interface Flags extends ServerFlags {
  simulate?: string
  at?: string
  severity?: string
}

export const escalate: CommandDefinition = {
  text: {
    name: 'escalate',
    summary: 'Pages the next step of an incident at once. Or says who would be told when, without telling anybody.',
    formats: ['table', 'json'],
    examples: [
      ['opsbook escalate 482 "we need the DBA"', 'who has it keeps it and gets help'],
      ['opsbook escalate --simulate default', 'if it happened now and nobody answered'],
      ['opsbook escalate --simulate default --at 2026-03-01T03:00:00Z --severity P0', 'on a Sunday night'],
    ],
  },
  shape: (command) =>
    shapeServerFlags(
      command
        .argument('[incident]', 'its number or id')
        .argument('[text]', 'a word for the timeline')
        .option('--simulate <policy>', 'a paging policy of the server')
        .option('--at <time>', 'with --simulate: when it begins, as 2026-03-01T03:00:00Z; else now')
        .option('--severity <severity>', 'with --simulate: P0 to P3; P1 if not said'),
    ),
  run,
}

async function run(call: Call<Flags>): Promise<ExitCode> {
  const [name, text] = call.args
  const { simulate, at, severity } = call.flags
  if (simulate !== undefined) return showSimulation(call, simulate)
  if (name === undefined)
    throw usageFailure('missing-argument', 'name the incident', 'opsbook escalate 482, or --simulate POLICY')
  if (at !== undefined || severity !== undefined)
    throw usageFailure('contradiction', '--at and --severity are for --simulate', 'Leave them out')
  return printIncident(call, await changeIncident(call, `${incidentPath(name)}/escalate`, { body: present({ text }) }))
}

async function showSimulation(call: Call<Flags>, policy: string): Promise<ExitCode> {
  const { at, severity, format } = call.flags
  const path = `/policies/${encodeURIComponent(policy)}/simulation`
  const shown = await serverClient(call).ask<ShownSimulation>(path, { query: present({ at, severity }) })
  const { print, json, style } = call.terminal
  if (format === 'json') print(json({ schema: 'opsbook.simulation/v1', ...shown }))
  else
    print(
      simulationLines(shown, style)
        .map((line) => `${line}\n`)
        .join(''),
    )
  return EXIT.success
}
