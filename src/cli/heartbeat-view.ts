/** `opsbook heartbeat view NAME`. */
import { Argument } from 'commander'
import type { ShownHeartbeat } from '../response/monitor/heartbeat/shown.ts'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { rhythmOf, shortTime, spanOfMs, stateWord } from './heartbeat-lines.ts'
import { type ServerFlags, serverClient } from './server-client.ts'
import { shapeServerFlags } from './server-flags.ts'

interface ShownPing {
  readonly at: string
  readonly kind: string
  readonly exitCode: number | null
  readonly durationMs: number | null
  readonly via: string
  readonly body: string | null
}

export const heartbeatView: CommandDefinition = {
  text: {
    name: 'view',
    summary: 'Shows one heartbeat: how it stands, when it is due next, and what came of it.',
    formats: ['table', 'json'],
    examples: [['opsbook heartbeat view backup', 'with the last ten signs of life']],
  },
  shape: (command) => shapeServerFlags(command.addArgument(new Argument('<name>', 'what it is called'))),
  run,
}

const SHOWN = 10

async function run(call: Call<ServerFlags>): Promise<ExitCode> {
  const { terminal, flags, args } = call
  const client = serverClient(call)
  const path = `/heartbeats/${encodeURIComponent(args[0]!)}`
  const heartbeat = await client.ask<ShownHeartbeat>(path)
  const pings = await client.list<ShownPing>(`${path}/pings`, {}, SHOWN)
  if (flags.format === 'json') {
    terminal.print(terminal.json({ schema: 'opsbook.heartbeat/v1', ...heartbeat, pings }))
    return EXIT.success
  }
  const { style, print } = terminal
  print(`${stateWord(style, heartbeat.state)} ${style.show(heartbeat.name)}  since ${shortTime(heartbeat.since)}\n`)
  const fact = (name: string, value: string) => print(`  ${style.paint('dim', name.padEnd(9))} ${style.show(value)}\n`)
  if (heartbeat.why !== null) fact('why', heartbeat.why)
  fact('expected', `${rhythmOf(heartbeat)}, ${heartbeat.grace} of grace; silence is ${heartbeat.severity}`)
  fact('declared', heartbeat.origin === 'book' ? 'in opsbook.yaml' : `by ${heartbeat.createdBy}`)
  if (heartbeat.matchers.length > 0) fact('alerts', `${heartbeat.matchers.join(', ')} count as a sign of life`)
  if (heartbeat.startedAt !== null) fact('running', `since ${shortTime(heartbeat.startedAt)}`)
  fact('due', heartbeat.nextTimes.map(shortTime).join(', '))
  for (const ping of pings) print(`  ${pingLine(ping, (text) => style.show(text))}\n`)
  if (pings.length === 0 && !flags.quiet)
    terminal.say(`nothing came yet; opsbook heartbeat url ${args[0]} shows its address\n`)
  return EXIT.success
}

function pingLine({ at, kind, exitCode, durationMs, via, body }: ShownPing, show: (text: string) => string): string {
  const took = durationMs === null ? '' : ` after ${spanOfMs(durationMs)}`
  const code = exitCode === null ? '' : ` (${exitCode})`
  const said = body === null ? '' : `  ${show(body.slice(0, 60))}`
  return `${shortTime(at)}  ${`${kind}${code}${took}`.padEnd(24)} ${show(via)}${said}`
}
