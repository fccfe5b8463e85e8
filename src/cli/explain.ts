/** `opsbook explain`: why a line was read as it was, or what a code means. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { Failure, usageFailure } from './failure.ts'

export const explain: CommandDefinition = {
  text: {
    name: 'explain',
    summary:
      'Says why a line of a page was read as it was, or what a rule means. Without an argument it lists the rules.',
    formats: ['table', 'json'],
    examples: [
      ['opsbook explain docs/RUNBOOK.md:41', 'what became of line 41'],
      ['opsbook explain RB301', 'a rule with its examples'],
      ['opsbook explain', 'every rule'],
    ],
  },
  shape: (command) => command.argument('[what]', 'FILE:LINE, or the code or name of a rule'),
  run,
}

async function run(call: Call<object>): Promise<ExitCode> {
  const [what] = call.args
  const place = what === undefined ? null : /^(.+?):(\d+)(?::\d+)?$/s.exec(what)
  if (place) return explainPlace(call, place[1]!, Number(place[2]))
  if (what !== undefined && (what.includes('/') || existsSync(resolve(call.cwd, what)))) {
    throw usageFailure('missing-line', `"${what}" needs a line`, `opsbook explain ${what}:1`)
  }
  const { printManual, printManualList } = await import('./print-manual.ts')
  if (what === undefined) printManualList(call)
  else printManual(call, what)
  return EXIT.success
}

async function explainPlace(call: Call<object>, file: string, line: number): Promise<ExitCode> {
  const [{ openPage }, { readFence }, { explainLine }, { explainTable }] = await Promise.all([
    import('./open-page.ts'),
    import('../runbook/book/parse/read-fence.ts'),
    import('../runbook/report/explain-line.ts'),
    import('../runbook/report/explain-table.ts'),
  ])
  const { page, repository } = await openPage(call, file)
  const lines = page.document.lines.length
  if (line < 1 || line > lines) {
    throw new Failure({
      code: 'book/no-such-line',
      message: `${file} has no line ${line}`,
      hint: `It has ${lines} lines`,
      exit: EXIT.notFound,
      location: { file },
    })
  }
  const answer = explainLine({ page, root: repository.root, line, readFence })
  const { print, json, style } = call.terminal
  print(call.flags.format === 'json' ? json(answer) : explainTable(answer, style))
  return EXIT.success
}
