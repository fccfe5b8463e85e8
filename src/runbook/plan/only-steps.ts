import type { Page, Procedure } from '../book/page.ts'

/**
 * The page as if one of its procedures had only some steps: a person who carries out one step of a page needs values for that step and
 * no other. What takes a chosen step back stays; the time that is promised is that of the whole and is left out; the checks that the page demands after every procedure are left out, they can be chosen
 * like any step. The answer is the first id that is no step of the procedure, where there is one.
 */
export function onlySteps(page: Page, procedureId: string, ids: readonly string[]): Page | string {
  const procedure = page.procedures.find(({ id }) => id === procedureId)
  // The planner says what is wrong with the name.
  if (!procedure) return page
  const hooks = page.hooks.flatMap(({ steps }) => steps)
  const all = [...procedure.steps, ...procedure.verification, ...procedure.rollback, ...hooks]
  const unknown = ids.find((wanted) => !all.some(({ id }) => id === wanted))
  if (unknown !== undefined) return unknown
  const isChosen = ({ id }: { id: string }) => ids.includes(id)
  const { timeBound: _, ...whole } = procedure
  const rest: Procedure = {
    ...whole,
    steps: [...procedure.steps, ...procedure.rollback].filter(isChosen),
    verification: [...procedure.verification, ...hooks].filter(isChosen),
    rollback: procedure.rollback.filter((step) => !isChosen(step)),
  }
  return { ...page, hooks: [], procedures: page.procedures.map((each) => (each === procedure ? rest : each)) }
}
