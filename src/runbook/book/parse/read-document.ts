import GithubSlugger from 'github-slugger'
import type { Env, Token } from 'markdown-it'
import type {
  Block,
  CodeLine,
  Document,
  Fence,
  FenceRepair,
  Heading,
  Inline,
  List,
  ListItem,
  Paragraph,
  Table,
} from '../document.ts'
import { readFrontMatter } from './front-matter.ts'
import { blockTokens } from './markdown.ts'
import { readInline, readLabels } from './read-inline.ts'
import { readTable } from './read-table.ts'
import { repairFences } from './repair-fences.ts'
import { buildSections } from './sections.ts'

type Writable<T> = { -readonly [Key in keyof T]: T[Key] }
type OpenItem = Writable<ListItem> & { blocks: Block[]; loose: boolean }

/**
 * Reads Markdown into a tree of sections and blocks with exact places. Never throws on any text; broken fences are
 * repaired first (see `repairFences`) and front matter is taken out. The work is linear in the size of the text.
 *
 * @param file path relative to the repository root, for the document's own record only
 * @param text the file's content, decoded
 */
export function readDocument(file: string, text: string): Document {
  const clean = text.startsWith('\uFEFF') ? text.slice(1) : text
  const lines = clean.split(/\r\n|\n|\r/)
  const frontMatter = readFrontMatter(lines)
  const { lines: readable, repairs } = repairFences(lines)
  if (frontMatter) for (let at = 0; at < frontMatter.endLine; at++) readable[at] = ''
  let reading = readBlocks(readable)
  const late = repairClosers(reading.blocks, readable, repairs)
  if (late.again) reading = readBlocks(readable)
  const { root, sections } = buildSections(reading.top, lines.length)
  return {
    file,
    text: clean,
    lines,
    ...(frontMatter ? { frontMatter } : {}),
    fenceRepairs: [...repairs, ...late.repairs].sort((a, b) => a.line - b.line),
    root,
    sections,
    blocks: reading.blocks,
    headings: reading.blocks.filter((block): block is Heading => block.kind === 'heading'),
    fences: reading.blocks.filter((block): block is Fence => block.kind === 'fence'),
    inlines: reading.inlines,
    anchors: readAnchors(reading),
    comments: readComments(lines, reading.blocks),
  }
}

function readBlocks(lines: readonly string[]): DocumentReading {
  const reading = new DocumentReading(lines)
  reading.readAll(blockTokens(lines.join('\n'), reading.env))
  return reading
}

/**
 * Fences that their container ended before a closer came, which only the parsed tree shows. A bare closer right behind,
 * written with too little indentation for its list item, is moved in; the caller then reads the lines again.
 */
function repairClosers(
  blocks: readonly Block[],
  lines: string[],
  known: readonly FenceRepair[],
): { repairs: FenceRepair[]; again: boolean } {
  const repairs: FenceRepair[] = []
  let again = false
  for (const block of blocks) {
    if (block.kind !== 'fence' || block.closed || known.some((repair) => repair.opener === block.line)) continue
    const opener = lines[block.line - 1]!
    const next = lines[block.endLine] ?? ''
    const outdented = isCloser(next, block.marker)
    const line = outdented ? block.endLine + 1 : block.line
    const text = outdented ? next : opener
    const base = { line, column: 1, endColumn: text.length + 1, opener: block.line, swallows: false }
    if (!outdented) {
      repairs.push({ kind: 'unclosed', ...base, repaired: false })
      continue
    }
    const replacement = `${' '.repeat(opener.indexOf(block.marker))}${block.marker}`
    lines[block.endLine] = replacement
    again = true
    repairs.push({ kind: 'closer-outdented', ...base, replacement, repaired: true })
  }
  return { repairs, again }
}

/** Turns the flat token stream into nested blocks. */
class DocumentReading {
  readonly top: Block[] = []
  readonly blocks: Block[] = []
  readonly inlines: Inline[] = []
  readonly html: string[] = []
  /** Where the link definitions of the page are kept. */
  readonly env: Env = {}
  private readonly lines: readonly string[]
  private readonly slugger = new GithubSlugger()
  private readonly containers: { blocks: Block[]; close(): void }[] = []
  private readonly items: OpenItem[] = []
  private listDepth = 0

  constructor(lines: readonly string[]) {
    this.lines = lines
  }

  readAll(tokens: readonly Token[]): void {
    for (let at = 0; at < tokens.length; at++) at = this.take(tokens, at)
  }

