import type { Span } from '../../../kit/diagnostic.ts'
import type { Section } from '../document.ts'
import type { FenceReading } from '../fence-reading.ts'
import type { Command, Page } from '../page.ts'
import { commandFacts } from '../shell/command-facts.ts'
import { flatSteps, procedureSteps } from './flat-steps.ts'
import { type ShellCall, shellCalls } from './shell-calls.ts'

/** What a command does to the world, and why. */
export type Judgement = Pick<Command, 'effect' | 'traits' | 'reasons'>

/** A shell command of a page, with what several rules want to know of it. */
export interface PageCommand {
  text: string
  line: number
  endLine: number
  column: number
  reading: FenceReading
  readonly calls: readonly ShellCall[]
  readonly judgement: Judgement
}

const known = new WeakMap<Page, readonly PageCommand[]>()

/** The shell commands in the code blocks of a page, in document order; what only looks like shell is left out. */
export function pageCommands(page: Page): readonly PageCommand[] {
  let commands = known.get(page)
  if (!commands) {
    const judged = judgedByReader(page)
    commands = page.readings.flatMap((reading) => commandsOf(reading, judged))
    known.set(page, commands)
  }
  return commands
}

/** The reader has judged the commands of procedures already, and judging is what costs time. */
function judgedByReader({ procedures, hooks }: Page): ReadonlyMap<string, Command> {
  const judged = new Map<string, Command>()
  const steps = [...procedures.flatMap(procedureSteps), ...hooks.flatMap((hook) => flatSteps(hook.steps))]
  for (const step of steps) for (const command of step.commands) judged.set(placeOf(command), command)
  return judged
}

/** Key of a command within its page. */
export const placeOf = ({ line, column }: { line: number; column: number }): string => `${line}:${column}`

function commandsOf(reading: FenceReading, judged: ReadonlyMap<string, Command>): PageCommand[] {
  return reading.items.flatMap((item) => {
    if (item.kind !== 'command' || item.language !== 'bash') return []
    const command = judged.get(placeOf(item))
    return [new ReadCommand(item, reading, command?.text === item.text ? command : undefined)]
  })
}

/** Parses when first asked, so that rules share the work and pages without findings pay little. */
class ReadCommand implements PageCommand {
  readonly text: string
  readonly line: number
  readonly endLine: number
  readonly column: number
  readonly reading: FenceReading
  private parsed: readonly ShellCall[] | undefined
  private judged: Judgement | undefined

  constructor(
    item: Pick<PageCommand, 'text' | 'line' | 'endLine' | 'column'>,
    reading: FenceReading,
    judged: Judgement | undefined,
  ) {
    this.text = item.text
    this.line = item.line
    this.endLine = item.endLine
    this.column = item.column
    this.reading = reading
    this.judged = judged
  }

  get calls(): readonly ShellCall[] {
    this.parsed ??= shellCalls(this.text)
    return this.parsed
  }

  get judgement(): Judgement {
    this.judged ??= commandFacts(this.text)
    return this.judged
  }
}

/** Where a piece of a command stands in the file; pieces that run over a line end with it. */
export function placeIn(page: Page, command: PageCommand, offset: number, length: number): Span {
  const before = command.text.slice(0, offset)
  const lineStart = before.lastIndexOf('\n') + 1
  return placeOnLine(page, command, { line: before.split('\n').length, column: offset - lineStart + 1 }, length)
}

/** The same for a place that counts lines and columns of the command's own text from 1. */
export function placeOnLine(
  page: Page,
  command: PageCommand,
  at: { line: number; column: number },
  length: number,
): Span {
  const line = command.line + at.line - 1
  const text = command.text.split('\n')[at.line - 1] ?? ''
  const source = page.document.lines[line - 1] ?? ''
  // Later lines of a command stand where their fence or its prompt puts them.
  const start = at.line === 1 ? command.column : Math.max(0, source.lastIndexOf(text)) + 1
  const column = start + at.column - 1
  // An empty span is a place to insert at; any other shows at least one character.
  const shown = length === 0 ? 0 : Math.max(1, Math.min(length, text.length - at.column + 1))
  return { line, column, endLine: line, endColumn: column + shown }
}

/** The innermost section a line stands in; undefined above the first heading. */
export function sectionAt(page: Page, line: number): Section | undefined {
  return page.document.sections.findLast((section) => section.line <= line && line <= section.endLine)
}
