/** How deep a YAML text is nested, found without the parser: the parser calls itself once a level. */
import { CST, Lexer } from 'yaml'

/**
 * Deeper YAML is never given to the parser. Hundreds of levels end the stack of the process, which cannot be caught
 * everywhere, and some kinds of levels cost a minute of work for one kilobyte; no file that people write comes near.
 */
const MAX_PARSED_DEPTH = 64

/**
 * Offset of the place where a text is nested deeper than the parser may follow; nothing when it may be parsed. Counts
 * brackets, and indentation as well as `- - -` outside of them; a list at the column of its key counts as one level.
 */
export function tooDeepForYaml(text: string): number | undefined {
  if (!mayBeDeep(text)) return undefined
  const columns: number[] = []
  const at = { offset: 0, lineStart: 0, brackets: 0, begun: false }
  for (const token of new Lexer().lex(text)) {
    if (token === CST.DOCUMENT || token === CST.FLOW_END || token === CST.SCALAR) continue
    step(token, at, columns)
    if (at.brackets + columns.length > MAX_PARSED_DEPTH) return at.offset
    at.offset += token.length
    if (!token.includes('\n')) continue
    at.lineStart = at.offset - (token.length - 1 - token.lastIndexOf('\n'))
    at.begun = false
  }
  return undefined
}

interface Position {
  offset: number
  lineStart: number
  /** How many `[` and `{` are open. */
  brackets: number
  /** Whether the line has shown more than its indentation. */
  begun: boolean
}

function step(token: string, at: Position, columns: number[]): void {
  const type = CST.tokenType(token)
  if (type === 'space' || type === 'newline' || type === 'comment') return
  const marker = type === 'seq-item-ind' || type === 'explicit-key-ind'
  const opener = type === 'flow-seq-start' || type === 'flow-map-start'
  if (at.brackets === 0 && !opener && (marker || !at.begun)) {
    const column = at.offset - at.lineStart
    if (!at.begun) while (columns.length > 0 && columns[columns.length - 1]! >= column) columns.pop()
    columns.push(column)
  }
  if (opener) at.brackets++
  else if (type === 'flow-seq-end' || type === 'flow-map-end') at.brackets = Math.max(0, at.brackets - 1)
  // Behind `-`, `?` and `:` another level may begin on the same line.
  if (!marker && type !== 'map-value-ind') at.begun = true
}

/** A quick look that lets nearly every text pass: too few brackets and markers to be deep, and no far indentation. */
function mayBeDeep(text: string): boolean {
  if (/^[ \t]{64}/m.test(text) || /(?:[-?:][ \t]+){20}/.test(text)) return true
  let brackets = 0
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if ((code === 0x5b || code === 0x7b) && ++brackets > 40) return true
  }
  return false
}
