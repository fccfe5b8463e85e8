import type { Block, Document, Inline, List, Section } from '../document.ts'
import type { Decision, DecisionNode } from '../page.ts'
import { readFlowchart } from './mermaid.ts'
import { itemTexts, keyOf, labelledParts, outlineOf, tidySpaces } from './outline.ts'

/**
 * Where a page lets its reader decide: flowcharts, numbered decision trees below a heading that calls them so, and
 * branches such as `If the queue is full → restart`.
 */
export function readDecisions(document: Document): readonly Decision[] {
  const outline = outlineOf(document)
  const found: Decision[] = []
  for (const { fence, section } of outline.fences) {
    const chart = fence.language === 'mermaid' ? readFlowchart(fence.lines) : undefined
    if (chart && chart.nodes.length > 1)
      found.push({ title: section.title, line: fence.line, source: 'mermaid', ...chart })
  }
  for (const section of outline.sections) {
    if (TREES.test(keyOf(section.title))) found.push(...numberedTrees(section))
    const labelled = fromLabels(section)
    if (labelled) found.push(labelled)
  }
  for (const { list, section, before } of outline.lists) {
    const branches = fromList(list, section, before)
    if (branches) found.push(branches)
  }
  return found.sort((a, b) => a.line - b.line)
}

const TREES = /decision trees?$|^decision (?:flow|guide)/

/** An ordered list below the heading, or one below each heading under it, is a tree without branches: a chain of checks. */
function numberedTrees(section: Section): readonly Decision[] {
  return [section, ...section.children].flatMap((each) =>
    each.blocks.flatMap((block) => {
      if (block.kind !== 'list' || !block.ordered || block.items.length < 2) return []
      const nodes = block.items.map((item, at) => nodeOf(String(at + 1), item.inline.text, item.line))
      const edges = nodes.slice(1).map((node, at) => ({ from: nodes[at]!.id, to: node.id }))
      return [{ title: each.title, line: block.line, source: 'numbered' as const, nodes, edges }]
    }),
  )
}

interface Branch {
  condition: string
  outcome: string
  line: number
}

const IF = /^(?:if|when|in case)\s/i
/** `If X → Y`, `If X: Y`, `If X, then Y`. */
const BRANCH = /^(if\s[^\n]{2,300}?)\s*(?:→|->|=>|:\s|,?\s+then\s|—|–\s)\s*(\S[^\n]*)$/i

function fromList(list: List, section: Section, before: Block | undefined): Decision | undefined {
  const branches = list.items.flatMap((item): Branch[] => {
    const match = BRANCH.exec(tidySpaces(item.inline.text).trim())
    if (match) return [{ condition: match[1]!, outcome: match[2]!, line: item.line }]
    const nested = itemTexts(item.blocks)
    if (!IF.test(item.inline.text) || nested.length === 0) return []
    return [{ condition: trimmed(item.inline), outcome: nested.join('; '), line: item.line }]
  })
  return decisionOf(section, before, list.line, branches)
}

/** Bold conditions one below the other, each with what to do then: `**If provider X is healthy but slow**:`. */
function fromLabels(section: Section): Decision | undefined {
  const branches = labelledParts(section.blocks).flatMap((part): Branch[] => {
    if (!IF.test(part.name)) return []
    const outcome = [part.value, ...itemTexts(part.blocks)].filter((text) => text !== '').join('; ')
    return outcome ? [{ condition: part.name, outcome, line: part.line }] : []
  })
  return decisionOf(section, undefined, branches[0]?.line ?? section.line, branches)
}

function decisionOf(
  section: Section,
  before: Block | undefined,
  line: number,
  branches: readonly Branch[],
): Decision | undefined {
  if (branches.length < 2) return undefined
  const asked = before?.kind === 'paragraph' ? trimmed(before.inline) : ''
  const question: DecisionNode = { id: '?', text: asked || section.title, line, question: true }
  const nodes = branches.map(({ outcome, line: at }, n) => nodeOf(String(n + 1), outcome, at))
  const edges = branches.map(({ condition }, n) => ({ from: question.id, to: nodes[n]!.id, label: condition }))
  return { title: section.title, line, source: 'branches', nodes: [question, ...nodes], edges }
}

const nodeOf = (id: string, text: string, line: number): DecisionNode => ({
  id,
  text: text.replaceAll('\n', ' ').trim(),
  line,
  question: /\?$/.test(text.trim()),
})

const trimmed = (inline: Inline) => tidySpaces(inline.text).replaceAll('\n', ' ').replace(/:\s*$/, '').trim()
