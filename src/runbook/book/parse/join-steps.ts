import type { Section } from '../document.ts'
import type { Phase } from '../page.ts'
import { draftStep, type StepDraft } from './step-draft.ts'
import { boundInTitle } from './time-bound.ts'

/** The title of a numbered heading without its number. */
export const stepTitle = ({ title }: Section): string =>
  title.replace(/^(?:step|check)\s+\d+(?:\.\d+)*\s*[:.)-]?\s*/i, '') || title

/** "#### Step 3: Start Monitoring" is one step, however many blocks it has. */
export function joinSteps(steps: readonly StepDraft[], section: Section, phase: Phase): StepDraft {
  const title = stepTitle(section)
  const joined = draftStep(title, section.line, phase)
  joined.group = section.title
  joined.endLine = section.endLine
  const bound = section.heading ? boundInTitle(section.title, section.line) : undefined
  if (bound) joined.timeBound = bound
  for (const step of steps) {
    joined.commands.push(...step.commands)
    joined.expectations.push(...step.expectations)
    joined.notes.push(...step.notes)
    joined.calls.push(...step.calls)
    if (step.caution !== undefined) joined.caution ??= step.caution
    if (step.alternatives.length > 0) joined.alternatives.push(...step.alternatives)
    else if (step.commands.length === 0 && step.title !== section.title) joined.notes.push(step.title)
  }
  return joined
}
