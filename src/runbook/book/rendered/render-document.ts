import type { Env } from 'markdown-it'
import { visible, visibleLines } from '../../../kit/visible.ts'
import type { Block, Document, Inline, ListItem, Section } from '../document.ts'
import { blockTokens } from '../parse/markdown.ts'
import { type InlinePlace, renderInline } from './render-inline.ts'
import type { RenderedBlock, RenderedInline, RenderedItem } from './rendered.ts'

/** A page as a tree for the browser, in its own order, each block with its lines. Never throws; linear in the page's size. */
export function renderDocument(document: Document, pages: ReadonlySet<string>): readonly RenderedBlock[] {
  const env: Env = {}
  // Link definitions may stand anywhere, and are not part of the document's tree.
  if (document.text.includes(']:')) blockTokens(document.text, env)
  const pen = new Pen({ env, file: document.file, pages })
  return sectionBlocks(document.root).flatMap((block) => pen.block(block))
}

const sectionBlocks = ({ heading, blocks, children }: Section): readonly Block[] => [
  ...(heading ? [heading] : []),
  ...blocks,
  ...children.flatMap(sectionBlocks),
]

class Pen {
  readonly #place: InlinePlace

  constructor(place: InlinePlace) {
    this.#place = place
  }

  block(block: Block): readonly RenderedBlock[] {
    const { line, endLine } = block
    switch (block.kind) {
      case 'heading':
        return [{ kind: 'heading', line, endLine, level: block.level, slug: block.slug, of: this.#text(block.inline) }]
      case 'paragraph':
        return [{ kind: 'paragraph', line, endLine, of: this.#text(block.inline) }]
      case 'fence':
        return [{ kind: 'code', line, endLine, language: visible(block.language), text: visibleLines(block.text) }]
      case 'list': {
        const items = block.items.map((item) => this.#item(item))
        return [{ kind: 'list', line, endLine, ordered: block.ordered, start: block.start, items }]
      }
      case 'table': {
        const header = block.header.map(({ inline }) => this.#text(inline))
        const rows = block.rows.map((row) => ({
          line: row.line,
          cells: row.cells.map(({ inline }) => this.#text(inline)),
        }))
        return [{ kind: 'table', line, endLine, header, rows }]
      }
      case 'quote':
        return [{ kind: 'quote', line, endLine, blocks: block.blocks.flatMap((inner) => this.block(inner)) }]
      case 'break':
        return [{ kind: 'rule', line, endLine }]
      case 'html':
        return []
    }
  }

  #item({ line, endLine, box, inline, blocks }: ListItem): RenderedItem {
    const [first, ...rest] = blocks
    const own = box !== undefined && first?.kind === 'paragraph'
    const opening: readonly RenderedBlock[] = own
      ? [{ kind: 'paragraph', line: first.line, endLine: first.endLine, of: this.#text(inline) }]
      : first
        ? this.block(first)
        : []
    return {
      ...{ line, endLine, blocks: [...opening, ...rest.flatMap((block) => this.block(block))] },
      ...(box === undefined ? {} : { box }),
    }
  }

  /** The explicit anchor behind a heading is for generators. */
  #text({ raw }: Inline): readonly RenderedInline[] {
    return renderInline(raw.replace(/[ \t]*\{#[\w:.-]{1,200}\}[ \t]*$/, ''), this.#place)
  }
}
