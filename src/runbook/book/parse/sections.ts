import type { Block, Section } from '../document.ts'

type OpenSection = Omit<Section, 'blocks' | 'children' | 'parent'> & {
  blocks: Block[]
  children: OpenSection[]
  parent?: OpenSection
}

/** Groups a page's top-level blocks below their headings. Levels may be skipped: a child is simply deeper. */
export function buildSections(
  blocks: readonly Block[],
  lineCount: number,
): { root: Section; sections: readonly Section[] } {
  const root: OpenSection = { level: 0, title: '', slug: '', line: 1, endLine: lineCount, blocks: [], children: [] }
  const sections: OpenSection[] = []
  let current = root
  for (const block of blocks) {
    if (block.kind !== 'heading') {
      current.blocks.push(block)
      continue
    }
    while (current.level >= block.level) current = close(current, block.line - 1)
    const section: OpenSection = {
      heading: block,
      level: block.level,
      title: block.text,
      slug: block.slug,
      line: block.line,
      endLine: lineCount,
      blocks: [],
      children: [],
      parent: current,
    }
    current.children.push(section)
    sections.push(section)
    current = section
  }
  return { root, sections }
}

function close(section: OpenSection, endLine: number): OpenSection {
  section.endLine = endLine
  return section.parent!
}
