/** Finds the book's way through an incident: a flowchart, phases with headings of their own, or a numbered list. */

import type { Repository } from '../../runbook/book/book.ts'
import type { Block, List, Section } from '../../runbook/book/document.ts'
import type { Decision, Page } from '../../runbook/book/page.ts'
import type { Workflow } from './workflow.ts'

const TITLE =
  /\b(?:incident|emergency|outage)s?\b.*\b(?:workflow|process|response|handling|lifecycle|procedures?)\b(?: \([^()]*\))?$|^(?:general )?response (?:workflow|process)$/i
const PHASE = /^(?:(?:phase|step|stage)\s+\d+|\d+[.)])/i

/** Every workflow of the pages, the likeliest first: one drawn or numbered below a heading that calls it so. */
export function readWorkflows(repositories: readonly Repository[]): Workflow[] {
  const found = repositories.flatMap(({ pages }) =>
    pages.flatMap((page) => (page.kind === 'template' || page.kind === 'drill' ? [] : workflowsOf(page))),
  )
  return found.sort((a, b) => b.weight - a.weight).map(({ workflow }) => workflow)
}

interface Weighed {
  workflow: Workflow
  weight: number
}

function workflowsOf(page: Page): Weighed[] {
  const base = page.kind === 'incident-policy' ? 3 : 0
  const charts = page.decisions.flatMap((decision) => {
    const workflow =
      decision.source === 'mermaid' && isWorkflow(page, decision.title) ? ofChart(page, decision) : undefined
    return workflow ? [{ workflow, weight: base + 4 + wordWeight(decision.title) }] : []
  })
  const written = page.document.sections.flatMap((section) => {
    if (!isWorkflow(page, section.title) || section.level === 1) return []
    const workflow = ofPhases(page, section) ?? ofList(page, section)
    return workflow ? [{ workflow, weight: base + wordWeight(section.title) }] : []
  })
  return [...charts, ...written]
}

/** On a page about incidents, "Workflow" alone says enough. */
const isWorkflow = (page: Page, title: string): boolean =>
  TITLE.test(title) ||
  (/^(?:the )?(?:workflow|process|procedure)$/i.test(title) &&
    (page.kind === 'incident-policy' || /\bincidents?\b|\bemergenc/i.test(page.title)))

/** "Workflow" and "process" mean a way to go; "incident response" alone may be a chapter. */
const wordWeight = (title: string): number => (/workflow/i.test(title) ? 2 : /process/i.test(title) ? 1 : 0)

/** A chart whose ends all hang on one question sorts incidents and leads through none. */
function ofChart({ file }: Page, { title, line, nodes, edges }: Decision): Workflow | undefined {
  if (nodes.length < 4) return undefined
  const steps = nodes.map(({ id, text, line: at, question }) => ({
    ...{ id, text, line: at, question },
    next: edges
      .filter(({ from }) => from === id)
      .map(({ to, label }) => ({ step: to, ...(label === undefined ? {} : { answer: label }) })),
  }))
  return { title, file, line, steps }
}

/** `### Phase 1: Detection (0-5 minutes)`, `### Phase 2: …` below one heading. */
function ofPhases({ file }: Page, section: Section): Workflow | undefined {
  const phases = section.children.filter((child) => PHASE.test(child.title))
  if (phases.length < 3) return undefined
  return chain(
    file,
    section,
    phases.map(({ title, line }) => ({ text: title, line })),
  )
}

function ofList({ file }: Page, section: Section): Workflow | undefined {
  const list = section.blocks.find((block: Block): block is List => block.kind === 'list' && block.ordered)
  if (!list || list.items.length < 3) return undefined
  return chain(
    file,
    section,
    list.items.map((item) => ({ text: item.inline.text.split('\n')[0]!, line: item.line })),
  )
}

function chain(file: string, { title, line }: Section, parts: readonly { text: string; line: number }[]): Workflow {
  const steps = parts.map(({ text, line: at }, index) => ({
    ...{ id: String(index + 1), text, line: at, question: false },
    next: index + 1 < parts.length ? [{ step: String(index + 2) }] : [],
  }))
  return { title, file, line, steps }
}
