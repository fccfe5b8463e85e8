import type { CodeLine } from '../../document.ts'
import type { FenceItem } from '../../fence-reading.ts'
import { blankItem, commandItem, commentItem, foreignItem, outputItem } from './fence-items.ts'

/** `%`, and `#` where it is no map or record. */
const COMMENT = /^\s*(?:%+|#+(?=\s))/
const BEHIND = /^\s*%+/
const DEFINITION =
  /^\s*-\s*(?:module|export|spec|define|record|include|behaviour|behavior|type|import|callback|compile|ifdef|endif)\b|^\s*[a-z]\w*\([^()]*\)\s*(?:when\s.*)?->/m
const CALL = /(?:^|[^\w?'@])[a-z][\w@]*(?:\s*:\s*[a-zA-Z]\w*)?\s*\(/
const RESULT = /^\s*(?:ok|true|false|undefined|\{ok\s*,[^()]*\}|\{error\s*,[^()]*\})\.?\s*$/

interface Scan {
  depth: number
  quote: string
}

/** Reads an Erlang fence: one command an expression up to its full stop, comments apart, terms as data. */
export function readErlang(lines: readonly CodeLine[]): FenceItem[] {
  const items: FenceItem[] = []
  let at = 0
  while (at < lines.length) {
    const line = lines[at] as CodeLine
    if (line.text.trim() === '') {
      items.push(blankItem(line))
      at++
      continue
    }
    const comment = commentItem(line, COMMENT)
    if (comment) {
      items.push(comment)
      at++
      continue
    }
    const { last, endColumn } = expressionAt(lines, at)
    items.push(expressionItem(lines, { first: at, last }, endColumn))
    at = last + 1
  }
  return items
}

function expressionItem(
  lines: readonly CodeLine[],
  stretch: { first: number; last: number },
  endColumn: number,
): FenceItem {
  const text = lines
    .slice(stretch.first, stretch.last + 1)
    .map((line) => line.text)
    .join('\n')
  if (RESULT.test(text)) return outputItem(lines, stretch)
  const isTerm =
    /^\s*(?:[{["<]|#\{|\d|~")/.test(text) && !/^\s*(?:\{\s*ok\s*,\s*\w+\s*\}|[[{][^=]*)\s*=[^>=]/.test(text)
  if (DEFINITION.test(text) || (isTerm && !/^\s*\[.*\|\|/s.test(text)) || !(CALL.test(text) || /=/.test(text))) {
    return foreignItem(lines, stretch, 'erlang')
  }
  return commandItem(lines, stretch, { language: 'erlang', endColumn, sign: BEHIND })
}

/** The expression that begins on a line: to its full stop, or to where nothing is open and the text breaks off. */
function expressionAt(lines: readonly CodeLine[], from: number): { last: number; endColumn: number } {
  const scan: Scan = { depth: 0, quote: '' }
  let last = from
  let endColumn = (lines[from]?.text ?? '').length
  for (let index = from; index < lines.length; index++) {
    const text = lines[index]?.text ?? ''
    if (index > from && scan.quote === '' && text.trim() === '' && scan.depth <= 0) break
    if (
      index > from &&
      scan.depth <= 0 &&
      scan.quote === '' &&
      COMMENT.test(text) &&
      !goesOn(lines[last]?.text ?? '', endColumn)
    )
      break
    const { stop, codeEnd } = scanLine(text, scan)
    if (text.trim() !== '' && !COMMENT.test(text)) {
      last = index
      endColumn = stop ?? codeEnd
    }
    if (stop !== undefined) break
  }
  return { last, endColumn }
}

const goesOn = (text: string, end: number): boolean =>
  /(?:[,;([{=|+-]|->|\b(?:of|when|and|or|andalso|orelse|begin|fun))\s*$/.test(text.slice(0, end))

/** Follows brackets and quotes; says where a full stop ends the expression, and where the code of the line ends. */
function scanLine(text: string, scan: Scan): { stop?: number; codeEnd: number } {
  for (let at = 0; at < text.length; at++) {
    const char = text[at] as string
    if (scan.quote !== '') {
      if (char === '\\') at++
      else if (char === scan.quote) scan.quote = ''
    } else if (char === '%') return { codeEnd: text.slice(0, at).trimEnd().length }
    else if (char === '"' || char === "'") scan.quote = char
    else if (char === '$') at++
    else if ('([{'.includes(char)) scan.depth++
    else if (')]}'.includes(char)) scan.depth--
    else if (char === '.' && scan.depth <= 0 && /^(?:\s|%|$)/.test(text.slice(at + 1, at + 2))) {
      const more = text.slice(at + 1).replace(/^\s+/, '')
      // `A = f(). B = g().` stays together: a command is made of whole lines.
      if (more === '' || more.startsWith('%')) return { stop: at + 1, codeEnd: at + 1 }
    }
  }
  // A quoted atom or a string rarely goes on; an apostrophe in a comment-like text never closes.
  if (scan.quote === "'") scan.quote = ''
  return { codeEnd: text.trimEnd().length }
}
