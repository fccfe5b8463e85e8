/** `opsbook runs list`: the runs there are, newest first, and what each waits for. */
import type { Command } from 'commander'
import { Option } from 'commander'
import type { RecordedRun, RunStatus } from '../runbook/record/recorded-run.ts'
import type { ListedRun } from '../runbook/report/run-list.ts'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { usageFailure } from './failure.ts'
import { isOnServer, type OnServerFlags, shapeOnServer } from './on-server.ts'
import { pageWanted } from './page-wanted.ts'

export interface RunsListFlags extends OnServerFlags {
  page?: string
  result?: RunStatus[]
  limit: string
}

const RESULTS: Readonly<Record<RunStatus, true>> = {
  succeeded: true,
  failed: true,
  cancelled: true,
  unknown: true,
  'rolled-back': true,
  rejected: true,
  waiting: true,
  running: true,
  interrupted: true,
  damaged: true,
  queued: true,
  lost: true,
}

export const list: CommandDefinition = {
  text: {
    name: 'list',
    summary:
      'Lists runs, newest first: how each ended or what it waits for, its page, when, who, how long. A run whose process died is "interrupted"; a record that was changed is "damaged", with the line.',
    formats: ['table', 'plain', 'json'],
    examples: [
      ['opsbook runs list', 'the last 20'],
      ['opsbook runs list --result waiting --result interrupted', 'what has to be carried on'],
      ['opsbook runs list --page docs/RUNBOOK.md --limit 0 --json', 'all of one page, for programs'],
      ['opsbook runs list --on-server --result waiting', 'what waits at the server'],
    ],
  },
  shape: (command: Command) =>
    shapeOnServer(
      command
        .option('--page <file>', 'runs of this page only, or of page#procedure')
        .addOption(
          new Option('--result <result>', 'runs with this result only (repeatable)')
            .choices(Object.keys(RESULTS))
            .argParser((value: string, before: string[] = []) => [...before, resultOf(value)]),
        )
        .option('--limit <n>', 'so many at most; 0 for all', '20'),
    ),
  run,
}

/** commander asks either its list of choices or our own parser. */
function resultOf(value: string): string {
  if (Object.hasOwn(RESULTS, value)) return value
  throw usageFailure(
    'invalid-value',
    `no run has the result "${value}"`,
    `There are ${Object.keys(RESULTS).join(', ')}`,
  )
}

/** The newest that fit, and how many older ones there are; null where nobody has counted them. */
export interface Listed {
  readonly runs: readonly ListedRun[]
  readonly leftOut: number | null
  /** Where was looked. */
  readonly place: string
}

async function run(call: Call<RunsListFlags>): Promise<ExitCode> {
  const { flags, terminal } = call
  const report = await import('../runbook/report/run-list.ts')
  const limit = limitOf(flags.limit)
  const { runs, leftOut, place } = isOnServer(flags)
    ? await (await import('./runs-list-on-server.ts')).runsOfServer(call, limit)
    : await runsHere(call, limit)
  if (flags.format === 'json') terminal.print(terminal.json(report.runsJson(runs, leftOut)))
  else {
    const lines = flags.format === 'plain' ? report.runsPlain(runs) : report.runsTable(runs, call.now, terminal.style)
    terminal.print(lines.map((line) => `${line}\n`).join(''))
  }
  if (leftOut !== 0 && !flags.quiet) terminal.say(`${leftOut ?? 'the'} older ones are left out; --limit 0 shows all\n`)
  if (runs.length === 0 && !flags.quiet)
    terminal.say(`there are no such runs ${isOnServer(flags) ? 'at' : 'in'} ${terminal.errorStyle.show(place)}\n`)
  return EXIT.success
}

async function runsHere(call: Call<RunsListFlags>, limit: number): Promise<Listed> {
  const [{ runsRoot }, { listRuns }, { readRecord }, { listedRun }] = await Promise.all([
    import('./runs-find.ts'),
    import('../runbook/record/store.ts'),
    import('../runbook/record/recorded-run/store.ts'),
    import('../runbook/report/run-list.ts'),
  ])
  const root = runsRoot(call)
  const runs: ListedRun[] = []
  let leftOut = 0
  for (const name of (await listRuns(root)).toReversed()) {
    const record = await readRecord({ root, run: name })
    if (!fits(record, call.flags)) continue
    if (runs.length < limit) runs.push(listedRun(record))
    else leftOut++
  }
  return { runs, leftOut, place: root }
}

function limitOf(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw usageFailure('invalid-value', `--limit takes a number, not "${text}"`)
  return Number(text) === 0 ? Number.POSITIVE_INFINITY : Number(text)
}

/** The end of a path is enough, as long as it begins with a whole name. */
function fits({ state: { started }, status }: RecordedRun, { page, result }: RunsListFlags): boolean {
  if (result && !result.includes(status)) return false
  if (page === undefined) return true
  if (!started) return false
  const { file, procedure } = pageWanted(page)
  const same = started.page.file === file || started.page.file.endsWith(`/${file}`)
  return same && (procedure === undefined || started.procedure === procedure)
}
