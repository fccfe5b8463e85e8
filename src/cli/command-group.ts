import type { CommandDefinition, CommandEntry, CommandText } from './command.ts'
import { usageFailure } from './failure.ts'

/** A command that only has commands of its own: its help names them, and without one of them it says so. */
export function commandGroup(text: CommandText, parts: readonly CommandEntry[]): CommandDefinition {
  const named = parts.map(({ name, summary }) => `${name}: ${summary}`).join('. ')
  return {
    text: { ...text, summary: `${text.summary} ${named}. Each has its own -h.` },
    shape: (command) => command.argument('<command>', parts.map(({ name }) => name).join(', ')),
    parts,
    // Reached only without the name of one of its commands, for which the argument parser has words already.
    run: async () => {
      throw usageFailure('missing-argument', `${text.name} needs a command`, `opsbook ${text.name} -h lists them`)
    },
  }
}
