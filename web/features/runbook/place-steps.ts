/** Which step stands where on its page: behind the block that shows its commands, else behind the one that says what to do. */
import type { ProcedureOutput, RenderedBlock, RunbookPage, StepOutput } from '../../../src/http/contract.ts'

export interface PlacedStep {
  readonly step: StepOutput
  /** Absent for checks that are asked for after every procedure. */
  readonly procedure: ProcedureOutput | undefined
  readonly part: 'steps' | 'verification' | 'rollback' | 'hook'
  /** 1-based, within its part. */
  readonly number: number
}

/** Steps by the last line of the block behind which they stand. */
export type Placement = ReadonlyMap<number, readonly PlacedStep[]>

export function placeSteps({
  blocks,
  steps: procedures,
  hooks,
}: Pick<RunbookPage, 'blocks' | 'steps' | 'hooks'>): Placement {
  const leaves = blocks.flatMap(leavesOf)
  const placed = new Map<number, PlacedStep[]>()
  const seen = new Set<string>()
  for (const each of [...procedures.flatMap(stepsOf), ...hooks.flatMap(checksOf)]) {
    // The checks of a procedure may be read as checks after every procedure too.
    const key = `${each.step.line}:${each.step.endLine}:${each.step.title}`
    if (seen.has(key)) continue
    seen.add(key)
    const at = anchorOf(each.step)
    const block =
      leaves.find(({ line, endLine }) => at >= line && at <= endLine) ?? leaves.findLast(({ line }) => line <= at)
    if (!block) continue
    placed.set(block.endLine, [...(placed.get(block.endLine) ?? []), each])
  }
  return placed
}

const PARTS = ['steps', 'verification', 'rollback'] as const

const stepsOf = (procedure: ProcedureOutput): PlacedStep[] =>
  PARTS.flatMap((part) => procedure[part].map((step, index) => ({ step, procedure, part, number: index + 1 })))

const checksOf = ({ steps }: RunbookPage['hooks'][number]): PlacedStep[] =>
  steps.map((step, index) => ({ step, procedure: undefined, part: 'hook', number: index + 1 }))

/** The line of its last command; ways to choose from stand where the first of them begins. */
function anchorOf({ commands, line, kind, alternatives }: StepOutput): number {
  if (kind === 'choice') return alternatives[0]?.line ?? line
  return commands.at(-1)?.endLine ?? line
}

/** Blocks behind which something can be put. */
const leavesOf = (block: RenderedBlock): readonly RenderedBlock[] =>
  block.kind === 'list'
    ? block.items.flatMap((item) => item.blocks.flatMap(leavesOf))
    : block.kind === 'quote'
      ? block.blocks.flatMap(leavesOf)
      : [block]
