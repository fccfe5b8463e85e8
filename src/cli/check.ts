/** `opsbook check`: read the book, say what is wrong. */
import { type CheckReport, countBySeverity } from '../runbook/report/check-report.ts'
import type { CheckFlags } from './check-flags.ts'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { usageFailure } from './failure.ts'

const collect = (value: string, list: string[] = []) => [...list, value]

export const check: CommandDefinition = {
  text: {
    name: 'check',
    summary: 'Reads the pages of folders and files and reports what is wrong. Exit 3 when there is an error.',
    formats: ['table', 'plain', 'json', 'sarif', 'junit', 'github', 'md'],
    examples: [
      ['opsbook check docs/operations', 'every page below a folder'],
      ['opsbook check --format sarif docs > opsbook.sarif', 'for code scanning'],
      ['opsbook check --changed-since main', 'only pages that changed'],
      ['opsbook check --write-baseline docs', 'accept what is there, fail on what is new'],
    ],
  },
  shape: (command) =>
    command
      .argument('[path...]', 'folders and files; default: the book of opsbook.yaml, or this folder')
      .option('--rule <id>', 'report this rule only (repeatable)', collect)
      .option('--skip-rule <id>', 'do not report this rule (repeatable)', collect)
      .option('--baseline <file>', 'leave out findings that this file accepts')
      .option('--write-baseline', 'accept every finding of now: write them to the baseline file')
      .option('--changed-since <ref>', 'report findings in files that changed since a commit, branch or tag')
      .option('--profile <name>', 'default or executable')
      .option('--fix', 'apply the safe fixes first')
      .option('--strict', 'fail on warnings too')
      .option('--max-warnings <n>', 'fail when there are more warnings'),
  run,
}

async function run(call: Call<CheckFlags>): Promise<ExitCode> {
  const { flags } = call
  const maxWarnings = maxWarningsOf(flags)
  if (flags.profile !== undefined && !['default', 'executable'].includes(flags.profile)) {
    throw usageFailure('invalid-value', `--profile takes default or executable, not "${flags.profile}"`)
  }
  // The reader and the rules are loaded here, so that -h and a mistyped flag are answered at once.
  const { checkBook } = await import('./check-book.ts')
  const { shown, scope, written } = await checkBook(call)
  if (written !== undefined) {
    call.terminal.print(`${call.terminal.style.signs.ok} ${written}\n`)
    return EXIT.success
  }
  const { printCheck } = await import('./print-check.ts')
  printCheck({ call, report: shown, scope })
  return verdict(shown, flags.strict === true ? 0 : maxWarnings)
}

function maxWarningsOf({ maxWarnings }: CheckFlags): number {
  if (maxWarnings === undefined) return Number.POSITIVE_INFINITY
  const most = Number(maxWarnings)
  if (/^\d+$/.test(maxWarnings)) return most
  throw usageFailure('invalid-value', `--max-warnings takes a number, not "${maxWarnings}"`)
}

const verdict = (report: CheckReport, maxWarnings: number): ExitCode => {
  const { error, warning } = countBySeverity(report.findings)
  return error > 0 || warning > maxWarnings ? EXIT.found : EXIT.success
}
