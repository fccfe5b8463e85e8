import type { Parameter } from '../book/page.ts'
import { type Declarations, type DeclaredParameter, declarationProblem } from './declared-parameter.ts'
import { alertLabel, canonicalName, isSecretName } from './parameter-name.ts'
import type { GivenValue, Origin, PlanInput, PlannedParameter } from './plan.ts'
import { aboutParameter, type PlanRefusal, refusePlan } from './plan-refusal.ts'
import { ANY_VALUE, stricter, type ValueRule, valueProblem } from './value-rule.ts'

/** How the commands of a plan use one parameter. */
export interface ParameterUse {
  name: string
  texts: Set<string>
  lines: Set<number>
  variables: Set<string>
  /** The strictest of its places. */
  rule: ValueRule
  /** Where a single place asks for more than the others, to name the right line. */
  rules: { rule: ValueRule; line: number }[]
  /** Alert label the author names in the placeholder. */
  alertLabel?: string
  /** True where an unresolved placeholder would be taken for a redirection. */
  redirects: boolean
}

const ORDER: readonly Origin[] = ['flag', 'file', 'env', 'capture', 'alert', 'default']

/** Values by parameter: what was given, the alert's labels, the defaults of the page; in this order of weight. */
export class ParameterValues {
  private readonly given: readonly GivenValue[]
  private readonly declarations: Declarations
  private readonly input: PlanInput

  constructor(input: PlanInput, declarations: Declarations) {
    this.input = input
    this.declarations = declarations
    this.given = [...input.values].sort((a, b) => ORDER.indexOf(a.origin) - ORDER.indexOf(b.origin))
  }

  declared(name: string): DeclaredParameter | undefined {
    return this.declarations.parameters.get(name)
  }

  /** The value that counts for a parameter. */
  find(name: string, label?: string): GivenValue | undefined {
    const declared = this.declared(name)
    const labels = [label, declared?.alertLabel].filter((each) => each !== undefined).map(canonicalName)
    const found = this.given.find((value) => {
      const own = canonicalName(value.name)
      return own === name || (value.origin === 'alert' && labels.includes(own))
    })
    if (found) return found
    return declared?.default === undefined ? undefined : { name, origin: 'default', value: declared.default }
  }

  isSecret(name: string, value: GivenValue): boolean {
    return (
      value.secret === true ||
      this.declared(name)?.secret === true ||
      value.reference !== undefined ||
      isSecretName(name)
    )
  }

  /** Why a value cannot be used, each place counted. */
  problems(use: ParameterUse, given: GivenValue): readonly PlanRefusal[] {
    return this.findProblems(use, given).map((refusal) => aboutParameter(use.name, refusal))
  }

  private findProblems(use: ParameterUse, given: GivenValue): readonly PlanRefusal[] {
    const { value, origin } = given
    const file = this.input.page.file
    const declared = this.declared(use.name)
    const foreign = origin === 'alert' || origin === 'capture'
    const [first = 0] = use.lines
    if (value === undefined) {
      // Before a step gets it, its value is held to the rule of its places.
      if (given.reference !== undefined) return []
      const message = `"${use.name}" is a secret that says neither its value nor where it lies.`
      return [refusePlan('plan/bad-value', { file, lines: [first] }, message)]
    }
    const unfit = declared && declarationProblem(declared, value, this.input.matches)
    if (unfit) return [refusePlan('plan/bad-value', { file, lines: [...use.lines] }, `"${use.name}" ${unfit}.`)]
    const found = use.rules.flatMap(({ rule, line }) => {
      const problem = valueProblem(rule, value, foreign)
      return problem === undefined ? [] : [{ problem, line }]
    })
    const words = [...new Set(found.map(({ problem }) => problem))]
    return words.map((problem) => {
      const lines = found.filter((each) => each.problem === problem).map(({ line }) => line)
      return refusePlan('plan/bad-value', { file, lines }, `The value of "${use.name}" ${problem}.`)
    })
  }
}

export const newUse = (name: string): ParameterUse => ({
  name,
  texts: new Set(),
  lines: new Set(),
  variables: new Set(),
  rule: ANY_VALUE,
  rules: [],
  redirects: false,
})

/** Notes one more place of a parameter. */
export function noteUse(use: ParameterUse, parameter: Pick<Parameter, 'name' | 'text'>, line: number): void {
  use.texts.add(parameter.text)
  use.lines.add(line)
  const label = alertLabel(parameter.name)
  if (label !== undefined) use.alertLabel = label
}

export function noteRule(use: ParameterUse, rule: ValueRule, line: number): void {
  use.rule = stricter(use.rule, rule)
  use.rules.push({ rule, line })
}

/** The entry of a plan for a parameter that has a value, or gets one from an earlier step. */
export function plannedParameter(
  use: ParameterUse,
  source: { given: GivenValue; secret: boolean } | { capturedBy: string },
): PlannedParameter {
  const shared = {
    name: use.name,
    texts: [...use.texts].sort(),
    variables: [...use.variables].sort(),
    rule: use.rule,
    lines: [...use.lines].sort((a, b) => a - b),
  }
  if ('capturedBy' in source)
    return { ...shared, origin: 'capture', secret: isSecretName(use.name), capturedBy: source.capturedBy }
  const { given, secret } = source
  return {
    ...shared,
    origin: given.origin,
    secret,
    ...(secret || given.value === undefined ? {} : { value: given.value }),
    ...(given.reference === undefined ? {} : { reference: given.reference }),
  }
}
