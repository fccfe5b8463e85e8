import type { Env, Token } from 'markdown-it'
import type { Code, Inline, Label, Link } from '../document.ts'
import { inlineTokens, isPlain } from './markdown.ts'

/** Turns an offset in an inline's raw text into a place in the file. */
interface Places {
  line(offset: number): number
  column(offset: number): number
}

/**
 * Collects text, code, links and bold phrases of a paragraph or heading, each with its place in the file.
 * markdown-it gives no columns inside a line, so they are found again in the source, left to right.
 *
 * @param raw the text as markdown-it took it out of its block
 * @param env the link definitions of the page
 * @param place the first line of the text, from 1, and the file's lines
 */
export function readInline(raw: string, env: Env, place: { line: number; lines: readonly string[] }): Inline {
  const { line, lines } = place
  const extent = { line, endLine: line + countNewlines(raw) }
  const places = placesOf(raw, line, lines)
  return isPlain(raw) ? plainInline(raw, places, extent) : readMarked(raw, places, { ...extent, env })
}

/** The same for text that starts at a known column of one line: a table cell, which knows no link definitions. */
export function readCellInline(raw: string, line: number, column: number): Inline {
  const places: Places = { line: () => line, column: (offset) => column + offset }
  const extent = { line, endLine: line }
  return isPlain(raw) ? plainInline(raw, places, extent) : readMarked(raw, places, { ...extent, env: {} })
}

interface Extent {
  line: number
  endLine: number
}

const plainInline = (raw: string, places: Places, { line, endLine }: Extent): Inline => ({
  text: raw,
  raw,
  line,
  endLine,
  column: places.column(0),
  codes: [],
  links: [],
  strong: [],
})

function readMarked(raw: string, places: Places, { line, endLine, env }: Extent & { env: Env }): Inline {
  const reading = new InlineReading(raw, places)
  for (const token of inlineTokens(raw, env)) reading.take(token)
  reading.takeWikiLinks()
  return {
    text: reading.text.join(''),
    raw,
    line,
    endLine,
    column: places.column(0),
    codes: reading.codes,
    links: reading.links,
    strong: reading.strong,
  }
}

/** How far ahead the cursor looks for the next word: a paragraph that hides its words must not cost quadratic time. */
const SEARCH_WINDOW = 4096

/** Walks the children of an inline token and keeps a cursor in the source beside them. */
class InlineReading {
  readonly text: string[] = []
  readonly codes: Code[] = []
  readonly links: Link[] = []
  readonly strong: string[] = []
  private cursor = 0
  private strongFrom: number | undefined
  private openLinks: { href: string; start: number; textFrom: number }[] = []
  private readonly raw: string
  private readonly places: Places

  constructor(raw: string, places: Places) {
    this.raw = raw
    this.places = places
  }

  take(child: Token): void {
    switch (child.type) {
      case 'text':
        this.takeText(child.content)
        break
      case 'softbreak':
      case 'hardbreak':
        this.text.push('\n')
        this.cursor = Math.max(this.cursor, this.raw.indexOf('\n', this.cursor))
        break
      case 'code_inline':
        this.takeCode(child)
        break
      case 'link_open':
        this.openLink(child)
        break
      case 'link_close':
        this.closeLink()
        break
      case 'image':
        this.takeImage(child)
        break
      case 'strong_open':
        this.strongFrom = this.text.length
        break
      case 'strong_close':
        if (this.strongFrom !== undefined) this.strong.push(this.text.slice(this.strongFrom).join(''))
        this.strongFrom = undefined
        break
      case 'html_inline':
        if (/^<br\s*\/?>/i.test(child.content)) this.text.push('\n')
        break
      default:
        if (child.content) this.text.push(child.content)
    }
  }

  private takeText(content: string): void {
    this.text.push(content)
    // Keep the cursor near: the first word is enough, escapes and entities make the whole text differ.
    const word = /^\S{1,20}/.exec(content.trimStart())?.[0]
    if (!word) return
    const at = this.raw.slice(this.cursor, this.cursor + SEARCH_WINDOW).indexOf(word)
    if (at >= 0) this.cursor += at
  }

