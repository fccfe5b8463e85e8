/** Procedures and steps of `opsbook.page/v1`. */
import type { Command, Expectation, Parameter, Procedure, Step } from '../book/page.ts'
import type { ProcedureOutput, StepOutput } from './page-contract.ts'

/** A procedure with everything to do in it. */
export function procedureJson(procedure: Procedure): ProcedureOutput {
  const { id, title, line, endLine } = procedure
  return {
    id,
    title,
    line,
    endLine,
    path: [...procedure.path],
    when: procedure.when ?? null,
    owner: procedure.owner ?? null,
    severity: procedure.severity ?? null,
    timeBoundSeconds: procedure.timeBound?.maxSeconds ?? null,
    alerts: [...procedure.alerts],
    symptoms: [...procedure.symptoms],
    prerequisites: [...procedure.prerequisites],
    variants: [...procedure.variants],
    phases: procedure.phases.map(({ title, line, timeBound }) => ({
      title,
      line,
      timeBoundSeconds: timeBound?.maxSeconds ?? null,
    })),
    steps: procedure.steps.map(stepJson),
    verification: procedure.verification.map(stepJson),
    rollback: procedure.rollback.map(stepJson),
    escalation: [...procedure.escalation],
    calls: procedure.calls.map(referenceJson),
  }
}

/** A step; the steps of its alternatives are steps again. */
export function stepJson(step: Step): StepOutput {
  const { id, title, line, endLine, phase, kind, language } = step
  return {
    id,
    title,
    line,
    endLine,
    phase,
    kind,
    language,
    commands: step.commands.map(commandJson),
    expectations: step.expectations.map(expectationJson),
    parameters: step.parameters.map(parameterJson),
    timeBoundSeconds: step.timeBound?.maxSeconds ?? null,
    condition: step.condition ?? null,
    caution: step.caution ?? null,
    group: step.group ?? null,
    within: step.within ?? null,
    notes: [...step.notes],
    calls: step.calls.map(referenceJson),
    alternatives: (step.alternatives ?? []).map(({ title, by, platform, line, steps }) => ({
      title,
      by,
      platform: platform ?? null,
      line,
      steps: steps.map(stepJson),
    })),
  }
}

const commandJson = ({ text, line, endLine, language, risk, effect, traits, reasons }: Command) => ({
  text,
  line,
  endLine,
  language,
  risk,
  effect,
  traits: [...traits],
  reasons: [...reasons],
})
const referenceJson = ({ text, target, line }: { text: string; target: string; line: number }) => ({
  text,
  target,
  line,
})
/** A value a command needs before it can run. */
export const parameterJson = ({ name, text, notation, line, column }: Parameter) => ({
  name,
  text,
  notation,
  line,
  column,
})

/** What the author said success looks like. */
export const expectationJson = ({ kind, text, line, decidable, sample, form, values }: Expectation) => ({
  kind,
  text,
  line,
  decidable,
  sample: sample ?? false,
  form,
  ...(values === undefined ? {} : { values: [...values] }),
})
