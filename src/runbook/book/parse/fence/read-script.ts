import type { CodeLine } from '../../document.ts'
import type { FenceItem, FenceReading } from '../../fence-reading.ts'
import type { ForeignContext } from '../foreign-line.ts'
import { foreignRun } from '../foreign-line.ts'
import { blankItem, boxItem, commandItem, commentItem, foreignItem, outputItem } from './fence-items.ts'
import type { ShellGroup } from './split-shell.ts'
import { commandAt, effortFor, splitWhole } from './split-shell.ts'

export interface ReadLines {
  items: FenceItem[]
  syntaxProblem?: NonNullable<FenceReading['syntaxProblem']>
}

/** `#`, also behind invisible characters that came along with a copy. */
export const SHELL_COMMENT = /^(?:\s|\u200b|\u200c|\u200d|\ufeff)*#+/
const SLASH_COMMENT = /^\s*\/\/+(?=\s)/

/** Reads the lines of a shell fence without prompts: commands, comments, boxes, and what is no shell at all. */
export function readScript(lines: readonly CodeLine[], label?: string): ReadLines {
  const texts = lines.map((line) => line.text)
  const groups = splitWhole(texts)
  return (groups && plainScript(lines, texts, groups)) ?? mixedScript(lines, texts, label)
}

/** All of it parsed at once; given up as soon as a line turns out to be of another language. */
function plainScript(
  lines: readonly CodeLine[],
  texts: readonly string[],
  groups: readonly ShellGroup[],
): ReadLines | undefined {
  const items: FenceItem[] = []
  let at = 0
  for (const group of [...groups, { first: lines.length, last: lines.length }]) {
    for (; at < group.first; at++) {
      const line = lines[at] as CodeLine
      const item = line.text.trim() === '' ? blankItem(line) : commentItem(line, SHELL_COMMENT)
      if (!item) return undefined
      items.push(item)
    }
    if (group.first >= lines.length) break
    const line = lines[group.first] as CodeLine
    if (boxItem(line) || SHELL_COMMENT.test(line.text) || SLASH_COMMENT.test(line.text)) return undefined
    if (foreignRun(texts, group.first, { comment: ANY_COMMENT })) return undefined
    items.push(
      commandItem(lines, group, {
        language: 'bash',
        ...(group.endColumn === undefined ? {} : { endColumn: group.endColumn }),
      }),
    )
    at = group.last + 1
  }
  return { items }
}

/** Makes every line that could be a setting of a file look like one, so that the careful reading decides. */
const ANY_COMMENT = 'add to .env:'

function mixedScript(lines: readonly CodeLine[], texts: readonly string[], label: string | undefined): ReadLines {
  const items: FenceItem[] = []
  const effort = effortFor(texts)
  const read = readVariables(texts)
  let syntaxProblem: ReadLines['syntaxProblem']
  let comment: string | undefined
  let at = 0
  while (at < lines.length) {
    const line = lines[at] as CodeLine
    const simple = simpleItem(line)
    if (simple) {
      if (simple.kind === 'comment') comment = simple.text
      else if (simple.kind === 'blank') comment = undefined
      items.push(simple)
      at++
      continue
    }
    const context: ForeignContext = {
      read,
      ...(comment === undefined ? {} : { comment }),
      ...(label === undefined ? {} : { label }),
    }
    const run = foreignRun(texts, at, context)
    if (run) {
      const stretch = { first: at, last: run.end - 1 }
      items.push(run.language === 'output' ? outputItem(lines, stretch) : foreignItem(lines, stretch, run.language))
      at = run.end
      continue
    }
    const group = commandAt(texts, at, effort)
    if (group.problem && !syntaxProblem) syntaxProblem = placed(lines, group.problem)
    items.push(
      commandItem(lines, group, {
        language: 'bash',
        ...(group.endColumn === undefined ? {} : { endColumn: group.endColumn }),
      }),
    )
    comment = undefined
    at = group.last + 1
  }
  return syntaxProblem ? { items, syntaxProblem } : { items }
}

function simpleItem(line: CodeLine): FenceItem | undefined {
  if (line.text.trim() === '') return blankItem(line)
  return commentItem(line, SHELL_COMMENT) ?? commentItem(line, SLASH_COMMENT) ?? boxItem(line)
}

/** The place of a problem in the file. */
export function placed(
  lines: readonly CodeLine[],
  problem: NonNullable<ShellGroup['problem']>,
): NonNullable<FenceReading['syntaxProblem']> {
  const line = lines[problem.line] as CodeLine
  return { message: problem.message, line: line.line, column: line.column + problem.column }
}

function readVariables(texts: readonly string[]): ReadonlySet<string> {
  const names = new Set<string>()
  for (const text of texts) for (const [, name] of text.matchAll(/\$\{?([A-Za-z_]\w*)/g)) names.add(name as string)
  return names
}
