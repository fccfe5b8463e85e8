import type { Fence } from '../document.ts'
import type { Command, Page } from '../page.ts'
import { flatSteps, procedureSteps } from './flat-steps.ts'
import { pageCommands, placeOf } from './page-commands.ts'

/** A command of any language with what it does to the world, and the block it stands in. */
export interface JudgedCommand
  extends Pick<Command, 'text' | 'line' | 'endLine' | 'column' | 'language' | 'effect' | 'reasons'> {
  /** Absent for a command in running text. */
  fence?: Fence
}

const known = new WeakMap<Page, readonly JudgedCommand[]>()

/**
 * Every command of a page: those of its procedures, and shell commands in blocks that belong to none. A script is
 * judged command by command, so that a finding names the line that matters.
 */
export function judgedCommands(page: Page): readonly JudgedCommand[] {
  let commands = known.get(page)
  if (!commands) {
    commands = judge(page)
    known.set(page, commands)
  }
  return commands
}

function judge(page: Page): JudgedCommand[] {
  const found = new Map<string, JudgedCommand>()
  for (const command of pageCommands(page)) {
    const { text, line, endLine, column, judgement, reading } = command
    const { effect, reasons } = judgement
    found.set(placeOf(command), {
      text,
      line,
      endLine,
      column,
      language: 'bash',
      effect,
      reasons,
      fence: reading.fence,
    })
  }
  // What is left are commands in running text and in other languages.
  const steps = [...page.procedures.flatMap(procedureSteps), ...page.hooks.flatMap((hook) => flatSteps(hook.steps))]
  for (const command of steps.flatMap((step) => step.commands)) {
    // A whole script is judged line by line above.
    if (found.has(placeOf(command)) || command.text.startsWith('#!')) continue
    const fence = page.document.fences.find(({ line, endLine }) => line <= command.line && command.line <= endLine)
    found.set(placeOf(command), { ...command, ...(fence ? { fence } : {}) })
  }
  return [...found.values()].sort((a, b) => a.line - b.line || a.column - b.column)
}
