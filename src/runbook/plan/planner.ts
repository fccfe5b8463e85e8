import { nearNames } from '../book/near-names.ts'
import type { Procedure, Step } from '../book/page.ts'
import { type Way, wayByChoice, wayByVariant, waysOf } from './choose-alternative.ts'
import { PLATFORMS } from './known-platforms.ts'
import type { ParameterValues } from './parameter-use.ts'
import type { PlanInput, PlannedAlternative, PlannedParameter, PlannedStep } from './plan.ts'
import { joinNames, PlanScope, type SessionNames } from './plan-scope.ts'
import { planStep } from './plan-step.ts'
import { conditionOf, consentFor } from './step-consent.ts'
import type { SourceStep } from './step-order.ts'
import { stepRisk, worstEffect } from './worst-risk.ts'

/** Plans steps one behind the other; where there are several ways, the chosen one, or all of them to choose from. */
export class Planner {
  readonly scope: PlanScope
  readonly alternativeParameters: PlannedParameter[] = []
  private readonly input: PlanInput
  private readonly usedChoices = new Set<string>()

  constructor(input: PlanInput, values: ParameterValues) {
    this.input = input
    this.scope = new PlanScope(input, values)
  }

  plan({ step, role }: SourceStep, scope: PlanScope = this.scope): readonly PlannedStep[] {
    const ways = waysOf(step)
    if (ways.length === 0) return planStep(scope, step, role)
    const chosen = this.choose(step.id, ways, scope)
    if (chosen) return underChoice(step, chosen.steps).flatMap((inner) => this.plan({ step: inner, role }, scope))
    const names: SessionNames[] = []
    const alternatives = ways.map((way): PlannedAlternative => {
      const inner = scope.inner()
      const steps = way.steps.flatMap((each) => this.plan({ step: each, role }, inner))
      const { refusals, parameters } = inner.settle()
      names.push(inner.names)
      this.alternativeParameters.push(...parameters)
      const { key, title, line, platform } = way
      return { key, title, line, steps, refusals, ...(platform === undefined ? {} : { platform }) }
    })
    joinNames(scope.names, names)
    this.checkOpenChoice({ step, role }, alternatives, scope)
    return [this.openChoice({ step, role }, alternatives)]
  }

  private choose(id: string, ways: readonly Way[], scope: PlanScope): Way | undefined {
    const choice = Object.hasOwn(this.input.choices, id) ? this.input.choices[id] : undefined
    const { variants, bookVariants = [] } = this.input
    if (choice === undefined) return wayByVariant(ways, variants) ?? wayByVariant(ways, bookVariants)
    this.usedChoices.add(id)
    const way = wayByChoice(ways, choice)
    if (!way) {
      const names = ways.map(({ key, title }) => `${key} (${title})`).join(', ')
      scope.refuse(
        'plan/unknown-choice',
        ways.map(({ line }) => line),
        `"${choice}" is none of the ways of ${id}: ${names}.`,
      )
    }
    return way
  }

  private checkOpenChoice({ step }: SourceStep, alternatives: readonly PlannedAlternative[], scope: PlanScope): void {
    const lines = alternatives.map(({ line }) => line)
    const names = alternatives.map(({ key, title }) => `${key} (${title})`).join(', ')
    if (this.input.unattended) {
      scope.refuse('plan/choice', lines, `Step ${step.id} can be carried out in ${alternatives.length} ways: ${names}.`)
    } else if (alternatives.every(({ refusals }) => refusals.length > 0)) {
      const first = alternatives[0]!.refusals[0]!
      scope.refuse(
        first.code,
        first.lines,
        `None of the ways of ${step.id} can be carried out; the first: ${first.message}`,
        first.hint,
      )
    }
  }

  /** A step that asks which of its ways is carried out; its risk is that of the worst. */
  private openChoice({ step, role }: SourceStep, alternatives: readonly PlannedAlternative[]): PlannedStep {
    const inner = alternatives.flatMap(({ steps }) => steps)
    const effect = worstEffect(inner.map((each) => each.effect))
    const traits = [...new Set(inner.flatMap((each) => each.traits))].sort()
    const risk = stepRisk(effect, traits)
    const condition = step.condition ?? conditionOf(step.title, step.group)
    return {
      id: step.id,
      title: step.title || 'Choose one way',
      line: step.line,
      endLine: step.endLine,
      phase: step.phase,
      role,
      kind: 'choice',
      language: '',
      executor: 'manual',
      commands: [],
      environment: [],
      expectations: step.expectations.map((expectation) => ({ expectation, binding: 'asserts' })),
      risk,
      effect,
      traits,
      reasons: [],
      timeoutSeconds: this.input.timeouts.stepSeconds,
      retries: 0,
      consent: consentFor({ kind: 'choice', risk, condition }, this.input.policy),
      alternatives,
      ...(step.timeBound ? { timeBound: step.timeBound } : {}),
      ...(step.group === undefined ? {} : { group: step.group }),
      ...(step.caution === undefined ? {} : { caution: step.caution }),
      ...(condition === undefined ? {} : { condition }),
      notes: step.notes,
      calls: step.calls,
      exitCodes: [0],
      captures: [],
    }
  }

  /** A variant that neither the procedure nor anybody knows is a slip of the fingers. */
  checkVariants(procedure: Procedure | undefined): void {
    const titles = (procedure?.steps ?? []).flatMap((step) =>
      waysOf(step).flatMap(({ title, platform }) => [title, platform ?? '']),
    )
    const known = new Set([...(procedure?.variants ?? []), ...titles, ...PLATFORMS].map((name) => name.toLowerCase()))
    for (const variant of this.input.variants) {
      if (known.has(variant.toLowerCase())) continue
      const near = nearNames(variant, known)
      const hint = near.length > 0 ? `Did you mean ${near.join(', ')}?` : undefined
      this.scope.refuse(
        'plan/unknown-variant',
        procedure ? [procedure.line] : [],
        `Nothing here is called "${variant}".`,
        hint,
      )
    }
  }

  checkChoices(): void {
    for (const id of Object.keys(this.input.choices)) {
      if (!this.usedChoices.has(id))
        this.scope.refuse('plan/unknown-choice', [], `The plan has no choice at step "${id}".`)
    }
  }
}

/** What governs a choice governs the way that is taken: its condition, its warning, its remarks, what is expected of it. */
function underChoice(choice: Step, steps: readonly Step[]): readonly Step[] {
  const { condition, caution, group, notes, expectations } = choice
  return steps.map((step, index) => ({
    ...step,
    ...(condition === undefined ? {} : { condition: step.condition ?? condition }),
    ...(caution === undefined ? {} : { caution: step.caution ?? caution }),
    ...(group === undefined ? {} : { group: step.group ?? group }),
    ...(index === 0 ? { notes: [...notes, ...step.notes] } : {}),
    ...(index === steps.length - 1 ? { expectations: [...step.expectations, ...expectations] } : {}),
  }))
}
