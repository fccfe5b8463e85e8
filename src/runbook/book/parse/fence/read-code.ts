import type { CodeLine } from '../../document.ts'
import type { FenceItem } from '../../fence-reading.ts'
import { blankItem, boxItem, commandItem, commentItem, foreignItem, outputItem } from './fence-items.ts'
import { outputRun } from './foreign-output.ts'
import { bracketBalance, endOfBrackets, endOfQuery } from './foreign-query.ts'

const HASH = /^\s*#+(?![!{])/
const SLASHES = /^\s*\/\/+/
const DASHES = /^\s*--+/
const QUERY_COMMENT = /^\s*(?:#+|\/\/+)/
const QUERY_BEHIND = /^\s*#+/
/** A line of a page of metrics: a series and its value. */
const SAMPLE = /^[a-z_:][\w:]*(?:\{[^}]*\})?\s+[-+]?(?:\d[\d.e+-]*|NaN|Inf)(?:\s+\d+)?$/i

/** Reads a fence of PromQL or LogQL: one command a query. */
export function readQueries(lines: readonly CodeLine[], language: string): FenceItem[] {
  const texts = lines.map((line) => line.text)
  const items: FenceItem[] = []
  let at = 0
  while (at < lines.length) {
    const line = lines[at] as CodeLine
    const simple = line.text.trim() === '' ? blankItem(line) : commentItem(line, QUERY_COMMENT)
    if (simple) {
      items.push(simple)
      at++
    } else if (SAMPLE.test(line.text.trim())) {
      items.push(outputItem(lines, { first: at, last: at }))
      at++
    } else {
      const end = endOfQuery(texts, at)
      const endColumn = commentColumn(texts[end - 1] as string)
      items.push(commandItem(lines, { first: at, last: end - 1 }, { language, endColumn, sign: QUERY_BEHIND }))
      at = end
    }
  }
  return items
}

/** Where a comment behind a query begins: a `#` behind a blank, outside quotation marks. */
function commentColumn(text: string): number {
  let quote = ''
  for (let at = 0; at < text.length; at++) {
    const char = text[at] as string
    if (quote !== '') {
      if (char === '\\') at++
      else if (char === quote) quote = ''
    } else if (char === '"' || char === "'" || char === '`') quote = char
    else if (char === '#' && /\s/.test(text[at - 1] ?? '')) return text.slice(0, at).trimEnd().length
  }
  return text.length
}

const CONTINUATION =
  /^(?:[\s)\]}]|else\b|elif\b|elsif\b|except\b|finally\b|rescue\b|ensure\b|end\b|catch\b|when\b|\.\w|&&|\|\|)/
const DEFINITION =
  /^(?:async\s+)?(?:def|class|module|import|from|function|export|interface|type|package|require|@\w|if\s+__name__)/

/**
 * Reads a fence in a programming language with an interpreter: one command a stretch of code between blank lines and
 * comments at its outermost level. A listing that only defines things is no command.
 */
export function readCode(lines: readonly CodeLine[], language: string): FenceItem[] {
  const sign = signOf(language)
  const items: FenceItem[] = []
  let at = 0
  while (at < lines.length) {
    const line = lines[at] as CodeLine
    const simple = line.text.trim() === '' ? blankItem(line) : commentItem(line, sign)
    if (simple) {
      items.push(simple)
      at++
      continue
    }
    const last = language === 'redis' ? at : endOfChunk(lines, at, sign)
    items.push(codeItem(lines, { first: at, last }, language))
    at = last + 1
  }
  const commands = items.filter((item) => item.kind === 'command')
  if (commands.length === 0 || !commands.every((item) => DEFINITION.test(item.text))) return items
  return [foreignItem(lines, { first: 0, last: lines.length - 1 }, language)]
}

function codeItem(lines: readonly CodeLine[], stretch: { first: number; last: number }, language: string): FenceItem {
  const text = lines[stretch.first]?.text ?? ''
  if (
    /^(?:[\w.]+(?:Error|Exception|Interrupt|Warning)(?::|$)|Traceback \(|=>\s)/.test(text) ||
    outputRun([text], 0)?.language === 'output'
  ) {
    return outputItem(lines, stretch)
  }
  if (/^[{[]/.test(text)) return foreignItem(lines, stretch, language)
  return commandItem(lines, stretch, { language })
}

function endOfChunk(lines: readonly CodeLine[], from: number, sign: RegExp): number {
  let depth = 0
  let tripled = false
  let last = from
  for (let index = from; index < lines.length; index++) {
    const text = lines[index]?.text ?? ''
    const blank = text.trim() === ''
    const open = depth > 0 || tripled
    if (index > from && !open && (blank || (sign.test(text) && !/^\s/.test(text))) && !continuesBehind(lines, index))
      break
    if (!blank) last = index
    if ((text.match(/"""|'''/g)?.length ?? 0) % 2 === 1) tripled = !tripled
    else if (!tripled && !sign.test(text)) depth = Math.max(0, depth + bracketBalance(text))
  }
  return last
}

/** True when, behind a blank line or a comment, the same block of code goes on. */
function continuesBehind(lines: readonly CodeLine[], index: number): boolean {
  let next = index
  while (next < lines.length && next < index + 5 && lines[next]?.text.trim() === '') next++
  const text = lines[next]?.text ?? ''
  return text.trim() !== '' && CONTINUATION.test(text)
}

function signOf(language: string): RegExp {
  if (language === 'lua') return DASHES
  return /^(?:javascript|typescript|php|mongo)$/.test(language) ? SLASHES : HASH
}

/** Text that no executor takes: boxes as boxes, each paragraph of the rest as one piece. */
export function readPlain(lines: readonly CodeLine[], language: string, boxes: boolean): FenceItem[] {
  const items: FenceItem[] = []
  let at = 0
  while (at < lines.length) {
    const line = lines[at] as CodeLine
    const simple = line.text.trim() === '' ? blankItem(line) : boxes ? boxItem(line) : undefined
    if (simple) {
      items.push(simple)
      at++
      continue
    }
    let last = at
    while (
      last + 1 < lines.length &&
      lines[last + 1]?.text.trim() !== '' &&
      !(boxes && boxItem(lines[last + 1] as CodeLine))
    )
      last++
    const stretch = { first: at, last }
    items.push(language === 'output' ? outputItem(lines, stretch) : foreignItem(lines, stretch, language))
    at = last + 1
  }
  return items
}

/** A listing of data: one piece from its first line that says something to its last. */
export function readData(lines: readonly CodeLine[], language: string): FenceItem[] {
  const first = lines.findIndex((line) => line.text.trim() !== '')
  if (first < 0) return lines.map(blankItem)
  const last = lines.findLastIndex((line) => line.text.trim() !== '')
  return [
    ...lines.slice(0, first).map(blankItem),
    foreignItem(lines, { first, last }, language),
    ...lines.slice(last + 1).map(blankItem),
  ]
}

/** Statements of the mongo shell: one a line, or as many lines as its brackets take. */
export function readMongo(lines: readonly CodeLine[]): FenceItem[] {
  const texts = lines.map((line) => line.text)
  const items: FenceItem[] = []
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] as CodeLine
    const simple = line.text.trim() === '' ? blankItem(line) : commentItem(line, SLASHES)
    const end = simple ? at + 1 : endOfBrackets(texts, at)
    items.push(simple ?? commandItem(lines, { first: at, last: end - 1 }, { language: 'mongo' }))
    at = end
  }
  return items
}
