import type { Edit, Fix } from '../../../kit/diagnostic.ts'
import type { Block, Document, Fence, List, ListItem } from '../document.ts'

/** A place where a block stands beside a numbered list although it belongs into one of its items. */
export interface ListBreak {
  /**
   * `split`: the next list goes on with the next number. `restart`: it starts at 1 again.
   * `detached`: no list follows, but the item above ends in a colon.
   */
  kind: 'split' | 'restart' | 'detached'
  /** The last item above the break. */
  item: ListItem
  /** The blocks in between; the first code block among them is what the item is about. */
  between: readonly Block[]
  fence: Fence | undefined
  next: List | undefined
  /** True when the blocks can only belong to the item, so that indenting them is safe. */
  certain: boolean
}

const known = new WeakMap<Document, ListBreak[]>()

/** The breaks in all ordered lists of a page, in document order. */
export function listBreaks(document: Document): readonly ListBreak[] {
  let breaks = known.get(document)
  if (!breaks) {
    breaks = findBreaks(document)
    known.set(document, breaks)
  }
  return breaks
}

function findBreaks(document: Document): ListBreak[] {
  if (!document.blocks.some((block) => block.kind === 'list' && block.ordered)) return []
  const groups: (readonly Block[])[] = [document.root.blocks, ...document.sections.map((section) => section.blocks)]
  for (const block of document.blocks) {
    if (block.kind === 'list') groups.push(...block.items.map((item) => item.blocks))
    if (block.kind === 'quote') groups.push(block.blocks)
  }
  return groups.flatMap((blocks) => breaksAmong(blocks))
}

function breaksAmong(blocks: readonly Block[]): ListBreak[] {
  const breaks: ListBreak[] = []
  for (const [at, list] of blocks.entries()) {
    if (list.kind !== 'list' || !list.ordered) continue
    const item = list.items[list.items.length - 1]
    if (!item) continue
    let end = at + 1
    while (end < blocks.length && belongs(blocks[end]!)) end++
    const between = blocks.slice(at + 1, end)
    const next = blocks[end]
    const found = judge(list, item, between, next?.kind === 'list' && next.ordered ? next : undefined)
    if (found) breaks.push(found)
  }
  return breaks
}

const belongs = (block: Block) => block.kind === 'fence' || block.kind === 'paragraph' || block.kind === 'table'

function judge(list: List, item: ListItem, between: readonly Block[], next: List | undefined): ListBreak | undefined {
  const fence = between.find((block): block is Fence => block.kind === 'fence' && block.marker !== '')
  const first = between[0]
  if (!first || !fence) return undefined
  const common = { item, between, fence, next }
  if (next && next.start > 1 && next.start === (item.number ?? list.start + list.items.length - 1) + 1) {
    return { kind: 'split', ...common, certain: true }
  }
  const onlyCode = between.every((block) => block.kind === 'fence')
  if (next && next.start === 1 && onlyCode) return { kind: 'restart', ...common, certain: list.items.length === 1 }
  const announces = /:\s*$/.test(item.inline.text) && item.blocks.length === 1
  if (announces && first === fence) return { kind: 'detached', ...common, between: [fence], certain: true }
  return undefined
}

/** Indents the blocks of a break so that they become part of the item above. Undefined inside quotes. */
export function indentFix(document: Document, { item, between, certain }: ListBreak): Fix | undefined {
  const marker = /^([ \t]*)(?:\d{1,9}[.)])([ \t]+)\S/.exec(document.lines[item.line - 1] ?? '')
  if (!marker || marker[0].includes('\t')) return undefined
  const wanted = marker[0].length - 1
  const edits: Edit[] = []
  for (const block of between) {
    const source = document.lines.slice(block.line - 1, block.endLine)
    const missing = wanted - /^ */.exec(source[0] ?? '')![0].length
    if (missing <= 0 || source.some((line) => line.startsWith('\t'))) return undefined
    for (const [offset, line] of source.entries()) {
      if (line.trim() === '') continue
      const at = { line: block.line + offset, column: 1 }
      edits.push({ span: { ...at, endLine: at.line, endColumn: 1 }, text: ' '.repeat(missing) })
    }
  }
  return { title: 'Indent it below its step', safe: certain, edits }
}
