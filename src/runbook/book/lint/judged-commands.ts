import type { Fence } from '../document.ts'
import type { Command, Page, Procedure, Step } from '../page.ts'
import { pageCommands } from './page-commands.ts'

/** A command of any language with what it does to the world, and the block it stands in. */
export interface JudgedCommand
  extends Pick<Command, 'text' | 'line' | 'endLine' | 'column' | 'language' | 'effect' | 'reasons'> {
  /** Absent for a command in running text. */
  fence?: Fence
}

/** Every step of a list, those of its alternatives included, in document order. */
export function flatSteps(steps: readonly Step[]): Step[] {
  return steps.flatMap((step) => [
    step,
    ...(step.alternatives ?? []).flatMap((alternative) => flatSteps(alternative.steps)),
  ])
}

/** Everything a procedure says to do, in document order. */
export const procedureSteps = ({ steps, verification, rollback }: Procedure): Step[] =>
  flatSteps([...steps, ...verification, ...rollback]).sort((a, b) => a.line - b.line)

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
  const fenceAt = new Map<number, Fence>()
  for (const { fence } of page.readings) for (const { line } of fence.lines) fenceAt.set(line, fence)
  const scripts = new Set(page.readings.filter(({ kind }) => kind === 'file').map(({ fence }) => fence))
  const found = new Map<string, JudgedCommand>()
  const steps = [...page.procedures.flatMap(procedureSteps), ...page.hooks.flatMap((hook) => flatSteps(hook.steps))]
  for (const command of steps.flatMap((step) => step.commands)) {
    const fence = fenceAt.get(command.line)
    if (fence && scripts.has(fence)) continue
    found.set(`${command.line}:${command.column}`, { ...command, ...(fence ? { fence } : {}) })
  }
  for (const command of pageCommands(page)) {
    const key = `${command.line}:${command.column}`
    if (found.has(key)) continue
    const { text, line, endLine, column, facts, reading } = command
    found.set(key, {
      text,
      line,
      endLine,
      column,
      language: 'bash',
      effect: facts.effect,
      reasons: facts.reasons,
      fence: reading.fence,
    })
  }
  return [...found.values()].sort((a, b) => a.line - b.line || a.column - b.column)
}
