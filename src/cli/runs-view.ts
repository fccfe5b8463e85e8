/** `opsbook runs view`: the record of a run as a person reads it, and whether it is still what was written. */
import type { Command } from 'commander'
import { jsonLine } from '../runbook/report/json-text.ts'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { usageFailure } from './failure.ts'
import { type OnServerFlags, shapeOnServer } from './on-server.ts'
import { openRun, type RunSource } from './run-source.ts'
import { runFailure } from './runs-failure.ts'

interface Flags extends OnServerFlags {
  anchor?: string
}

/** Lines of output shown of one command. */
const SHOWN = { table: 12, verbose: 200, md: 40 }

export const view: CommandDefinition = {
  text: {
    name: 'view',
    summary:
      'Shows the record of a run: what was carried out, by whom, on which page; every step with its tries, output, verdicts, decisions and approvals. Checks that nothing of it was changed, and exits with 3 when something was.',
    formats: ['table', 'json', 'md', 'ndjson'],
    examples: [
      ['opsbook runs view last', 'the last run'],
      ['opsbook runs view k3f9 --format md', 'by the end of its name, for a ticket'],
      ['opsbook runs view last --json=record', 'everything, for programs'],
      ['opsbook runs view last --anchor 34:9f2c…', 'against a head that was kept elsewhere'],
      ['opsbook runs view last --on-server', 'the last run of the server'],
    ],
  },
  shape: (command: Command) =>
    shapeOnServer(
      command
        .argument('<run>', 'its name, the beginning or the end of it, or "last"')
        .option('--anchor <events:hash>', 'prove that it continues this head, which was kept elsewhere'),
    ),
  run,
}

async function run(call: Call<Flags>): Promise<ExitCode> {
  const { flags, terminal } = call
  const anchor = anchorOf(flags.anchor)
  const source = await openRun(call, { checked: true, ...(anchor ? { anchor } : {}) })
  await print(call, source)
  const { integrity } = source.record
  if (integrity.sound) return EXIT.success
  if (!flags.quiet && flags.format !== undefined && flags.format !== 'table') {
    const { problem, files } = integrity
    const reasons = [...(problem ? [`line ${problem.line}: ${problem.reason}`] : []), ...files]
    terminal.say(`${terminal.errorStyle.signs.error} ${reasons.map(terminal.errorStyle.show).join('; ')}\n`)
  }
  return EXIT.found
}

async function print({ flags, terminal, now }: Call<Flags>, source: RunSource): Promise<void> {
  const { record } = source
  if (flags.format === 'ndjson') {
    printRaw(source)
    return
  }
  if (flags.format === 'json') {
    const { runRecordJson } = await import('../runbook/report/run-record-json.ts')
    const json = runRecordJson(record)
    const { run, integrity } = record
    if (!json)
      throw runFailure(
        integrity.problem
          ? { code: 'journal/damaged', run, problem: integrity.problem }
          : { code: 'run/pinned-missing', run, what: 'the beginning' },
      )
    terminal.print(terminal.json(json))
    return
  }
  const outputs = await source.outputs()
  if (flags.format === 'md') {
    const { runMarkdown } = await import('../runbook/report/run-markdown.ts')
    terminal.print(runMarkdown(record, { outputs, mostLines: SHOWN.md }))
    return
  }
  const { runView } = await import('../runbook/report/run-view.ts')
  const mostLines = flags.verbose > 0 ? SHOWN.verbose : SHOWN.table
  const lines = runView(record, { outputs, now, mostLines }, terminal.style)
  terminal.print(lines.map((line) => `${line}\n`).join(''))
}

/**
 * The lines of the journal as they are, up to the first that is wrong: whoever checks the chain needs every byte. Into a
 * terminal they go with escapes, because it would obey some of them.
 */
function printRaw({ record, journal }: RunSource): void {
  if (process.stdout.isTTY) for (const event of record.events) process.stdout.write(jsonLine(event))
  else process.stdout.write(journal())
}

function anchorOf(text: string | undefined): { events: number; hash: string } | undefined {
  if (text === undefined) return undefined
  const [, events, hash] = /^([1-9]\d{0,8}):([0-9a-f]{64})$/.exec(text) ?? []
  if (events === undefined || hash === undefined)
    throw usageFailure('invalid-value', `--anchor takes EVENTS:HASH as "head" shows it, not "${text}"`)
  return { events: Number(events), hash }
}
