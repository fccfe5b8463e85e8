import { nearNames } from '../book/near-names.ts'
import type { Procedure } from '../book/page.ts'
import { assemblePlan } from './assemble-plan.ts'
import { readDeclarations } from './declared-parameter.ts'
import { canonicalName, parameterName } from './parameter-name.ts'
import { ParameterValues } from './parameter-use.ts'
import type { PlanInput, PlannedParameter, PlannedStep, PlanResult } from './plan.ts'
import { type PlanRefusal, refusePlan } from './plan-refusal.ts'
import type { PlanScope } from './plan-scope.ts'
import { Planner } from './planner.ts'
import { withPagePolicy } from './step-consent.ts'
import { hookSteps, type SourceStep, stepsInOrder } from './step-order.ts'

/**
 * Turns a procedure and everything somebody chose for it into what exactly would run.
 *
 * The plan is plain data and the same to the byte for the same inputs. Values of parameters never become text of a
 * command: placeholders are replaced by references to variables of the environment. Whatever cannot be run safely
 * refuses the plan, all reasons at once, each with its lines. Nothing is executed.
 */
export function makePlan(given: PlanInput): PlanResult {
  const { page } = given
  const input: PlanInput = { ...given, policy: withPagePolicy(given.policy, page.metadata.frontMatter) }
  const declarations = readDeclarations(page.metadata.frontMatter)
  const found = findSteps(input)
  if ('code' in found) return { ok: false, refusals: [found] }
  const values = new ParameterValues(input, declarations)
  const planner = new Planner(input, values)
  for (const problem of declarations.problems)
    planner.scope.refuse(
      'plan/bad-declaration',
      [page.document.frontMatter?.line ?? 1],
      `The front matter: ${problem}.`,
    )
  planner.checkVariants(found.procedure)
  const steps = found.steps.flatMap((source) => planner.plan(source))
  const rollback = (found.procedure?.rollback ?? []).flatMap((step) => planner.plan({ step, role: 'rollback' }))
  planner.checkChoices()
  refuseLostUndo(planner.scope, steps, rollback)
  const { refusals, parameters } = planner.scope.settle()
  const all = [...parameters, ...planner.alternativeParameters]
  const unknown = unknownValues(input, { parameters: all, declared: [...declarations.parameters.keys()] })
  if (steps.length === 0 && refusals.length === 0) {
    const what = found.procedure?.title ?? page.title
    return {
      ok: false,
      refusals: [
        refusePlan(
          'plan/nothing-to-do',
          { file: page.file, lines: [found.procedure?.line ?? 1] },
          `"${what}" has no step.`,
        ),
      ],
    }
  }
  if (refusals.length + unknown.length > 0) return { ok: false, refusals: [...unknown, ...refusals] }
  return {
    ok: true,
    plan: assemblePlan(input, {
      procedure: found.procedure,
      steps,
      rollback,
      parameters: all,
      notices: planner.scope.notices,
    }),
  }
}

/** A step may only promise to be taken back by a step that the plan has. */
function refuseLostUndo(scope: PlanScope, steps: readonly PlannedStep[], rollback: readonly PlannedStep[]): void {
  const anchors = new Set(rollback.map(({ anchor }) => anchor))
  for (const { undo, line, alternatives } of steps) {
    if (undo !== undefined && !anchors.has(undo))
      scope.refuse('plan/no-undo', [line], `The step names #${undo} as its undo, and no rollback step is called so.`)
    for (const way of alternatives ?? []) refuseLostUndo(scope, way.steps, rollback)
  }
}

interface Found {
  procedure?: Procedure
  steps: readonly SourceStep[]
}

function findSteps({ page, what }: PlanInput): Found | PlanRefusal {
  if ('hooks' in what) {
    if (page.hooks.length > 0) return { steps: hookSteps(page.hooks) }
    return refusePlan(
      'plan/no-hooks',
      { file: page.file, lines: [] },
      `${page.file} demands no checks after its procedures.`,
    )
  }
  const procedure = page.procedures.find(({ id }) => id === what.procedure)
  if (procedure) return { procedure, steps: stepsInOrder(page, procedure) }
  const near = nearNames(
    what.procedure,
    page.procedures.map(({ id }) => id),
  )
  const hint = near.length > 0 ? `Did you mean ${near.join(', ')}?` : undefined
  return refusePlan(
    'plan/unknown-procedure',
    { file: page.file, lines: [] },
    `${page.file} has no procedure "${what.procedure}".`,
    hint,
  )
}

/** A value somebody typed for a parameter that nothing reads is a slip of the fingers. */
function unknownValues(
  input: PlanInput,
  { parameters, declared }: { parameters: readonly PlannedParameter[]; declared: readonly string[] },
): readonly PlanRefusal[] {
  const ofPage = input.page.parameters.map(parameterName)
  const known = new Set([...parameters.map(({ name }) => name), ...declared, ...ofPage])
  return input.values
    .filter(({ name, origin }) => origin === 'flag' && !known.has(canonicalName(name)))
    .map(({ name }) => {
      const near = nearNames(canonicalName(name), known)
      const hint = near.length > 0 ? `Did you mean ${near.join(', ')}?` : undefined
      return refusePlan(
        'plan/unknown-parameter',
        { file: input.page.file, lines: [] },
        `Nothing here reads the parameter "${name}".`,
        hint,
      )
    })
}
