/** The commands of a step as a person at a shell types them, with the values it gets. */
import type { Plan, PlannedStep } from '../../../src/http/contract.ts'
import { visibleText } from '../../ui/visible-text.ts'

export interface HandWork {
  /** To be pasted; undefined where it holds signs that a shell or a reader could be misled by. */
  readonly text: string | undefined
  /** What to look at. */
  readonly shown: string
}

export function handWork(plan: Plan, step: PlannedStep): HandWork {
  const lines = [
    ...plan.parameters.flatMap(({ variables, value, secret }) =>
      variables
        .filter((name) => step.environment.includes(name))
        .map((name) =>
          secret || value === undefined
            ? `# set ${name} yourself: it is not shown here`
            : `export ${name}=${quoted(value)}`,
        ),
    ),
    ...step.commands.map(({ execute }) => execute),
  ]
  const text = lines.join('\n')
  const shown = visibleText(text)
  return { text: shown === text ? text : undefined, shown }
}

/** One word for a shell, whatever is in it. */
const quoted = (value: string): string => `'${value.replaceAll("'", "'\\''")}'`

/** Every step of a plan, those of all ways included. */
export const stepsOf = (steps: readonly PlannedStep[]): readonly PlannedStep[] =>
  steps.flatMap((step) => [step, ...(step.alternatives ?? []).flatMap((way) => stepsOf(way.steps))])

export const findStep = (plan: Plan, id: string | null | undefined): PlannedStep | undefined =>
  stepsOf([...plan.steps, ...plan.rollback]).find((step) => step.id === id)
