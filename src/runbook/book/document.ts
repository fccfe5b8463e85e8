/**
 * A Markdown file as a tree of sections and blocks, every piece with its place in the source.
 * This is the only shape the rest of the reader looks at; nothing after it sees raw Markdown.
 * All lines and columns count from 1 and refer to the file as it is on disk.
 */

/** Inline code. `text` is the code without its backticks, `column` the first character of the code. */
export interface Code {
  text: string
  line: number
  column: number
}

/** A link, an image or a `[[wiki]]` link. `column` is where the construct starts. */
export interface Link {
  kind: 'link' | 'image' | 'wiki'
  href: string
  text: string
  line: number
  column: number
  /** Exclusive end of the construct, on the line where it ends. */
  endColumn: number
}

/** Running text with the pieces the extractors need. */
export interface Inline {
  /** Plain text: markup removed, code kept without backticks, line breaks as `\n`. */
  text: string
  /** The source of the text, container markers (`>`, list indentation) removed, lines joined by `\n`. */
  raw: string
  line: number
  endLine: number
  column: number
  codes: readonly Code[]
  links: readonly Link[]
  /** Text in bold, in order; used for labels and step titles. */
  strong: readonly string[]
}

/** `**When**: Router crashed`: a bold phrase that starts a line and ends in a colon, or stands alone on its line. */
export interface Label {
  name: string
  /** What stands in parentheses behind the name: `**Symptoms** (Kubernetes):` → `Kubernetes`. */
  qualifier?: string
  /** Plain text behind the colon up to the next label of the paragraph; empty when it stands alone. */
  value: string
  raw: string
  line: number
  /** True where the bold phrase carries a colon (inside or outside the bold). */
  colon: boolean
}

interface BlockPlace {
  line: number
  endLine: number
  /** The innermost list item that contains the block, if any. */
  item?: ListItem
}

export interface Heading extends BlockPlace {
  kind: 'heading'
  level: number
  /** Plain text of the heading. */
  text: string
  inline: Inline
  /** Anchor as GitHub computes it, made unique within the page. */
  slug: string
}

export interface Paragraph extends BlockPlace {
  kind: 'paragraph'
  inline: Inline
  labels: readonly Label[]
}

/** One line inside a fence: its text without the container's indentation, and where that text starts. */
export interface CodeLine {
  text: string
  line: number
  column: number
}

export interface Fence extends BlockPlace {
  kind: 'fence'
  /** First word of the info string in lower case, without attributes; empty when there is none. */
  language: string
  /** The info string as written. */
  info: string
  /** The opening marker, for example three backticks; empty for an indented code block. */
  marker: string
  /** False when the fence runs to the end of its container because nothing closed it. */
  closed: boolean
  lines: readonly CodeLine[]
  /** The lines joined by `\n`. */
  text: string
}

export interface ListItem {
  line: number
  endLine: number
  /** Position in its list, from 1: what a reader counts, whatever number is written. */
  position: number
  /** The number as written, for ordered lists. */
  number?: number
  /** `- [ ]` is open, `- [x]` is done; also the signs ✅ and ❌ at the start of the item. */
  box?: 'open' | 'done' | 'yes' | 'no'
  /** Text of the item's first paragraph without the box; empty text when the item starts with another block. */
  inline: Inline
  /** Labels of that first paragraph. */
  labels: readonly Label[]
  blocks: readonly Block[]
}

export interface List extends BlockPlace {
  kind: 'list'
  ordered: boolean
  start: number
  items: readonly ListItem[]
  /** 0 for a list that is not inside another list. */
  depth: number
}

export interface Cell {
  inline: Inline
  /** Plain text, trimmed. */
  text: string
  line: number
  column: number
}

export interface TableRow {
  line: number
  cells: readonly Cell[]
  /** True when unescaped pipes (in code or in `[[a|b]]`) were rejoined to fit the header. */
  repaired: boolean
}

export interface Table extends BlockPlace {
  kind: 'table'
  header: readonly Cell[]
  rows: readonly TableRow[]
}

export interface Quote extends BlockPlace {
  kind: 'quote'
  blocks: readonly Block[]
}

export interface Html extends BlockPlace {
  kind: 'html'
  text: string
}

export interface ThematicBreak extends BlockPlace {
  kind: 'break'
}

export type Block = Heading | Paragraph | Fence | List | Table | Quote | Html | ThematicBreak

/** A heading with everything below it up to the next heading of the same or a higher level. */
export interface Section {
  /** Absent for the part of the page before its first heading. */
  heading?: Heading
  /** 0 for the root. */
  level: number
  title: string
  slug: string
  line: number
  endLine: number
  /** Blocks directly in the section, without those of its sub-sections. */
  blocks: readonly Block[]
  children: readonly Section[]
  parent?: Section
}

/** What the fence-integrity pass found and, where it could, repaired before the Markdown was read. */
export interface FenceRepair {
  kind:
    | 'unclosed'
    | 'closer-with-info'
    | 'closer-wrong-length'
    | 'closer-glued'
    | 'closer-outdented'
    | 'nested-same-length'
  /** Line of the defect: the bad closer, or the opener of a fence that nothing closes. */
  line: number
  column: number
  endColumn: number
  /** Line of the opener the defect belongs to. */
  opener: number
  /** What the line should be, when there is exactly one good reading. */
  replacement?: string
  /** True when the page was read as if the fix were applied. */
  repaired: boolean
  /** True when what follows the defect may have been read wrongly all the same. */
  swallows: boolean
}

/** Structured data at the top of a page: YAML front matter, or front matter flattened into a heading by a formatter. */
export interface FrontMatter {
  data: Readonly<Record<string, unknown>>
  line: number
  endLine: number
  flattened: boolean
  /** Set when the YAML could not be taken over; `data` is then empty. */
  problem?: FrontMatterProblem
}

/** Why front matter says nothing: it is not YAML, not a list of facts, or goes beyond a limit. */
export interface FrontMatterProblem {
  kind: 'colon' | 'duplicate-key' | 'tab' | 'quote' | 'reserved-character' | 'syntax' | 'shape' | 'aliases' | 'nesting'
  message: string
  line: number
}

export interface Document {
  /** Path relative to the root of the page's repository, forward slashes. */
  file: string
  /** The file as read, without a byte order mark. */
  text: string
  lines: readonly string[]
  frontMatter?: FrontMatter
  fenceRepairs: readonly FenceRepair[]
  /** The whole page; `root.blocks` is what stands before the first heading. */
  root: Section
  /** Every section below the root, in document order. */
  sections: readonly Section[]
  /** Every block at any depth (inside lists and quotes too), in document order. */
  blocks: readonly Block[]
  headings: readonly Heading[]
  fences: readonly Fence[]
  /** Every piece of running text at any depth, table cells and headings included, in document order. */
  inlines: readonly Inline[]
  /** Explicit anchors in raw HTML (`<a name>`, `id=`) and `{#id}` attributes. */
  anchors: readonly string[]
  /** Whole-page comments `<!-- … -->` with their line, for directives such as `ops-disable-next-line`. */
  comments: readonly { text: string; line: number; endLine: number }[]
}
