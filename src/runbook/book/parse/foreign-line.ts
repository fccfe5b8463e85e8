/**
 * Recognises lines inside a shell fence that are not shell: queries, calls into another shell, fragments of files,
 * pasted output, prose. Judged by shape alone, never by whether a command is known: a line that a shell would run is
 * never called foreign.
 */
import { readBlock } from './fence/foreign-block.ts'
import { codeRun } from './fence/foreign-code.ts'
import { outputRun, proseLine } from './fence/foreign-output.ts'
import { printedRun } from './fence/foreign-printed.ts'
import { readQuery } from './fence/foreign-query.ts'

/** Lines `from` up to but not including `end` are text of another language. `output` is what a program printed. */
export interface ForeignRun {
  language: string
  end: number
}

/** What surrounds the lines, where that decides. */
export interface ForeignContext {
  /** The comment right above the line, without its sign. */
  comment?: string
  /** Words before the fence: `Edit .env`. */
  label?: string
  /** Names of variables that the fence reads. */
  read?: ReadonlySet<string>
}

/**
 * Classifies the line at `from` and as many of those after it as belong to it.
 *
 * @param lines text of the lines, without container indentation and prompts
 * @returns nothing for a line that may be shell
 */
export function foreignRun(
  lines: readonly string[],
  from: number,
  context: ForeignContext = {},
): ForeignRun | undefined {
  const line = lines[from] ?? ''
  if (line.length > LONGEST || line.trim() === '') return undefined
  return (
    readQuery(lines, from) ??
    readBlock(lines, from, context) ??
    printedRun(lines, from) ??
    outputRun(lines, from) ??
    codeRun(lines, from) ??
    proseLine(lines, from)
  )
}

/** A longer line is data whatever it looks like, but is left to the shell parser, which says so. */
const LONGEST = 20_000
