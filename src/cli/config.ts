/** `opsbook config`: the settings in force, the schema of the file, and where it is looked for. */
import { relative } from 'node:path'
import { visible } from '../kit/visible.ts'
import { nearNames } from '../runbook/book/near-names.ts'
import type { ConfigOutput } from '../runbook/report/contract.ts'
import { wrapTo } from '../runbook/report/display-width.ts'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { usageFailure } from './failure.ts'

const ACTIONS = ['explain', 'schema', 'path', 'import'] as const

export const config: CommandDefinition = {
  text: {
    name: 'config',
    summary:
      'explain: each setting in force and the line that sets it. schema: the JSON Schema of opsbook.yaml. path: which file is in force. import: an alertmanager.yml, as the part of opsbook.yaml about alerts; or with --from-book the escalation matrix, as the part about paging.',
    formats: ['table', 'plain', 'json'],
    examples: [
      ['opsbook config explain docs', 'why it behaves as it does here'],
      ['opsbook config schema > opsbook.schema.json', 'for an editor'],
      ['opsbook config path', 'the file in force'],
      ['opsbook config import alertmanager.yml >> opsbook.yaml', 'who is told of which alert, as before'],
      ['opsbook config import --from-book docs', 'the escalation matrix of the pages as paging policies'],
    ],
  },
  shape: (command) =>
    command
      .argument('<action>', ACTIONS.join(', '))
      .argument('[path]', 'the folder it is asked for; default: this one. With import: the file')
      .option('--from-book', 'with import: the escalation matrix of the book'),
  run,
}

async function run(call: Call<{ fromBook?: boolean }>): Promise<ExitCode> {
  const [action = '', path = '.'] = call.args
  const { terminal } = call
  if (action === 'schema') {
    const { configJsonSchema } = await import('../app/config-schema.ts')
    terminal.print(terminal.json(configJsonSchema()))
    return EXIT.success
  }
  if (call.flags.fromBook && action !== 'import')
    throw usageFailure('contradiction', '--from-book is for import', 'opsbook config import --from-book')
  if (call.flags.fromBook) return (await import('./import-matrix.ts')).importMatrix(call)
  if (action === 'import') return (await import('./import-alerting.ts')).importAlerting(call)
  if (action !== 'explain' && action !== 'path') {
    const near = nearNames(action, ACTIONS)
    throw usageFailure(
      'invalid-value',
      `opsbook config has no "${action}"`,
      near[0] ? `Did you mean ${near[0]}?` : `It has ${ACTIONS.join(', ')}`,
    )
  }
  const [{ openSettings }, { explainConfig }, { ruleIds }] = await Promise.all([
    import('./open-settings.ts'),
    import('../app/explain-config.ts'),
    import('./rule-names.ts'),
  ])
  const opened = await openSettings(call, path, ruleIds)
  const shown = (file: string) => relative(call.cwd, file) || file
  const file = opened.path === undefined ? null : shown(opened.path)
  const looked = opened.looked.map(shown)
  const settings = explainConfig(opened.config, opened.lines).map(({ key, value, line }) => ({
    key,
    value,
    source: line === undefined ? 'default' : `${file}:${line}`,
  }))
  const output: ConfigOutput = { schema: 'opsbook.config/v1', file, looked, settings }
  if (call.flags.format === 'json') terminal.print(terminal.json(output))
  else if (action === 'path') printPath(call, output)
  else printSettings(call, output)
  return file === null && action === 'path' ? EXIT.notFound : EXIT.success
}

function printPath({ terminal, flags }: Call<object>, { file, looked }: ConfigOutput): void {
  if (file !== null) terminal.print(`${visible(file)}\n`)
  else if (!flags.quiet)
    terminal.say(
      `there is no configuration, so the defaults are in force; looked at:\n${looked.map((one) => `  ${visible(one)}\n`).join('')}`,
    )
}

function printSettings({ terminal, flags }: Call<object>, { file, settings }: ConfigOutput): void {
  const { style, print } = terminal
  const rows = settings.map(
    ({ key, value, source }) => [visible(key), visible(JSON.stringify(value)), visible(source)] as const,
  )
  if (flags.format === 'plain') {
    print(rows.map((row) => `${row.join('\t')}\n`).join(''))
    return
  }
  const keys = Math.max(...rows.map(([key]) => key.length))
  const values = Math.min(36, Math.max(...rows.map(([, value]) => value.length)))
  const head = file === null ? 'no opsbook.yaml: the defaults are in force' : visible(file)
  const lines = rows.map(([key, value, source]) => {
    const text = `  ${key.padEnd(keys)}  ${value.padEnd(values)}  `
    const place = source === 'default' ? style.paint('dim', source) : source
    return text.length + source.length <= style.columns
      ? text + place
      : [`  ${key}`, ...wrapTo(value, style.columns - 6).map((part) => `      ${part}`), `      ${place}`].join('\n')
  })
  print(
    `${wrapTo(head, style.columns)
      .map((line) => style.paint('bold', line))
      .join('\n')}\n${lines.join('\n')}\n`,
  )
}
