/** Spans for findings, from what a rule has in its hands. */
import type { Span } from '../../../kit/diagnostic.ts'
import type { Document } from '../document.ts'

/** Text of known length on one line. */
export const spanOfText = (line: number, column: number, text: string): Span => ({
  line,
  column,
  endLine: line,
  endColumn: column + text.length,
})

/** A line without its indentation; `endLine` for a block of lines. */
export function spanOfLines(document: Document, line: number, endLine = line): Span {
  const first = document.lines[line - 1] ?? ''
  const last = document.lines[endLine - 1] ?? ''
  const indent = /^[ \t]*/.exec(first)![0].length
  return { line, column: indent + 1, endLine, endColumn: last.length + 1 }
}

/** An example page written line by line. */
export const page = (...lines: readonly string[]): string => `${lines.join('\n')}\n`
