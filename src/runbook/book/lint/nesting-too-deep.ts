import type { Block, Document } from '../document.ts'
import { page, spanOfLines } from './place.ts'
import type { Rule } from './rule.ts'

/** Levels that the Markdown parser follows; a list is two of them (the list and its item), a quotation is one. */
const MAX_LEVELS = 100

export const nestingTooDeep: Rule = {
  id: 'RB112',
  name: 'nesting-too-deep',
  summary: 'Lists and quotations are not nested deeper than they are read.',
  why: 'Lists are read 49 levels deep and quotations 99 levels; what lies deeper is left out, commands and warnings too. Nobody writes that by hand: it comes from a mail quoted again and again, or from a conversion that went wrong, and no reader could follow it either.',
  severity: 'error',
  kinds: { postmortem: 'warning', template: 'warning' },
  examples: [
    {
      title: 'a quotation of a quotation of a quotation',
      bad: page('# Handover', '', `${'> '.repeat(120)}Restart the queue first. ⟵`),
      good: page('# Handover', '', '> Restart the queue first.'),
    },
    {
      title: 'a list that a conversion pushed to the right',
      bad: page('# Steps', '', `${'- '.repeat(60)}Restart the queue ⟵`, '- Look at the lag'),
      good: page('# Steps', '', '- Restart the queue', '- Look at the lag'),
    },
  ],
  *page({ document }) {
    const lines = unreadLines(document)
    const [first] = lines
    if (first === undefined) return
    const others = lines.length > 1 ? ` (in ${lines.length} places)` : ''
    yield {
      span: spanOfLines(document, first),
      message: `What is nested deeper than ${MAX_LEVELS} levels here was not read${others}`,
      hint: 'Move it to the left, out of its lists and quotations',
    }
  },
}

/** Lines of the containers whose content lies beyond the limit. */
function unreadLines({ root, sections }: Document): number[] {
  const lines: number[] = []
  const look = (blocks: readonly Block[], level: number): void => {
    for (const block of blocks) {
      if (block.kind === 'quote') enter(block.line, block.blocks, level + 1)
      if (block.kind === 'list') for (const item of block.items) enter(item.line, item.blocks, level + 2)
    }
  }
  const enter = (line: number, blocks: readonly Block[], level: number): void => {
    if (level < MAX_LEVELS) look(blocks, level)
    else lines.push(line)
  }
  for (const section of [root, ...sections]) look(section.blocks, 0)
  return lines
}
