/** Why a line was read as it was: the block it is in, what became of each line of it, and the step it belongs to. */
import type { Block, Document, Fence } from '../book/document.ts'
import type { FenceItem, FenceReading } from '../book/fence-reading.ts'
import type { Command, Page, Procedure, Step } from '../book/page.ts'
import { joinRoot } from './check-report.ts'
import type { ExplainOutput } from './contract.ts'
import { lineRecords } from './line-records.ts'
import { expectationJson, parameterJson } from './procedure-json.ts'

export interface LineQuestion {
  page: Page
  root: string
  line: number
  /** How fences are read; passed in because only this question needs it a second time. */
  readFence: (fence: Fence) => FenceReading
}

/** Answers for a line that the page has. */
export function explainLine({ page, root, line, readFence }: LineQuestion): ExplainOutput {
  const block = innermostBlock(page.document, line)
  const reading = block?.kind === 'fence' ? readFence(block) : undefined
  const owned = stepAt(page, line)
  return {
    schema: 'opsbook.explain/v1',
    file: joinRoot(root, page.file),
    line,
    pageKind: page.kind,
    section: headingsAround(page.document, line).join(' / '),
    block: block?.kind ?? 'none',
    blockLine: block?.line ?? line,
    blockEndLine: block?.endLine ?? line,
    fence: reading ? fenceJson(reading) : null,
    items: reading ? itemsOf(reading, commandsOf(page)) : [],
    step: owned ? stepJson(owned) : null,
    records: lineRecords(page, line),
  }
}

const holds = ({ line, endLine }: { line: number; endLine: number }, at: number) => line <= at && at <= endLine

/** Of the blocks around a line the shortest is the one that says most about it. */
function innermostBlock({ blocks }: Document, line: number): Block | undefined {
  const around = blocks.filter((block) => holds(block, line))
  return around.sort((a, b) => a.endLine - a.line - (b.endLine - b.line)).at(0)
}

function headingsAround({ sections }: Document, line: number): string[] {
  return sections
    .filter((section) => holds(section, line))
    .sort((a, b) => a.level - b.level)
    .map(({ title }) => title)
}

const fenceJson = ({ kind, language, fence, syntaxProblem }: FenceReading) => ({
  kind,
  language,
  tag: fence.info,
  closed: fence.closed,
  problem: syntaxProblem ? `line ${syntaxProblem.line}: ${syntaxProblem.message}` : null,
})

function itemsOf({ items }: FenceReading, commands: ReadonlyMap<number, Command>): ExplainOutput['items'] {
  return items.flatMap((item) => {
    if (item.kind === 'blank') return []
    const command = item.kind === 'command' ? commands.get(item.line) : undefined
    return [
      {
        kind: item.kind,
        line: item.line,
        endLine: 'endLine' in item ? item.endLine : item.line,
        text: item.text,
        language: languageOf(item),
        risk: command?.risk ?? null,
        reasons: [...(command?.reasons ?? [])],
      },
    ]
  })
}

const languageOf = (item: FenceItem) => (item.kind === 'command' || item.kind === 'foreign' ? item.language : null)

interface OwnedStep {
  step: Step
  /** The procedure or hook it belongs to. */
  owner: Pick<Procedure, 'title'>
}

function everyStep(page: Page): OwnedStep[] {
  const within = (step: Step): Step[] => [
    step,
    ...(step.alternatives ?? []).flatMap(({ steps }) => steps.flatMap(within)),
  ]
  const procedures = page.procedures.map((owner) => ({
    owner,
    steps: [...owner.steps, ...owner.verification, ...owner.rollback],
  }))
  return [...procedures, ...page.hooks.map((owner) => ({ owner, steps: owner.steps }))].flatMap(({ owner, steps }) =>
    steps.flatMap(within).map((step) => ({ step, owner })),
  )
}

const commandsOf = (page: Page): Map<number, Command> =>
  new Map(everyStep(page).flatMap(({ step }) => step.commands.map((command) => [command.line, command] as const)))

function stepAt(page: Page, line: number): OwnedStep | undefined {
  const around = everyStep(page).filter(({ step }) => holds(step, line))
  return around.sort((a, b) => a.step.endLine - a.step.line - (b.step.endLine - b.step.line)).at(0)
}

const stepJson = ({ step, owner }: OwnedStep): ExplainOutput['step'] => ({
  id: step.id,
  title: step.title,
  procedure: owner.title,
  phase: step.phase,
  kind: step.kind,
  expectations: step.expectations.map(expectationJson),
  parameters: step.parameters.map(parameterJson),
})
