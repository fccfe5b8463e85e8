import type { Block, Code, Document, Fence, Label, List, ListItem, Section, Table } from '../document.ts'

/** A label with everything it speaks about: its value and the blocks up to the next label. */
export interface LabelledPart {
  /** As written, without the colon. */
  name: string
  /** The name to compare with: lower case, without numbers, signs and parentheses. */
  key: string
  qualifier?: string
  value: string
  line: number
  colon: boolean
  blocks: readonly Block[]
}

/** The pieces of a page that most extractors look for, each with the section around it. */
interface Outline {
  /** The root and every section below it, in document order. */
  sections: readonly Section[]
  tables: readonly { table: Table; section: Section }[]
  /** Lists that are in no other list; `before` is the block in front of the list. */
  lists: readonly { list: List; section: Section; before?: Block }[]
  fences: readonly { fence: Fence; section: Section; before?: Block; after?: Block }[]
}

/** A document never changes, so what was found in it once need not be searched by each of the extractors again. */
const OUTLINES = new WeakMap<Document, Outline>()
const PARTS = new WeakMap<readonly Block[], readonly LabelledPart[]>()
const NONE: readonly LabelledPart[] = []

/** Tables, lists and fences of a document with their sections, at any depth of quotes and lists. */
export function outlineOf(document: Document): Outline {
  const known = OUTLINES.get(document)
  if (known) return known
  const outline = {
    sections: [document.root, ...document.sections],
    tables: [] as { table: Table; section: Section }[],
    lists: [] as { list: List; section: Section; before?: Block }[],
    fences: [] as { fence: Fence; section: Section; before?: Block; after?: Block }[],
  }
  const collect = (section: Section, blocks: readonly Block[]) => {
    blocks.forEach((block, at) => {
      const before = blocks[at - 1]
      const after = blocks[at + 1]
      const place = { section, ...(before ? { before } : {}) }
      if (block.kind === 'table') outline.tables.push({ table: block, section })
      else if (block.kind === 'fence') outline.fences.push({ fence: block, ...place, ...(after ? { after } : {}) })
      else if (block.kind === 'quote') collect(section, block.blocks)
      else if (block.kind === 'list') {
        if (block.depth === 0) outline.lists.push({ list: block, ...place })
        for (const item of block.items) collect(section, item.blocks)
      }
    })
  }
  for (const section of outline.sections) collect(section, section.blocks)
  OUTLINES.set(document, outline)
  return outline
}

/** The labels that stand directly among some blocks, each with what follows it up to the next one. */
export function labelledParts(blocks: readonly Block[]): readonly LabelledPart[] {
  // Most sections have no labels; they are not worth an entry.
  if (!blocks.some((block) => block.kind === 'paragraph' && block.labels.length > 0)) return NONE
  const known = PARTS.get(blocks)
  if (known) return known
  const parts: (LabelledPart & { blocks: Block[] })[] = []
  for (const block of blocks) {
    if (block.kind === 'paragraph' && block.labels.length > 0) {
      for (const label of block.labels) parts.push({ ...partOfLabel(label), blocks: [] })
    } else if (block.kind !== 'heading' && block.kind !== 'break') {
      parts.at(-1)?.blocks.push(block)
    }
  }
  PARTS.set(blocks, parts)
  return parts
}

/** The labels of a list item, the last one with the blocks below the item's first paragraph. */
export function itemParts(item: ListItem): readonly LabelledPart[] {
  const rest = item.blocks.slice(1)
  return item.labels.map((label, at) => ({ ...partOfLabel(label), blocks: at === item.labels.length - 1 ? rest : [] }))
}

function partOfLabel(label: Label): Omit<LabelledPart, 'blocks'> {
  const { qualifier, line, colon } = label
  const name = tidySpaces(label.name)
  const value = tidySpaces(label.value)
  return { name, key: keyOf(name), ...(qualifier === undefined ? {} : { qualifier }), value, line, colon }
}

const ENDING = /[:.!?\s]{1,9}$/
const PLAIN = /^[A-Za-z][A-Za-z -]*[A-Za-z]$/
const ORDINAL = /^(?:[^\p{L}\p{N}]{0,12})(?:(?:\d{1,3}(?:\.\d{1,3}){0,3}|[A-Z])[.):]\s+)?/u

