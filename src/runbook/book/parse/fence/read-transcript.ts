import type { CodeLine } from '../../document.ts'
import type { FenceItem } from '../../fence-reading.ts'
import { blankItem, commandItem, commentItem, foreignItem, outputItem } from './fence-items.ts'
import type { Prompt } from './prompt.ts'
import type { ReadLines } from './read-script.ts'
import { placed, SHELL_COMMENT } from './read-script.ts'
import type { Effort } from './split-shell.ts'
import { commandAt, effortFor } from './split-shell.ts'

/**
 * Reads a session copied from a terminal: what stands behind a prompt was typed, everything else was printed.
 *
 * @param prompts one entry a line, from `findPrompts`
 */
export function readTranscript(lines: readonly CodeLine[], prompts: readonly (Prompt | undefined)[]): ReadLines {
  const items: FenceItem[] = []
  const effort = effortFor(lines.map((line) => line.text))
  let syntaxProblem: ReadLines['syntaxProblem']
  let at = 0
  while (at < lines.length) {
    const line = lines[at] as CodeLine
    const prompt = prompts[at]
    if (prompt) {
      const typed = typedAt(lines, prompts, at, effort)
      items.push(...typed.items)
      syntaxProblem ??= typed.problem
      at = typed.end
    } else if (line.text.trim() === '') {
      items.push(blankItem(line))
      at++
    } else {
      const end = endOfPrinted(lines, prompts, at)
      items.push(...printed(lines, prompts, at, end))
      at = end
    }
  }
  return syntaxProblem ? { items, syntaxProblem } : { items }
}

interface Typed {
  items: FenceItem[]
  end: number
  problem?: ReadLines['syntaxProblem']
}

function typedAt(
  lines: readonly CodeLine[],
  prompts: readonly (Prompt | undefined)[],
  at: number,
  effort: Effort,
): Typed {
  const prompt = prompts[at] as Prompt
  const line = lines[at] as CodeLine
  const typed = line.text.slice(prompt.text.length)
  if (prompt.language === 'bash' && typed.startsWith('#')) {
    const comment = commentItem({ ...line, text: typed, column: line.column + prompt.text.length }, SHELL_COMMENT)
    return { items: comment ? [comment] : [], end: at + 1 }
  }
  // Prompts in the middle of a command are characters nobody typed: such a command cannot be run as it stands.
  const last = lastContinuation(prompts, at)
  if (last > at || prompt.continues)
    return { items: [foreignItem(lines, { first: at, last }, prompt.language)], end: last + 1 }
  const next = nextPrompt(prompts, at + 1)
  if (prompt.language === 'bash') return typedShell(lines, { first: at, last: next - 1 }, prompt, effort)
  const end = prompt.language === 'sql' ? endOfStatement(lines, at, next) : at
  return {
    items: [commandItem(lines, { first: at, last: end }, { language: prompt.language, prompt: prompt.text })],
    end: end + 1,
  }
}

function typedShell(
  lines: readonly CodeLine[],
  { first, last }: { first: number; last: number },
  prompt: Prompt,
  effort: Effort,
): Typed {
  const texts = lines
    .slice(first, last + 1)
    .map((line, index) => (index === 0 ? line.text.slice(prompt.text.length) : line.text))
  const group = commandAt(texts, 0, effort)
  // The end column was counted on the line without its prompt.
  const offset = group.last === 0 ? prompt.text.length : 0
  const item = commandItem(
    lines,
    { first, last: first + group.last },
    {
      language: 'bash',
      prompt: prompt.text,
      ...(group.endColumn === undefined ? {} : { endColumn: group.endColumn + offset }),
    },
  )
  const typed: Typed = { items: [item], end: first + group.last + 1 }
  if (!group.problem) return typed
  const { message, line, column } = group.problem
  return {
    ...typed,
    problem: placed(lines, { message, line: line + first, column: column + (line === 0 ? prompt.text.length : 0) }),
  }
}

function lastContinuation(prompts: readonly (Prompt | undefined)[], at: number): number {
  let last = at
  while (prompts[last + 1]?.continues) last++
  return last
}

function nextPrompt(prompts: readonly (Prompt | undefined)[], from: number): number {
  let next = from
  while (next < prompts.length && !prompts[next]) next++
  return next
}

/** SQL goes on to its semicolon when one comes before the next prompt; else the line is all there is. */
function endOfStatement(lines: readonly CodeLine[], at: number, next: number): number {
  for (let index = at; index < next; index++) {
    const text = lines[index]?.text.trim() ?? ''
    if (text === '' || (index > at && /\s\|\s|^-+\+/.test(text))) return at
    if (/;\s*(?:--.*)?$/.test(text)) return index
  }
  return at
}

function endOfPrinted(lines: readonly CodeLine[], prompts: readonly (Prompt | undefined)[], from: number): number {
  let end = from
  while (end < lines.length && !prompts[end] && lines[end]?.text.trim() !== '') end++
  return end
}

/**
 * Printed lines, with comments told apart: `#` lines at the start of a paragraph, or right before a prompt, a blank
 * line or the end, are the author's; those among output (`# HELP …` of a metrics page) were printed.
 */
function printed(
  lines: readonly CodeLine[],
  prompts: readonly (Prompt | undefined)[],
  from: number,
  end: number,
): FenceItem[] {
  const isSign = (index: number) => SHELL_COMMENT.test(lines[index]?.text ?? '')
  let head = from
  const afterCommand = prompts[from - 1] !== undefined
  while (head < end && isSign(head)) head++
  if (afterCommand && head < end) head = from
  let tail = end
  while (tail > head && isSign(tail - 1)) tail--
  const comments = (first: number, last: number) =>
    lines.slice(first, last).flatMap((line) => commentItem(line, SHELL_COMMENT) ?? [])
  return [
    ...comments(from, head),
    ...(tail > head ? [outputItem(lines, { first: head, last: tail - 1 })] : []),
    ...comments(tail, end),
  ]
}
