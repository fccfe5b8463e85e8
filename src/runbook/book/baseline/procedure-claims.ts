/** Claims about symptoms, procedures and the time they take. */

import type { BaselineInput, Claim } from '../baseline.ts'
import { allSteps, changesSomething, evidence, judgedPages, procedures } from './evidence.ts'

/** Enough symptoms, each with a cause and an action. */
export function symptomsClaim({ book, demands }: BaselineInput): Claim {
  const rows = judgedPages(book).flatMap((placed) =>
    placed.page.symptoms.filter(({ source }) => source !== 'error').map((symptom) => ({ placed, symptom })),
  )
  const isComplete = ({ symptom }: (typeof rows)[number]) =>
    [symptom.symptom, symptom.cause, symptom.action].every((part) => part.trim() !== '')
  const complete = rows.filter(isComplete)
  const lacking = rows.filter((row) => !isComplete(row))
  const byPage = new Map<string, { row: (typeof rows)[number]; count: number }>()
  for (const row of complete) {
    const key = `${row.placed.repository.root}\u0000${row.placed.page.file}`
    byPage.set(key, { row: byPage.get(key)?.row ?? row, count: (byPage.get(key)?.count ?? 0) + 1 })
  }
  return {
    id: 'symptoms',
    claim: `At least ${demands.symptoms} symptoms, each with cause and action`,
    passed: complete.length >= demands.symptoms,
    summary: `${complete.length} complete ${complete.length === 1 ? 'row' : 'rows'}${lacking.length > 0 ? `, ${lacking.length} without cause or action` : ''}`,
    measured: complete.length,
    required: demands.symptoms,
    proof: [...byPage.values()].map(({ row, count }) =>
      evidence(row.placed, row.symptom.line, `${count} rows from here on`),
    ),
    broken:
      complete.length >= demands.symptoms
        ? []
        : lacking.map(({ placed, symptom }) =>
            evidence(
              placed,
              symptom.line,
              `no ${symptom.cause.trim() === '' ? 'cause' : 'action'}: ${symptom.symptom}`,
            ),
          ),
  }
}

/** Enough procedures that can be carried out. */
export function proceduresClaim({ book, demands }: BaselineInput): Claim {
  const found = procedures(book)
  return {
    id: 'procedures',
    claim: `At least ${demands.procedures} recovery ${demands.procedures === 1 ? 'procedure' : 'procedures'}, step by step`,
    passed: found.length >= demands.procedures,
    summary: `${found.length} ${found.length === 1 ? 'procedure' : 'procedures'} with steps`,
    measured: found.length,
    required: demands.procedures,
    proof: found.map((placed) => evidence(placed, placed.procedure.line, placed.procedure.title)),
    broken: [],
  }
}

/** Every procedure that changes the system says how long it may take: itself, in a step, or in one of its phases. */
export function timesClaim({ book }: BaselineInput): Claim {
  const changing = procedures(book).filter(({ procedure }) => changesSomething(procedure))
  const judged = changing.map((placed) => {
    const { procedure } = placed
    const bounds = [
      procedure,
      ...procedure.phases,
      ...allSteps([...procedure.steps, ...procedure.verification]),
    ].flatMap(({ timeBound }) => timeBound ?? [])
    return { placed, bound: bounds[0] }
  })
  const bounded = judged.filter(({ bound }) => bound !== undefined)
  return {
    id: 'recovery-times',
    claim: 'Recovery times are bounded',
    passed: judged.length > 0 && bounded.length === judged.length,
    summary:
      judged.length === 0
        ? 'there is no procedure that changes anything'
        : `${bounded.length} of ${judged.length} procedures that change the system say how long they may take`,
    measured: bounded.length,
    required: judged.length,
    proof: bounded.map(({ placed, bound }) =>
      evidence(placed, bound!.line, `${placed.procedure.title}: ${bound!.text}`),
    ),
    broken: judged
      .filter(({ bound }) => bound === undefined)
      .map(({ placed }) => evidence(placed, placed.procedure.line, `no time bound: ${placed.procedure.title}`)),
  }
}