  /** `[[#anchor|Text]]` and `\[[#anchor|Text]\]`, as notebooks and some formatters write internal links. */
  takeWikiLinks(): void {
    if (!this.raw.includes('[[')) return
    for (const match of this.raw.matchAll(/\\?\[\[([^\]|\n]{1,300})(?:\|([^\]\n]{0,300}))?\]\\?\]/g)) {
      const [whole, href, text] = match
      this.pushLink(
        'wiki',
        href!.replace(/\\$/, ''),
        (text ?? href!).replace(/\\$/, ''),
        match.index,
        match.index + whole.length,
      )
    }
  }

  private takeCode(child: Token): void {
    this.text.push(child.content)
    const start = this.raw.indexOf(child.markup, this.cursor)
    if (start < 0) return
    let from = start + child.markup.length
    const to = this.raw.indexOf(child.markup, from)
    if (this.raw[from] !== child.content[0] && /\s/.test(this.raw[from] ?? '')) from++
    this.codes.push({ text: child.content, line: this.places.line(from), column: this.places.column(from) })
    this.cursor = to < 0 ? from : to + child.markup.length
  }

  private openLink(child: Token): void {
    const sign = child.markup === 'autolink' ? '<' : '['
    const start = Math.max(this.cursor, this.raw.indexOf(sign, this.cursor))
    this.openLinks.push({ href: String(child.attrGet('href') ?? ''), start, textFrom: this.text.length })
    this.cursor = start + 1
  }

  private closeLink(): void {
    const link = this.openLinks.pop()
    if (!link) return
    const end = this.linkEnd()
    this.pushLink('link', link.href, this.text.slice(link.textFrom).join(''), link.start, end)
    this.cursor = end
  }

  private takeImage(child: Token): void {
    const start = Math.max(this.cursor, this.raw.indexOf('![', this.cursor))
    this.cursor = start + 2
    const end = this.linkEnd()
    this.pushLink('image', String(child.attrGet('src') ?? ''), child.content, start, end)
    this.cursor = end
  }

  /** End of the link whose text ends at or after the cursor: `](target)`, `][ref]`, `]` or `>`. */
  private linkEnd(): number {
    const close = /\]\((?:<[^>\n]*>|[^()\n]*(?:\([^()\n]*\)[^()\n]*)*)\)|\]\[[^\]\n]*\]|[\]>]/g
    close.lastIndex = this.cursor
    const match = close.exec(this.raw)
    return match ? match.index + match[0].length : this.raw.length
  }

  private pushLink(kind: Link['kind'], href: string, text: string, start: number, end: number): void {
    this.links.push({
      kind,
      href,
      text,
      line: this.places.line(start),
      column: this.places.column(start),
      endColumn: this.places.column(end),
    })
  }
}

/** Maps offsets of the raw text of a block to lines and columns of the file. */
function placesOf(raw: string, firstLine: number, lines: readonly string[]): Places {
  const starts = [0]
  for (let at = raw.indexOf('\n'); at >= 0; at = raw.indexOf('\n', at + 1)) starts.push(at + 1)
  const columns: (number | undefined)[] = []
  const lineIndex = (offset: number) => {
    let index = starts.length - 1
    while (index > 0 && starts[index]! > offset) index--
    return index
  }
  const columnOf = (index: number) => {
    columns[index] ??= sourceColumn(raw, starts, index, lines[firstLine - 1 + index] ?? '')
    return columns[index]
  }
  return {
    line: (offset) => firstLine + lineIndex(offset),
    column: (offset) => {
      const index = lineIndex(offset)
      return columnOf(index) + offset - starts[index]!
    },
  }
}

function sourceColumn(raw: string, starts: readonly number[], index: number, source: string): number {
  const end = starts[index + 1] === undefined ? raw.length : starts[index + 1]! - 1
  const at = source.indexOf(raw.slice(starts[index]!, end).trimEnd())
  return at < 0 ? 1 : at + 1
}

function countNewlines(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++
  return count
}

const BOLD_LABEL = /^(?:[*_]{2})(?![*_\s])([^*\n]{1,120}?)[*_]{2}[ \t]*(?:\(([^()\n]{1,80})\))?[ \t]*(:)?[ \t]*(.*)$/
const ITALIC_LABEL = /^[*_](?![*_\s])([^*_\n]{1,60}?):[*_][ \t]*(.*)$/

/**
 * Labels of a paragraph: bold phrases that start a line and end in a colon, or that stand alone on their line.
 * The value runs to the next label of the paragraph.
 */
export function readLabels(inline: Inline): Label[] {
  if (!inline.raw.includes('*') && !inline.raw.includes('_')) return []
  const labels: { name: string; qualifier?: string; raw: string; line: number; colon: boolean }[] = []
  inline.raw.split('\n').forEach((text, index) => {
    const label = readLabel(text.trim())
    if (label) labels.push({ ...label, line: inline.line + index })
    else if (labels.length > 0) labels[labels.length - 1]!.raw += `\n${text.trim()}`
  })
  return labels.map((label) => ({ ...label, raw: label.raw.trim(), value: plainText(label.raw).trim() }))
}

function readLabel(text: string): { name: string; qualifier?: string; raw: string; colon: boolean } | undefined {
  const italic = ITALIC_LABEL.exec(text)
  if (italic) return { name: italic[1]!.trim(), raw: italic[2]!, colon: true }
  const bold = BOLD_LABEL.exec(text)
  if (!bold) return undefined
  let name = bold[1]!.trim()
  const colonInside = name.endsWith(':')
  if (colonInside) name = name.slice(0, -1).trim()
  const colon = colonInside || bold[3] !== undefined
  if (!colon && bold[4] !== '') return undefined
  const inner = /^(.*\S)[ \t]*\(([^()]*)\)$/.exec(name)
  const qualifier = bold[2] ?? inner?.[2]
  return {
    name: inner ? inner[1]! : name,
    ...(qualifier === undefined ? {} : { qualifier }),
    raw: bold[4]!,
    colon,
  }
}

/** Text without the marks of emphasis, code and links: for values that are read as words, not shown. */
export function plainText(raw: string): string {
  return raw
    .replace(/!?\[([^\]\n]*)\]\([^()\n]*\)/g, '$1')
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/\*\*|__|`/g, '')
    .replace(/(^|\W)[*_]([^*_\n]+)[*_](?=\W|$)/g, '$1$2')
    .replace(/\\([\\`*_{}[\]()#+\-.!|])/g, '$1')
}
