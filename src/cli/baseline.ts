/** `opsbook baseline`: every claim of an operational baseline with its proof, or the lines that break it. */
import type { Call, CommandDefinition, CommonFlags } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { usageFailure } from './failure.ts'

interface BaselineFlags extends CommonFlags {
  symptoms?: string
  document?: string[]
}

const collect = (value: string, list: string[] = []) => [...list, value]

export const baseline: CommandDefinition = {
  text: {
    name: 'baseline',
    summary:
      'Judges a folder by the operational baseline: documents, commands, boundaries, symptoms, bounded times, ready to be handed over. Exit 3 when a claim does not hold.',
    formats: ['table', 'plain', 'json', 'md'],
    examples: [
      ['opsbook baseline docs', 'each claim with its proof'],
      ['opsbook baseline --symptoms 10 docs', 'demand fewer symptoms'],
      ['opsbook baseline -v docs', 'every line that proves or breaks a claim'],
    ],
  },
  shape: (command) =>
    command
      .argument('[path...]', 'folders and files; default: the book of opsbook.yaml, or this folder')
      .option('--symptoms <n>', 'demand so many symptoms (30)')
      .option('--document <name>', 'demand this document (repeatable)', collect),
  run,
}

async function run(call: Call<BaselineFlags>): Promise<ExitCode> {
  const { flags, terminal } = call
  const symptoms = flags.symptoms === undefined ? undefined : Number(flags.symptoms)
  if (symptoms !== undefined && !(Number.isInteger(symptoms) && symptoms >= 0)) {
    throw usageFailure('invalid-value', `--symptoms takes a number, not "${flags.symptoms}"`)
  }
  const [{ judgeBaseline }, table] = await Promise.all([
    import('./judge-baseline.ts'),
    import('../runbook/report/baseline-table.ts'),
  ])
  const claims = await judgeBaseline(call, {
    ...(symptoms === undefined ? {} : { symptoms }),
    ...(flags.document === undefined ? {} : { documents: flags.document }),
  })
  const { print, json, style } = terminal
  const passed = claims.every((claim) => claim.passed)
  if (flags.format === 'json') print(json(table.baselineJson(claims)))
  else if (flags.format === 'plain') print(table.baselinePlain(claims))
  else if (flags.format === 'md') print(table.baselineMarkdown(claims))
  else {
    print(table.baselineTable(claims, style, flags.verbose > 0))
    if (!flags.quiet) print(`\n${passed ? style.signs.ok : style.signs.error} ${table.baselineSummary(claims)}\n`)
  }
  return passed ? EXIT.success : EXIT.found
}
