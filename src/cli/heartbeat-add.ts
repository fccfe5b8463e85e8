/** `opsbook heartbeat add NAME`. */
import { Argument, Option } from 'commander'
import { HEARTBEAT_SEVERITIES } from '../response/monitor/heartbeat/heartbeat.ts'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { usageFailure } from './failure.ts'
import { type ServerFlags, serverClient } from './server-client.ts'
import { shapeServerFlags } from './server-flags.ts'

interface Flags extends ServerFlags {
  every?: string
  cron?: string
  zone?: string
  grace?: string
  longestRun?: string
  severity?: string
  label?: readonly string[]
  matcher?: readonly string[]
}

const collect = (value: string, all: readonly string[] = []) => [...all, value]

export const heartbeatAdd: CommandDefinition = {
  text: {
    name: 'add',
    summary:
      'Expects a heartbeat from now on and prints the address its job calls. What belongs to the book is better declared in opsbook.yaml, below "heartbeats".',
    formats: ['table', 'json'],
    examples: [
      ['opsbook heartbeat add backup --cron "0 3 * * *" --zone Europe/Berlin --grace 30m', 'a nightly job'],
      ['opsbook heartbeat add prometheus --every 2m --matcher alertname=Watchdog', 'fed by an alert that always fires'],
    ],
  },
  shape: (command) =>
    shapeServerFlags(command.addArgument(new Argument('<name>', 'what it is called')))
      .option('--every <time>', 'how far apart: 5m, 1d')
      .option('--cron <line>', 'or when, as in a crontab')
      .option('--zone <zone>', 'whose clock --cron is by; UTC if not said')
      .option('--grace <time>', 'how long after its time it may still come; 1m if not said')
      .option('--longest-run <time>', 'how long a run may take that said when it began')
      .addOption(new Option('--severity <word>', 'how bad its silence is').choices([...HEARTBEAT_SEVERITIES]))
      .option('--label <name=value>', 'a label of its alert; may be given again', collect)
      .option('--matcher <condition>', 'alerts that fit count as a sign of life; may be given again', collect),
  run,
}

async function run(call: Call<Flags>): Promise<ExitCode> {
  const { flags, args, terminal } = call
  const { every, cron, zone, grace, longestRun, severity, label = [], matcher = [] } = flags
  if ((every === undefined) === (cron === undefined))
    throw usageFailure('rhythm', 'either --every or --cron says when it is expected')
  const client = serverClient(call)
  const given = Object.entries({ every, cron, zone, grace, longestRun, severity }).filter(([, value]) => value)
  const made = await client.ask<{ path: string }>('/heartbeats', {
    method: 'POST',
    body: { name: args[0], ...Object.fromEntries(given), labels: labelsOf(label), matchers: matcher },
  })
  const url = `${client.url}${made.path}`
  if (flags.format === 'json') {
    terminal.print(terminal.json({ schema: 'opsbook.heartbeat/v1', ...made, url }))
    return EXIT.success
  }
  const { style, print } = terminal
  print(`${style.paint('green', style.signs.ok)} ${style.show(args[0]!)} is expected; its job calls\n  ${url}\n`)
  if (!flags.quiet) print(`\n  curl -fsS -m 10 --retry 3 ${url}/start\n  backup; curl -fsS -m 10 --retry 3 ${url}/$?\n`)
  return EXIT.success
}

function labelsOf(written: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    written.map((each) => {
      const at = each.indexOf('=')
      if (at < 1) throw usageFailure('label', `--label ${each}: a label is written like team=shop`)
      return [each.slice(0, at), each.slice(at + 1)]
    }),
  )
}