  /** Reads the block that starts at `at` and returns the index of its last token. */
  private take(tokens: readonly Token[], at: number): number {
    const token = tokens[at]!
    switch (token.type) {
      case 'heading_open':
        this.add(this.heading(token, tokens[at + 1]!))
        return at + 2
      case 'paragraph_open':
        this.paragraph(token, tokens[at + 1]!)
        return at + 2
      case 'fence':
      case 'code_block':
        this.add(this.fence(token))
        return at
      case 'html_block':
        this.html.push(token.content)
        this.add({ kind: 'html', text: token.content, ...this.place(token) })
        return at
      case 'hr':
        this.add({ kind: 'break', ...this.place(token) })
        return at
      case 'table_open': {
        this.add(this.table(token))
        let depth = at + 1
        while (tokens[depth]!.type !== 'table_close') depth++
        return depth
      }
      default:
        this.container(token)
        return at
    }
  }

  private container(token: Token): void {
    switch (token.type) {
      case 'bullet_list_open':
      case 'ordered_list_open':
        this.openList(token)
        break
      case 'list_item_open':
        this.openItem(token)
        break
      case 'blockquote_open': {
        const blocks: Block[] = []
        this.add({ kind: 'quote', blocks, ...this.place(token) })
        this.containers.push({ blocks, close: () => {} })
        break
      }
      case 'bullet_list_close':
      case 'ordered_list_close':
      case 'list_item_close':
      case 'blockquote_close':
        this.containers.pop()?.close()
        break
    }
  }

  private openList(token: Token): void {
    const items: ListItem[] = []
    const ordered = token.type === 'ordered_list_open'
    const start = ordered ? Number(token.attrGet('start') ?? 1) : 1
    const list: List = { kind: 'list', ordered, start, items, depth: this.listDepth, ...this.place(token) }
    this.add(list)
    this.listDepth++
    // Items of the list are pushed by openItem through this container's unused block array.
    this.containers.push({ blocks: [], close: () => this.listDepth-- })
    this.openLists.push(items)
    const container = this.containers[this.containers.length - 1]!
    const close = container.close
    container.close = () => {
      this.openLists.pop()
      close()
    }
  }

  private readonly openLists: ListItem[][] = []

  private openItem(token: Token): void {
    const items = this.openLists[this.openLists.length - 1]!
    const place = this.place(token)
    const blocks: Block[] = []
    const number = token.info === '' ? undefined : Number(token.info)
    const item: OpenItem = {
      line: place.line,
      endLine: place.endLine,
      position: items.length + 1,
      ...(number === undefined || Number.isNaN(number) ? {} : { number }),
      inline: emptyInline(place.line),
      labels: [],
      blocks,
      loose: false,
    }
    items.push(item)
    this.items.push(item)
    this.containers.push({ blocks, close: () => void this.items.pop() })
  }

  private paragraph(open: Token, token: Token): void {
    const place = this.place(open)
    const inline = readInline(token.content, this.env, { line: place.line, lines: this.lines })
    this.inlines.push(inline)
    const labels = readLabels(inline)
    const item = this.items[this.items.length - 1]
    const block: Paragraph = { kind: 'paragraph', inline, labels, ...place }
    if (item && item.blocks.length === 0) {
      const { box, rest } = readBox(inline)
      item.inline = rest
      item.labels = labels.length > 0 || !box ? labels : readLabels(rest)
      if (box) item.box = box
    }
    this.add(block)
  }

  private heading(token: Token, content: Token): Heading {
    const place = this.place(token)
    const inline = readInline(content.content, this.env, { line: place.line, lines: this.lines })
    this.inlines.push(inline)
    const text = withoutAttributes(inline.text)
    return { kind: 'heading', level: Number(token.tag.slice(1)), text, inline, slug: this.slugger.slug(text), ...place }
  }

