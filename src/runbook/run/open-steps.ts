/** The steps a run carries out, once choices are made. */
import type { Plan, PlannedStep } from '../plan/plan.ts'
import { type PartRecord, type RunState, subjectKey } from '../record/replay.ts'
import { personAt } from './person-at.ts'

/** The steps in order; a choice that was made is replaced by the steps of the way that was chosen. */
export function openSteps(steps: readonly PlannedStep[], state: RunState, batch: number): readonly PlannedStep[] {
  return steps.flatMap((step) => {
    const way = chosenWay(step, state, batch)
    return way ? openSteps(way.steps, state, batch) : [step]
  })
}

function chosenWay({ id, alternatives }: PlannedStep, state: RunState, batch: number) {
  if (!alternatives || alternatives.length === 0) return undefined
  const about = state.answers.get(subjectKey({ kind: 'choice', step: id, batch }))?.about
  return about?.kind === 'choice' ? alternatives.find(({ key }) => key === about.key) : undefined
}

/**
 * What takes a run back: first, in reverse order, the steps that undo what was done; then what else the page says under
 * its rollback heading, in the order of the page, because its author wrote it to be carried out from top to bottom.
 */
export function rollbackSteps(plan: Plan, state: RunState): readonly PlannedStep[] {
  const tried = new Set([...state.parts.values()].filter(tookPlace).map(({ step }) => step))
  const undoable = allSteps(plan.steps).filter(({ undo }) => undo !== undefined)
  const named = new Set(undoable.map(({ undo }) => undo))
  const undoing = undoable
    .filter(({ id }) => tried.has(id))
    .reverse()
    .flatMap(({ undo }) => plan.rollback.filter(({ anchor }) => anchor === undo))
  return [...new Set(undoing), ...plan.rollback.filter(({ anchor }) => anchor === undefined || !named.has(anchor))]
}

/** What was refused before it began has done nothing that could be taken back. */
const tookPlace = ({ attempts, end }: PartRecord): boolean =>
  attempts > 1 || (attempts === 1 && end?.kind !== 'refused')

/** Where a step that takes back is carried out: where what it undoes took place, else where anything did. */
export function rollbackTargets(
  { anchor }: PlannedStep,
  { plan, state, batches }: { plan: Plan; state: RunState; batches: readonly (readonly string[])[] },
): readonly string[] {
  const undone = allSteps(plan.steps).filter(({ undo }) => undo !== undefined && undo === anchor)
  const parts = [...state.parts.values()].filter(
    (part) => tookPlace(part) && (undone.length === 0 || undone.some(({ id }) => id === part.step)),
  )
  const places = new Set(parts.map(({ target }) => target))
  // What people did, they did for all targets of their group.
  return batches.flatMap((targets, batch) =>
    places.has(personAt(batch)) ? targets : targets.filter((name) => places.has(name)),
  )
}

/** Every step of a plan, those of all ways included. */
export const allSteps = (steps: readonly PlannedStep[]): readonly PlannedStep[] =>
  steps.flatMap((step) => [step, ...(step.alternatives ?? []).flatMap((way) => allSteps(way.steps))])

/**
 * The checks that tell whether a step took effect: those the author put right behind it, before the next change. Only
 * what reads, and only where a program can decide; empty where a person has to look.
 */
export function checksBehind(steps: readonly PlannedStep[], id: string): readonly PlannedStep[] {
  const from = steps.findIndex((step) => step.id === id) + 1
  if (from === 0) return []
  const until = steps.slice(from).findIndex(({ kind, effect }) => kind !== 'verification' || effect !== 'read-only')
  const checks = steps.slice(from, until < 0 ? undefined : from + until)
  const decides = checks.some(({ expectations }) =>
    expectations.some(({ expectation, binding }) => binding === 'asserts' && expectation.decidable),
  )
  return decides ? checks : []
}
