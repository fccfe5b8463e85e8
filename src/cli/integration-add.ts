/** `opsbook integration add NAME`: a key for a tool that sends signals. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Argument } from 'commander'
import { parse } from 'yaml'
import { askSecret } from './ask-secret.ts'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { usageFailure } from './failure.ts'
import { type ServerFlags, serverClient } from './server-client.ts'
import { shapeServerFlags } from './server-flags.ts'

interface Flags extends ServerFlags {
  dialect: string
  settings?: string
  signingSecretFile?: string
}

export const integrationAdd: CommandDefinition = {
  text: {
    name: 'add',
    summary: 'Lets a tool send signals. Its key is shown this once and kept as a hash.',
    formats: ['table', 'json'],
    examples: [
      ['opsbook integration add curl', 'anything that can post JSON'],
      ['opsbook integration add prometheus --dialect alertmanager-api', 'Prometheus and amtool'],
      ['opsbook integration add shop --settings mapping.yaml', 'JSON of another form, by a mapping'],
    ],
  },
  shape: (command) =>
    shapeServerFlags(command.addArgument(new Argument('<name>', 'what it is called')))
      .option(
        '--dialect <dialect>',
        'what it speaks: alertmanager-api, alertmanager-webhook, grafana, pagerduty-events, opsgenie, goalert-generic, generic-json',
        'generic-json',
      )
      .option('--settings <file>', 'settings of the dialect, as YAML or JSON')
      .option('--signing-secret-file <file>', 'the secret its signatures are made with, - for standard input'),
  run,
}

async function run(call: Call<Flags>): Promise<ExitCode> {
  const { flags, args, terminal } = call
  const client = serverClient(call)
  const secret =
    flags.signingSecretFile === undefined
      ? undefined
      : await askSecret(call, { file: flags.signingSecretFile, question: 'Secret', flag: '--signing-secret-file' })
  const made = await client.ask<{ key: string; path: string }>('/integrations', {
    method: 'POST',
    body: {
      ...{ name: args[0], dialect: flags.dialect },
      ...(flags.settings === undefined ? {} : { settings: settingsOf(flags.settings, call.cwd) }),
      ...(secret === undefined ? {} : { signingSecret: secret }),
    },
  })
  if (flags.format === 'json') {
    terminal.print(terminal.json({ schema: 'opsbook.integration/v1', ...made, url: `${client.url}${made.path}` }))
    return EXIT.success
  }
  const { style, print } = terminal
  print(
    `${style.paint('green', style.signs.ok)} ${style.show(args[0]!)} may send ${style.show(flags.dialect)} to\n  ${client.url}${made.path}\n`,
  )
  print(`  ${style.paint('dim', 'key')}  ${made.key}  ${style.paint('dim', '(shown this once)')}\n`)
  if (!flags.quiet && flags.dialect === 'generic-json')
    print(
      `\n  curl -H 'content-type: application/json' -d '{"summary":"disk full on a","severity":"critical"}' \\\n    ${client.url}${made.path}\n`,
    )
  return EXIT.success
}

function settingsOf(file: string, cwd: string): unknown {
  try {
    return parse(readFileSync(resolve(cwd, file), 'utf8'))
  } catch (error) {
    throw usageFailure('settings', `--settings ${file}: ${(error as Error).message}`)
  }
}
