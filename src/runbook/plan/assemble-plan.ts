import { canonicalJson } from '../../kit/canonical-json.ts'
import type { Procedure, Risk } from '../book/page.ts'
import type { ExecutorFacts, Plan, PlanInput, PlannedParameter, PlannedStep, Target } from './plan.ts'
import { stricter } from './value-rule.ts'
import { stepRisk, worstEffect } from './worst-risk.ts'

/** What planning a procedure gave. */
export interface Parts {
  procedure: Procedure | undefined
  steps: readonly PlannedStep[]
  rollback: readonly PlannedStep[]
  parameters: readonly PlannedParameter[]
  notices: readonly string[]
}

/** Puts a plan together and computes its hash. */
export function assemblePlan(input: PlanInput, { procedure, steps, rollback, parameters, notices }: Parts): Plan {
  const { page, source, targets, policy } = input
  const flat = steps.flatMap((step) => [step, ...(step.alternatives ?? []).flatMap((each) => each.steps)])
  const effect = worstEffect(flat.map((step) => step.effect))
  const risk: Risk = stepRisk(effect, [...new Set(flat.flatMap(({ traits }) => traits))])
  const merged = mergeParameters(parameters)
  const executors = usedExecutors(input, [...flat, ...rollback])
  const inherits = [...new Set(input.inherits ?? [])].sort()
  const plan: Omit<Plan, 'hash'> = {
    schema: 'opsbook.plan/v1',
    page: page.file,
    commit: source.commit,
    contentHash: source.contentHash,
    ...(procedure
      ? {
          procedure: {
            id: procedure.id,
            title: procedure.title,
            line: procedure.line,
            ...(procedure.when === undefined ? {} : { when: procedure.when }),
            ...(procedure.owner === undefined ? {} : { owner: procedure.owner }),
          },
        }
      : {}),
    title: procedure?.title ?? page.title,
    variants: [...new Set([...input.variants, ...(input.bookVariants ?? [])])],
    targets: [...targets],
    ...(Object.keys(executors).length > 0 ? { executors } : {}),
    ...(inherits.length > 0 ? { inherits } : {}),
    parameters: merged,
    prerequisites: procedure?.prerequisites ?? [],
    steps,
    rollback,
    ...(procedure?.timeBound ? { timeBound: procedure.timeBound } : {}),
    risk,
    policy,
    notices: [...new Set([...notices, ...fromHere([...flat, ...rollback], { targets, executors })])],
  }
  return { ...plan, hash: planHash(plan, input.sha256) }
}

/** Facts about the executors that steps name; others do not concern whoever approves the plan. */
function usedExecutors(
  { executorFacts = {} }: PlanInput,
  steps: readonly PlannedStep[],
): Readonly<Record<string, ExecutorFacts>> {
  const names = [...new Set(steps.map(({ executor }) => executor))].sort()
  return Object.fromEntries(
    names.flatMap((name) => (Object.hasOwn(executorFacts, name) ? [[name, executorFacts[name]!]] : [])),
  )
}

/** Requests and queries start at the runner, wherever the other steps run: worth knowing where there are several targets. */
function fromHere(
  steps: readonly PlannedStep[],
  { targets, executors }: { targets: readonly Target[]; executors: Readonly<Record<string, ExecutorFacts>> },
): readonly string[] {
  if (targets.length < 2) return []
  return steps
    .filter(({ executor }) => ['http', 'prometheus'].includes(executors[executor]?.kind ?? ''))
    .map(({ line, title }) => `line ${line}: "${title}" is carried out from this machine, once for each target`)
}

/** The ways of a choice may use one parameter each for itself; in the plan it is one, held to all its places. */
function mergeParameters(parameters: readonly PlannedParameter[]): readonly PlannedParameter[] {
  const merged = new Map<string, PlannedParameter>()
  for (const parameter of parameters) {
    const known = merged.get(parameter.name)
    merged.set(parameter.name, known ? join(known, parameter) : parameter)
  }
  return [...merged.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

const join = (a: PlannedParameter, b: PlannedParameter): PlannedParameter => ({
  ...a,
  texts: [...new Set([...a.texts, ...b.texts])].sort(),
  variables: [...new Set([...a.variables, ...b.variables])].sort(),
  lines: [...new Set([...a.lines, ...b.lines])].sort((x, y) => x - y),
  rule: stricter(a.rule, b.rule),
})

/** The hash of a plan, from the plan alone: whoever is handed one can check that it is the one that was approved. */
export const planHash = (plan: Omit<Plan, 'hash'>, sha256: PlanInput['sha256']): string =>
  sha256(canonicalJson(approved(plan, sha256)))

/** What an approval is bound to. Of a secret it is where it lies, never anything made from its value. */
function approved(plan: Omit<Plan, 'hash'>, sha256: PlanInput['sha256']): unknown {
  const text = (step: PlannedStep): unknown => ({
    id: step.id,
    executor: step.executor,
    cwd: step.cwd,
    variables: step.variables,
    targets: step.targets,
    background: step.background,
    undo: step.undo,
    commands: step.commands.map(({ text, execute }) => ({ text, execute })),
    alternatives: step.alternatives?.map(({ key, steps }) => ({ key, steps: steps.map(text) })),
  })
  return {
    commit: plan.commit,
    contentHash: plan.contentHash,
    page: plan.page,
    procedure: plan.procedure?.id,
    steps: plan.steps.map(text),
    rollback: plan.rollback.map(text),
    parameters: plan.parameters.map(({ name, secret, value, reference, capturedBy, origin }) => ({
      name,
      secret,
      value: value === undefined ? undefined : sha256(value),
      reference: secret ? (reference ?? origin) : undefined,
      capturedBy,
    })),
    targets: plan.targets,
    executors: plan.executors,
    inherits: plan.inherits,
    policy: plan.policy,
  }
}
