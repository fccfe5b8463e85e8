import type { PlannedStep } from '../plan/plan.ts'

/** How many parts of a step are carried out one by one: its commands, or the whole where a person or a watcher does it. */
export const partCount = (step: PlannedStep): number =>
  step.kind === 'manual' || step.kind === 'choice' || step.background ? 1 : Math.max(1, step.commands.length)