/** A heading or label name to compare with: `📊 2.1 Success Criteria (all):` → `success criteria`. */
export function keyOf(name: string): string {
  // Most names are plain words; this is asked for every label and heading of every page.
  if (PLAIN.test(name)) return name.toLowerCase()
  return tidySpaces(name)
    .replace(ORDINAL, '')
    .replace(/^\d{1,2}(?:\.\d{1,2}){1,3}\s+/, '')
    .replace(ENDING, '')
    .replace(/\s*\([^()]*\)$/, '')
    .replace(ENDING, '')
    .toLowerCase()
}

/**
 * Text without long runs of blanks, which no reader sees and which make patterns such as `\s*:` take quadratic time.
 * Ordinary text stays as it is.
 */
export function tidySpaces(text: string): string {
  return text.includes('         ') ? text.replace(/[ \t]{9,}/g, ' ') : text
}

/** The first line of a list item's text. */
export const firstLineOf = (item: ListItem): string => tidySpaces(item.inline.text.split('\n', 1)[0]!)

/** Longer texts are for reading in place, not for a record. */
const TEXT_LIMIT = 1000

/** The words of some blocks in one line: list items and code lines are joined by `; `, comment lines left out. */
export function textOf(blocks: readonly Block[]): string {
  const pieces: string[] = []
  let length = 0
  const add = (piece: string) => {
    const text = piece.trim().replaceAll('\n', ' ')
    if (text === '' || length > TEXT_LIMIT) return
    pieces.push(text)
    length += text.length
  }
  const walk = (some: readonly Block[]) => {
    for (const block of some) {
      if (length > TEXT_LIMIT) return
      if (block.kind === 'paragraph' || block.kind === 'heading') add(block.inline.text)
      else if (block.kind === 'quote') walk(block.blocks)
      else if (block.kind === 'fence') for (const line of linesOf(block)) add(line)
      else if (block.kind === 'list') {
        for (const item of block.items) {
          if (item.inline.text) add(item.inline.text)
          walk(item.inline.text ? item.blocks.slice(1) : item.blocks)
        }
      }
    }
  }
  walk(blocks)
  return pieces.join('; ')
}

const COMMENT = /^\s*(?:#+|%+|--|\/\/)\s?/
const codeOf = (line: string) => (COMMENT.test(line) ? '' : line)

/** The first lines of code of a fence; where it holds nothing but comments, they are what it says. */
function linesOf(fence: Fence): readonly string[] {
  const lines = fence.lines.slice(0, 20).map(({ text }) => text)
  const code = lines.filter((line) => codeOf(line).trim() !== '')
  return code.length > 0 ? code : lines.map((line) => line.replace(COMMENT, ''))
}

/** The first paragraph of each item of the lists among some blocks, nested items after their parents. */
export function itemTexts(blocks: readonly Block[]): readonly string[] {
  const texts: string[] = []
  for (const block of blocks) {
    if (block.kind !== 'list') continue
    for (const item of block.items) {
      if (item.inline.text) texts.push(item.inline.text.replaceAll('\n', ' ').trim())
      texts.push(...itemTexts(item.blocks))
    }
  }
  return texts
}

/** Inline code of some blocks and the command lines of their fences, each once, in order. */
export function codesOf(blocks: readonly Block[]): readonly string[] {
  const codes = new Set<string>()
  const take = (some: readonly Code[]) => {
    for (const code of some) codes.add(code.text)
  }
  const walk = (some: readonly Block[]) => {
    for (const block of some) {
      if (block.kind === 'paragraph') take(block.inline.codes)
      else if (block.kind === 'quote') walk(block.blocks)
      else if (block.kind === 'list') for (const item of block.items) walk(item.blocks)
      else if (block.kind === 'fence') {
        for (const { text } of block.lines.slice(0, 20)) if (codeOf(text).trim() !== '') codes.add(text.trim())
      }
    }
  }
  walk(blocks)
  return [...codes]
}
