/** What `opsbook --help` prints. */
import { commands } from './commands.ts'
import { helpTopics } from './help-topics.ts'

/** The commands, the topics and where to begin. */
export function rootHelp(version: string): string {
  const list = commands.map(({ name, summary }) => `  ${name.padEnd(11)} ${summary}`).join('\n')
  return `opsbook ${version}: reads the operations folder a team already has, and makes it checkable

Usage: opsbook COMMAND [ARGUMENTS] [FLAGS]

Commands:
${list}

Examples:
  opsbook check docs/operations                 find what is wrong
  opsbook search "connection refused 8222"      find what to do
  opsbook view docs/RUNBOOK.md                  show it, step by step

Every command explains itself with -h.
Topics of "opsbook help": ${Object.keys(helpTopics).join(', ')}
`
}
