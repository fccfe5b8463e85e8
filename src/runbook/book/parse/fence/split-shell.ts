import type { ParsedScript, SyntaxNode } from 'unbash'
import { forEachChild } from 'unbash'
import type { ShellTree } from '../../shell/parse-shell.ts'
import { endsInBackslash, parseShell } from '../../shell/parse-shell.ts'

/** Lines of a text that form one command, or several on the same line. */
export interface ShellGroup {
  /** Indices of the first line and of the last. */
  first: number
  last: number
  /** Column, from 0, on the last line where the command ends; behind it can only be a comment. Absent for here-documents. */
  endColumn?: number
  /** Set when the lines are not valid shell. */
  problem?: { message: string; line: number; column: number }
}

/** Work that may be spent on commands that do not end where they begin, so that no text can make it grow without bound. */
export interface Effort {
  left: number
}

/** Enough to read every piece of a text a few times over. */
export const effortFor = (lines: readonly string[]): Effort => ({
  left: 100_000 + 30 * lines.reduce((sum, line) => sum + line.length + 1, 0),
})

const LONGEST_COMMAND = 500

/** The whole text as groups of lines, when all of it is shell without an error. */
export function splitWhole(lines: readonly string[]): ShellGroup[] | undefined {
  const tree = parseShell(lines.join('\n'))
  return tree.problem ? undefined : groupsOf(tree, lines)
}

/**
 * The command that begins on the line `from`: that line alone when it is complete, else as many lines as the shell
 * would wait for. A line that is no shell, whatever follows it, stays alone and carries its problem.
 */
export function commandAt(lines: readonly string[], from: number, effort: Effort): ShellGroup {
  const line = lines[from] ?? ''
  const alone = parseShell(line)
  if (!alone.problem) return shifted(groupsOf(alone, [line]).at(-1) ?? { first: 0, last: 0 }, from)
  const unfinished = !alone.problem.message.startsWith('unexpected token')
  for (let size = 8; unfinished && effort.left > 0; size *= 8) {
    const group = firstGroup(lines.slice(from, from + Math.min(size, LONGEST_COMMAND)), effort)
    if (group) return shifted(group, from)
    if (size >= LONGEST_COMMAND || from + size >= lines.length) break
  }
  const column = Math.min(alone.problem.pos, line.length)
  return { first: from, last: from, problem: { message: alone.problem.message, line: from, column } }
}

/** The first command of some lines when it takes more than one of them and is complete by itself. */
function firstGroup(lines: readonly string[], effort: Effort): ShellGroup | undefined {
  const text = lines.join('\n')
  effort.left -= text.length
  const [group] = groupsOf(parseShell(text), lines)
  if (group?.first !== 0 || group.last === 0) return undefined
  const own = lines.slice(0, group.last + 1).join('\n')
  effort.left -= own.length
  return parseShell(own).problem ? undefined : group
}

function shifted(group: ShellGroup, by: number): ShellGroup {
  return { ...group, first: group.first + by, last: group.last + by }
}

function groupsOf(tree: ShellTree, lines: readonly string[]): ShellGroup[] {
  const lineAt = lineFinder(lines)
  const documents = tree.text.includes('<<') ? documentEnds(tree.script) : []
  const groups: ShellGroup[] = []
  let next = 0
  for (const statement of tree.script.commands) {
    let end = statement.end
    for (; next < documents.length && (documents[next]?.pos ?? 0) < statement.end; next++) {
      end = Math.max(end, documents[next]?.end ?? 0)
    }
    const first = lineAt(statement.pos).line
    const last = lineAt(Math.max(statement.pos, end - 1))
    const group: ShellGroup = {
      first,
      last: last.line,
      ...(end === statement.end ? { endColumn: last.column + 1 } : {}),
    }
    const before = groups.at(-1)
    if (before && first <= before.last) groups[groups.length - 1] = joined(before, group)
    else groups.push(group)
  }
  for (const group of groups) extendOverBackslash(group, lines)
  return groups.filter((group, index) => index === 0 || group.first > (groups[index - 1]?.last ?? -1))
}

function joined(before: ShellGroup, after: ShellGroup): ShellGroup {
  const covered = after.last < before.last || (after.last === before.last && before.endColumn === undefined)
  return covered ? before : { ...after, first: before.first }
}

/** A backslash at the end of a line joins the next one to it, be it only a comment. */
function extendOverBackslash(group: ShellGroup, lines: readonly string[]): void {
  if (group.endColumn === undefined) return
  const rest = (lines[group.last] ?? '').slice(group.endColumn)
  if (!rest.includes('#') && endsInBackslash(rest) && group.last + 1 < lines.length) {
    group.last++
    delete group.endColumn
  }
}

function documentEnds(script: ParsedScript): { pos: number; end: number }[] {
  const found: { pos: number; end: number }[] = []
  const visit = (node: SyntaxNode): void => {
    if (node.type === 'HereDoc') found.push({ pos: node.pos, end: node.closing?.end ?? node.body.end })
    if (node.type !== 'CommandExpansion' && node.type !== 'ProcessSubstitution') forEachChild(node, visit)
  }
  visit(script)
  return found
}

/** Finds the line of ascending offsets. */
function lineFinder(lines: readonly string[]): (offset: number) => { line: number; column: number } {
  const starts: number[] = []
  let start = 0
  for (const line of lines) {
    starts.push(start)
    start += line.length + 1
  }
  return (offset) => {
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] as number) <= offset) low = middle
      else high = middle - 1
    }
    return { line: low, column: offset - (starts[low] ?? 0) }
  }
}
