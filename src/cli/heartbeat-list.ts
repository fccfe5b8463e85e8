/** `opsbook heartbeat list`. */
import { Option } from 'commander'
import { HEARTBEAT_STATES } from '../response/monitor/heartbeat/heartbeat.ts'
import type { ShownHeartbeat } from '../response/monitor/heartbeat/shown.ts'
import { agoWords } from '../runbook/report/time-words.ts'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { rhythmOf, stateWord } from './heartbeat-lines.ts'
import { type ServerFlags, serverClient } from './server-client.ts'
import { shapeServerFlags } from './server-flags.ts'

interface Flags extends ServerFlags {
  state?: string
}

export const heartbeatList: CommandDefinition = {
  text: {
    name: 'list',
    summary: 'Shows what a server has to hear of again and again, and how each stands.',
    formats: ['table', 'json'],
    examples: [
      ['opsbook heartbeat list', 'all of them, by name'],
      ['opsbook heartbeat list --state down', 'what is missing'],
    ],
  },
  shape: (command) =>
    shapeServerFlags(
      command.addOption(new Option('--state <state>', 'only those in this state').choices([...HEARTBEAT_STATES])),
    ),
  run,
}

async function run(call: Call<Flags>): Promise<ExitCode> {
  const { terminal, flags } = call
  const query = flags.state === undefined ? {} : { state: flags.state }
  const heartbeats = await serverClient(call).list<ShownHeartbeat>('/heartbeats', query, 10_000)
  if (flags.format === 'json') {
    terminal.print(terminal.json({ schema: 'opsbook.heartbeats/v1', heartbeats }))
    return EXIT.success
  }
  const { style, print, say } = terminal
  for (const each of heartbeats) {
    const last = each.lastPingAt === null ? 'never heard of' : agoWords(each.lastPingAt, call.now)
    print(`${stateWord(style, each.state)} ${style.show(each.name).padEnd(24)} ${last}\n`)
    print(
      `       ${style.paint('dim', style.show(each.why === null ? rhythmOf(each) : `${each.why}; ${rhythmOf(each)}`))}\n`,
    )
  }
  if (heartbeats.length === 0 && !flags.quiet)
    say('none; name them below "heartbeats" in opsbook.yaml, or opsbook heartbeat add NAME\n')
  return EXIT.success
}