  private fence(token: Token): Fence {
    const place = this.place(token)
    const indented = token.type === 'code_block'
    const texts = token.content.split('\n')
    if (texts[texts.length - 1] === '') texts.pop()
    const firstLine = indented ? place.line : place.line + 1
    const lines = texts.map((text, index) => codeLine(this.lines[firstLine - 1 + index] ?? '', text, firstLine + index))
    const info = token.info.trim()
    const last = this.lines[place.endLine - 1] ?? ''
    const closed = indented || (place.endLine > place.line && isCloser(last, token.markup))
    const language = /^[^\s{,:]*/.exec(info)![0].toLowerCase()
    return {
      kind: 'fence',
      language,
      info,
      marker: token.markup,
      closed,
      lines,
      text: lines.map((line) => line.text).join('\n'),
      ...place,
    }
  }

  private table(token: Token): Table {
    const place = this.place(token)
    const source = this.lines.slice(place.line - 1, place.endLine)
    const table: Writable<Table> = { ...readTable(source, place.line), ...place }
    for (const row of [table.header, ...table.rows.map((each) => each.cells)]) {
      for (const cell of row) this.inlines.push(cell.inline)
    }
    return table
  }

  private place(token: Token): { line: number; endLine: number; item?: ListItem } {
    const [from, to] = token.map ?? [0, 1]
    const item = this.items[this.items.length - 1]
    let endLine = Math.max(from + 1, to)
    while (endLine > from + 1 && (this.lines[endLine - 1] ?? '').trim() === '') endLine--
    return { line: from + 1, endLine, ...(item ? { item } : {}) }
  }

  private add(block: Block): void {
    this.blocks.push(block)
    const container = this.containers[this.containers.length - 1]
    ;(container ? container.blocks : this.top).push(block)
  }
}

const isCloser = (line: string, marker: string) =>
  new RegExp(`^[ \\t>]*\\${marker[0]}{${marker.length},}[ \\t]*$`).test(line)

/** `Title {#anchor}`, as several generators write explicit anchors. */
function withoutAttributes(text: string): string {
  const plain = text.trim()
  const open = plain.endsWith('}') ? plain.lastIndexOf('{#') : -1
  return open < 0 ? plain : plain.slice(0, open).trimEnd()
}

/**
 * A line of code as it stands in the source. Markdown turns a tab that a container's indentation cuts in two into
 * blanks; the author's tab is put back, because here-documents and makefiles depend on it.
 */
function codeLine(source: string, text: string, line: number): CodeLine {
  if (text === '') return { text, line, column: 1 }
  const at = source.lastIndexOf(text)
  if (at >= 0) return { text, line, column: at + 1 }
  const code = text.trimStart()
  const start = Math.max(0, source.lastIndexOf(code))
  const tab = source.lastIndexOf('\t', start)
  const from = tab >= 0 && text.length > code.length ? Math.max(tab, start - (text.length - code.length)) : start
  return { text: source.slice(from).trimEnd(), line, column: from + 1 }
}

const BOX = /^\[([ xX])\][ \t]+/
const SIGN = /^(✅|✔️?|☑️?|❌|✗|☐)[ \t]*/

function readBox(inline: Inline): { box?: NonNullable<ListItem['box']>; rest: Inline } {
  const box = BOX.exec(inline.raw)
  const sign = box ? null : SIGN.exec(inline.raw)
  const match = box ?? sign
  if (!match) return { rest: inline }
  const kind = box ? (box[1] === ' ' ? 'open' : 'done') : signKind(sign![1]!)
  const cut = match[0].length
  const rest = {
    ...inline,
    raw: inline.raw.slice(cut),
    text: inline.text.replace(BOX, '').replace(SIGN, ''),
    column: inline.column + cut,
  }
  return { box: kind, rest }
}

function signKind(sign: string): NonNullable<ListItem['box']> {
  if (sign === '☐') return 'open'
  return /^[❌✗]/u.test(sign) ? 'no' : 'yes'
}

const emptyInline = (line: number): Inline => ({
  text: '',
  raw: '',
  line,
  endLine: line,
  column: 1,
  codes: [],
  links: [],
  strong: [],
})

function readAnchors(reading: DocumentReading): string[] {
  const anchors: string[] = []
  const attribute = /<[a-z][^<>]{0,500}?\b(?:id|name)\s*=\s*["']?([^"'\s>]{1,200})/gi
  for (const html of reading.html) for (const match of html.matchAll(attribute)) anchors.push(match[1]!)
  for (const inline of reading.inlines) {
    if (inline.raw.includes('<')) for (const match of inline.raw.matchAll(attribute)) anchors.push(match[1]!)
    const attached = inline.raw.includes('{#') ? /\{#([\w:.-]{1,200})[^}]{0,200}\}$/.exec(inline.raw.trimEnd()) : null
    if (attached) anchors.push(attached[1]!)
  }
  return anchors
}

/** Comments outside of fences, wherever they stand; an unclosed one ends the search. */
function readComments(lines: readonly string[], blocks: readonly Block[]): Document['comments'] {
  const comments: { text: string; line: number; endLine: number }[] = []
  const inCode = new Set<number>()
  for (const block of blocks) {
    if (block.kind === 'fence') for (let line = block.line; line <= block.endLine; line++) inCode.add(line)
  }
  for (let at = 0; at < lines.length; at++) {
    if (!lines[at]!.includes('<!--') || inCode.has(at + 1)) continue
    const from = lines[at]!.indexOf('<!--') + 4
    let end = at
    let to = lines[at]!.indexOf('-->', from)
    while (to < 0 && end + 1 < lines.length) to = lines[++end]!.indexOf('-->')
    if (to < 0) break
    const text =
      end === at
        ? lines[at]!.slice(from, to)
        : [lines[at]!.slice(from), ...lines.slice(at + 1, end), lines[end]!.slice(0, to)].join('\n')
    comments.push({ text: text.trim(), line: at + 1, endLine: end + 1 })
    at = end
  }
  return comments
}
