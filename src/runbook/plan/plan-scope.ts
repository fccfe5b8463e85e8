import { canonicalName } from './parameter-name.ts'
import { newUse, type ParameterUse, type ParameterValues, plannedParameter } from './parameter-use.ts'
import type { PlanInput, PlannedParameter } from './plan.ts'
import { aboutParameter, type PlanRefusal, type PlanRefusalCode, refusePlan } from './plan-refusal.ts'
import { type HeldValues, joinHeld } from './variable-gaps.ts'

/** What is known while steps are planned one behind the other. */
export interface SessionNames {
  /** Variables that earlier commands set. */
  assigned: Set<string>
  /** True once something may have set any variable: a sourced file. */
  anything: boolean
  /** Parameter → step whose output gives it. */
  captured: Map<string, string>
  /** Variables that hold values of parameters. */
  held: HeldValues
}

const NO_NAMES = (): SessionNames => ({ assigned: new Set(), anything: false, captured: new Map(), held: new Map() })

/** What is known after one of several ways: whatever any of them may have set. */
export function joinNames(into: SessionNames, ways: readonly SessionNames[]): void {
  for (const way of ways) {
    for (const name of way.assigned) into.assigned.add(name)
    for (const [name, step] of way.captured) if (!into.captured.has(name)) into.captured.set(name, step)
    into.anything ||= way.anything
    into.held = joinHeld(into.held, way.held)
  }
}

interface Wanting {
  code: PlanRefusalCode
  lines: readonly number[]
  message: string
  hint: string | undefined
}

/**
 * Collects the parameters and refusals of some steps. The ways of an open choice have scopes of their own: what is
 * missing there only keeps that way from being chosen.
 */
export class PlanScope {
  readonly input: PlanInput
  readonly values: ParameterValues
  readonly names: SessionNames
  readonly uses = new Map<string, ParameterUse>()
  readonly notices: string[]
  private readonly found: PlanRefusal[] = []
  /** Undefined variable → lines. */
  private readonly missing = new Map<string, Set<number>>()
  private readonly parameters = new Map<string, PlannedParameter>()

  constructor(input: PlanInput, values: ParameterValues, shared?: { names: SessionNames; notices: string[] }) {
    this.input = input
    this.values = values
    this.names = shared?.names ?? NO_NAMES()
    this.notices = shared?.notices ?? []
  }

  /** A scope for one way of a choice: it knows what was set before, the other ways know nothing of it. */
  inner(): PlanScope {
    const { assigned, anything, captured, held } = this.names
    const names = { assigned: new Set(assigned), anything, captured: new Map(captured), held }
    return new PlanScope(this.input, this.values, { names, notices: this.notices })
  }

  /** Plans what runs in a process of its own: variables it sets are gone when it ends. */
  forgetting<T>(plan: () => T): T {
    const { names } = this
    const { assigned, anything, held } = names
    names.assigned = new Set(assigned)
    const planned = plan()
    Object.assign(names, { assigned, anything, held })
    return planned
  }

  refuse(code: PlanRefusalCode, lines: readonly number[], message: string, hint?: string): void {
    this.found.push(this.refusal({ code, lines, message, hint }))
  }

  private refusal({ code, lines, message, hint }: Wanting): PlanRefusal {
    const at = { file: this.input.page.file, lines }
    return hint === undefined ? refusePlan(code, at, message) : refusePlan(code, at, message, hint)
  }

  private refuseFor(parameter: string, wanting: Wanting): void {
    this.found.push(aboutParameter(parameter, this.refusal(wanting)))
  }

  use(name: string): ParameterUse {
    const known = this.uses.get(name)
    if (known) return known
    const use = newUse(name)
    this.uses.set(name, use)
    return use
  }

  missingVariable(name: string, line: number): void {
    const lines = this.missing.get(name) ?? new Set()
    this.missing.set(name, lines.add(line))
  }

  /** Looks up every parameter; what has no value, or one that does not fit, is refused once with all its lines. */
  settle(): { refusals: readonly PlanRefusal[]; parameters: readonly PlannedParameter[] } {
    for (const use of this.uses.values()) this.settleUse(use)
    for (const [name, lines] of this.missing) {
      const elsewhere = this.assignedElsewhere(name)
      const hint =
        elsewhere === undefined
          ? undefined
          : `Line ${elsewhere} of the page sets it, in a part that this procedure does not carry out. Give a value: --param ${name}=VALUE.`
      const message = `Nothing sets the variable $${name}.`
      this.refuseFor(canonicalName(name), { code: 'plan/undefined-variable', lines: [...lines], message, hint })
    }
    const refusals = [...this.found].sort((a, b) => a.line - b.line || a.code.localeCompare(b.code, 'en'))
    return { refusals, parameters: [...this.parameters.values()] }
  }

  private settleUse(use: ParameterUse): void {
    const given = this.values.find(use.name, use.alertLabel)
    if (given) {
      this.found.push(...this.values.problems(use, given))
      const secret = this.values.isSecret(use.name, given)
      this.parameters.set(use.name, plannedParameter(use, { given, secret }))
      return
    }
    const capturedBy = this.names.captured.get(use.name)
    if (capturedBy !== undefined) {
      this.parameters.set(use.name, plannedParameter(use, { capturedBy }))
      return
    }
    const written = [...use.texts].sort().join(', ')
    const hint = `Give a value: --param ${use.name}=VALUE.`
    const lines = [...use.lines]
    if (use.redirects) {
      const message = `${written} has no value; as it stands the shell would read from and write to files of these names.`
      this.refuseFor(use.name, { code: 'plan/redirects', lines, message, hint })
    } else this.refuseFor(use.name, { code: 'plan/unresolved', lines, message: `${written} has no value.`, hint })
  }

  private assignedElsewhere(name: string): number | undefined {
    const assigns = new RegExp(`(?:^|[\\s;])${name}=`)
    for (const { items } of this.input.page.readings)
      for (const item of items)
        if (item.kind === 'command' && item.language === 'bash' && assigns.test(item.text)) return item.line
    return undefined
  }
}
