import { useMemo } from 'react'
import type { RenderedBlock } from '../../../src/http/contract.ts'
import { Blocks } from './blocks.tsx'
import { DecisionTree } from './decision-tree.tsx'
import { FindingBadges } from './finding-badges.tsx'
import { placeSteps } from './place-steps.ts'
import type { RunSettings } from './run-settings.ts'
import { StepPanel } from './step-panel.tsx'
import './runbook.css'

/** The author's page, with each step's button behind it, each finding beside its line, and each decision as buttons. */
export function RunnableBlocks({
  settings,
  blocks,
  showsFindings,
}: {
  settings: RunSettings
  blocks: readonly RenderedBlock[]
  showsFindings: boolean
}) {
  const { page } = settings
  const placement = useMemo(() => placeSteps(page), [page])
  return (
    <div className="page-text">
      <Blocks
        blocks={blocks}
        page={page.path}
        behind={({ line, endLine }) => (
          <>
            {showsFindings ? (
              <FindingBadges findings={page.problems.filter((each) => each.line >= line && each.line <= endLine)} />
            ) : null}
            {page.decisions
              .filter((each) => each.line >= line && each.line <= endLine && each.edges.length > 0)
              .map((decision) => (
                <DecisionTree key={decision.line} decision={decision} />
              ))}
            {placement.get(endLine)?.map((placed) => (
              <StepPanel key={placed.step.id} placed={placed} settings={settings} />
            ))}
          </>
        )}
      />
    </div>
  )
}
