/** What `opsbook --help` prints. */
import { wrapTo } from '../runbook/report/display-width.ts'
import type { Style } from '../runbook/report/style.ts'
import type { CommandEntry } from './command.ts'
import { described } from './described.ts'
import { helpTopics } from './help-topics.ts'

const EXAMPLES = [
  ['opsbook check docs/operations', 'find what is wrong'],
  ['opsbook search "connection refused 8222"', 'find what to do'],
  ['opsbook view docs/RUNBOOK.md', 'show it, step by step'],
] as const

/** The commands, the topics and where to begin. */
export function rootHelp(version: string, { columns }: Style, commands: readonly CommandEntry[]): string {
  const lines = [
    ...wrapTo(`opsbook ${version}: reads the operations folder a team already has, and makes it checkable`, columns),
    '',
    'Usage: opsbook COMMAND [ARGUMENTS] [FLAGS]',
    '',
    'Commands:',
    ...commands.flatMap(({ name, summary }) => described(`  ${name.padEnd(11)} `, summary, columns)),
    '',
    'Examples:',
    ...EXAMPLES.flatMap(([line, what]) => described(`  ${line.padEnd(42)} `, what, columns)),
    '',
    'Every command explains itself with -h.',
    ...wrapTo(`Topics of "opsbook help": ${Object.keys(helpTopics).join(', ')}`, columns),
  ]
  return `${lines.join('\n')}\n`
}
