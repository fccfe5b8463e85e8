import type { Command, Parameter, Procedure, Step } from '../page.ts'
import { commandFacts } from '../shell/command-facts.ts'
import { SHELL } from './read-command.ts'
import { uniqueParameters } from './step-draft.ts'

/** Adds to every step the undefined variables of the page that its commands read: its reader must know them. */
export function stepParameters(procedure: Procedure, variables: readonly Parameter[]): Procedure {
  if (variables.length === 0) return procedure
  const complete = (step: Step): Step => withVariables(step, variables)
  return {
    ...procedure,
    steps: procedure.steps.map(complete),
    verification: procedure.verification.map(complete),
    rollback: procedure.rollback.map(complete),
  }
}

function withVariables(step: Step, variables: readonly Parameter[]): Step {
  const alternatives = step.alternatives?.map((each) => ({
    ...each,
    steps: each.steps.map((inner) => withVariables(inner, variables)),
  }))
  const inner = alternatives?.flatMap((each) => each.steps.flatMap((one) => one.parameters)) ?? []
  const own = step.commands.flatMap((command) => variablesOf(command, variables))
  return {
    ...step,
    parameters: uniqueParameters([...step.parameters, ...own, ...inner]),
    ...(alternatives ? { alternatives } : {}),
  }
}

function variablesOf(command: Command, variables: readonly Parameter[]): Parameter[] {
  if (command.language !== SHELL || !command.text.includes('$')) return []
  const mentioned = variables.filter(({ name }) => command.text.includes(name))
  if (mentioned.length === 0) return []
  const read = commandFacts(command.text).variables.read
  return mentioned.flatMap((variable) => {
    const use = read.find(({ name }) => name === variable.name)
    if (!use) return []
    const column = use.line === 1 ? command.column + use.column - 1 : use.column
    return [{ ...variable, line: command.line + use.line - 1, column }]
  })
}
