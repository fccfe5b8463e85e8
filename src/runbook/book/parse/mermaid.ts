import type { DecisionNode } from '../page.ts'

/** One line of a diagram with its place in the file. */
interface SourceLine {
  text: string
  line: number
}

interface Flowchart {
  nodes: readonly DecisionNode[]
  edges: readonly { from: string; to: string; label?: string }[]
}

/** Opening and closing of the shapes, longest first; a rhombus asks a question. */
const SHAPES: readonly (readonly [open: string, close: string])[] = [
  ['(((', ')))'],
  ['([', '])'],
  ['((', '))'],
  ['[[', ']]'],
  ['[(', ')]'],
  ['[/', '/]'],
  ['[\\', '\\]'],
  ['{{', '}}'],
  ['[', ']'],
  ['(', ')'],
  ['{', '}'],
  ['>', ']'],
]
const HEADER = /^\s*(?:graph|flowchart)(?:\s+(?:TB|TD|BT|RL|LR))?\s*;?\s*$/
const IGNORED = /^(?:style|linkStyle|classDef|class|click|direction|subgraph|end|accTitle|accDescr|%%)(?=$|[\s:;%{])/
const ID = /[\p{L}\p{N}_](?:[\p{L}\p{N}_.]|-(?![-.>])|(?<!:)::(?=[\p{L}\p{N}]))*/uy
/** `-->`, `---`, `-.->`, `==>`, `--x`, `<-->`, `~~~`, each with its longer forms. */
const ARROW = /(?:<|[xo](?=--|==))?(?:-{2,10}[->xo]?|={2,10}[>xo=]?|-\.{1,10}-[>xo]?|~{3,10})/y
/** A link that carries its text between its halves: `-- yes -->`, `-.peering.->`; `--x` is an arrow head. */
const TEXT_LINK =
  /(?:--|==|-\.)\s*(?![xo]\s)(?=[\p{L}\p{N}"'(])([^\n|<>]{1,200}?)\s*(?:-{2,10}>?|={2,10}>?|\.{1,10}->?)/uy
const PIPED = /\s*\|([^|\n]{0,300})\|/y
const CLASS = /:::[\w-]+/y

/**
 * Nodes and links of a Mermaid flowchart: chains, `&`, sub-graphs, quoted texts with `<br/>`, all node shapes.
 * Styles and unknown lines are passed over. Undefined for other kinds of diagram.
 *
 * @see https://mermaid.js.org/syntax/flowchart.html
 */
export function readFlowchart(lines: readonly SourceLine[]): Flowchart | undefined {
  const start = lines.findIndex(({ text }) => text.trim() !== '' && !/^\s*(?:%%|---)/.test(text))
  if (start < 0 || !HEADER.test(lines[start]!.text)) return undefined
  const nodes = new Map<string, DecisionNode>()
  const edges: { from: string; to: string; label?: string }[] = []
  for (const { text, line } of lines.slice(start + 1)) {
    for (const statement of splitStatements(text)) {
      if (statement && !IGNORED.test(statement)) readStatement(new Cursor(statement), line, nodes, edges)
    }
  }
  return { nodes: [...nodes.values()], edges }
}

/** Statements of a line; a semicolon inside quotes separates nothing. */
function splitStatements(text: string): readonly string[] {
  if (!text.includes(';')) return [text.trim()]
  const statements: string[] = []
  let from = 0
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '"') quoted = !quoted
    else if (text[at] === ';' && !quoted) {
      statements.push(text.slice(from, at).trim())
      from = at + 1
    }
  }
  return [...statements, text.slice(from).trim()]
}

class Cursor {
  at = 0
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at
    const match = pattern.exec(this.text)
    if (!match) return undefined
    this.at = pattern.lastIndex
    return match
  }

  space(): void {
    while (this.text[this.at] === ' ' || this.text[this.at] === '\t') this.at++
  }
}

function readStatement(
  cursor: Cursor,
  line: number,
  nodes: Map<string, DecisionNode>,
  edges: { from: string; to: string; label?: string }[],
): void {
  let from = readNodes(cursor, line, nodes)
  while (from.length > 0) {
    const link = readLink(cursor)
    if (!link) return
    const to = readNodes(cursor, line, nodes)
    for (const a of from)
      for (const b of to) edges.push({ from: a, to: b, ...(link.label ? { label: link.label } : {}) })
    from = to
  }
}

/** `A`, `A[text]`, or several joined by `&`. */
function readNodes(cursor: Cursor, line: number, nodes: Map<string, DecisionNode>): readonly string[] {
  const ids: string[] = []
  do {
    cursor.space()
    const id = cursor.take(ID)?.[0]
    if (!id) break
    const shape = readShape(cursor)
    cursor.take(CLASS)
    const known = nodes.get(id)
    if (!known || (shape && known.text === known.id)) {
      nodes.set(id, { id, text: shape?.text ?? id, line: known?.line ?? line, question: shape?.question ?? false })
    }
    ids.push(id)
    cursor.space()
  } while (cursor.text[cursor.at] === '&' && ++cursor.at)
  return ids
}

function readShape(cursor: Cursor): { text: string; question: boolean } | undefined {
  const shape = SHAPES.find(([open]) => cursor.text.startsWith(open, cursor.at))
  if (!shape) return undefined
  const [open, close] = shape
  const from = cursor.at + open.length
  const quoted = /^\s*"/.test(cursor.text.slice(from, from + 8))
  const quote = quoted ? cursor.text.indexOf('"', cursor.text.indexOf('"', from) + 1) : from
  const to = quote < 0 ? -1 : cursor.text.indexOf(close, quote)
  if (to < 0) return undefined
  cursor.at = to + close.length
  return { text: plain(cursor.text.slice(from, to)), question: open === '{' }
}

function readLink(cursor: Cursor): { label?: string } | undefined {
  cursor.space()
  const worded = cursor.take(TEXT_LINK)
  if (worded) return { label: plain(worded[1]!) }
  if (!cursor.take(ARROW)) return undefined
  const piped = cursor.take(PIPED)
  return piped ? { label: plain(piped[1]!) } : {}
}

const plain = (text: string) =>
  text
    .replace(/<br\s*\/?>/gi, ' ')
    .replace(/^\s*"|"\s*$/g, '')
    .replace(/#quot;/g, '"')
    .replace(/\s+/g, ' ')
    .trim()
