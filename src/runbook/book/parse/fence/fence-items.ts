import type { CodeLine } from '../../document.ts'
import type { FenceItem } from '../../fence-reading.ts'

type CommandItem = Extract<FenceItem, { kind: 'command' }>

/** A stretch of lines, by index, both ends included. */
export interface Stretch {
  first: number
  last: number
}

export interface CommandParts {
  language: string
  /** Characters of a prompt to leave out at the start of the first line. */
  prompt?: string
  /** Where on the last line the command ends; what follows must be a comment to be left out. */
  endColumn?: number
  /** How a comment behind the command begins. Default `#`. */
  sign?: RegExp
}

const SIGN = /^[\s;&]*?(?<=\s|[;&])#+/

/** The command on some lines: exactly their characters without the prompt and without a comment behind it. */
export function commandItem(lines: readonly CodeLine[], { first, last }: Stretch, parts: CommandParts): CommandItem {
  const { language, prompt = '', endColumn, sign = SIGN } = parts
  const start = lines[first] as CodeLine
  const texts = lines.slice(first, last + 1).map((line) => line.text)
  const own = texts.join('\n').slice(prompt.length)
  const item: CommandItem = {
    kind: 'command',
    text: own,
    line: start.line,
    endLine: (lines[last] as CodeLine).line,
    column: start.column + prompt.length,
    language,
    ...(prompt === '' ? {} : { prompt }),
  }
  if (endColumn === undefined) return item
  const behind = (texts.at(-1) as string).slice(endColumn)
  const found = sign.exec(behind)?.[0]
  if (found === undefined) return item
  const kept = own.slice(0, own.length - behind.length) + found.replace(/\s*[#%/-]+$/, '')
  return { ...item, text: kept.trimEnd() === '' ? own : kept, trailing: behind.slice(found.length).trim() }
}

/** Lines of another language, as they stand. */
export function foreignItem(lines: readonly CodeLine[], stretch: Stretch, language: string): FenceItem {
  return { kind: 'foreign', language, ...blockOf(lines, stretch) }
}

export function outputItem(lines: readonly CodeLine[], stretch: Stretch): FenceItem {
  return { kind: 'output', ...blockOf(lines, stretch) }
}

export function blankItem(line: CodeLine): FenceItem {
  return { kind: 'blank', line: line.line }
}

/** A comment line; a sign after invisible characters is one too, a shell would not have it otherwise. */
export function commentItem(line: CodeLine, sign: RegExp): FenceItem | undefined {
  const found = sign.exec(line.text)
  if (!found) return undefined
  const lead = found[0].length - found[0].trimStart().length
  return { kind: 'comment', text: line.text.slice(found[0].length).trim(), line: line.line, column: line.column + lead }
}

const BOX = /^(\s*)[-*+] \[([ xX])\](?:\s+(.*))?$/

export function boxItem(line: CodeLine): FenceItem | undefined {
  const found = BOX.exec(line.text)
  if (!found) return undefined
  const [, indentation = '', mark, text = ''] = found
  return {
    kind: 'box',
    text: text.trim(),
    checked: mark !== ' ',
    line: line.line,
    column: line.column + indentation.length,
  }
}

function blockOf(lines: readonly CodeLine[], { first, last }: Stretch) {
  const start = lines[first] as CodeLine
  return {
    text: lines
      .slice(first, last + 1)
      .map((line) => line.text)
      .join('\n'),
    line: start.line,
    endLine: (lines[last] as CodeLine).line,
    column: start.column,
  }
}
