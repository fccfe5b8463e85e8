import type { Alternative, Command, Expectation, Parameter, Phase, Reference, Step, TimeBound } from '../page.ts'

/** A step while it is being read; it gets its id when its procedure is complete. */
export interface StepDraft {
  title: string
  line: number
  endLine: number
  phase: Phase
  /** The phase that a heading or a label declared, where one did. */
  declared?: Phase
  commands: Command[]
  expectations: Expectation[]
  notes: string[]
  calls: Reference[]
  alternatives: AlternativeDraft[]
  timeBound?: TimeBound
  caution?: string
  condition?: string
  group?: string
  /** The command that opened the session in which the commands are typed. */
  within?: string
  /** A command in the text of the step that opens a session, before the step's own commands. */
  opens?: { text: string; line: number }
}

export interface AlternativeDraft {
  title: string
  by: Alternative['by']
  platform?: string
  line: number
  steps: StepDraft[]
}

/** An empty step at a line. */
export const draftStep = (title: string, line: number, phase: Phase): StepDraft => ({
  title,
  line,
  endLine: line,
  phase,
  commands: [],
  expectations: [],
  notes: [],
  calls: [],
  alternatives: [],
})

/** Gives drafts their ids: `restart/1`, `restart/2`, and `restart/2/a/1` inside an alternative. */
export function finishSteps(drafts: readonly StepDraft[], prefix: string): Step[] {
  return drafts.map((draft, index) => finishStep(draft, `${prefix}/${index + 1}`))
}

function finishStep(draft: StepDraft, id: string): Step {
  const alternatives = draft.alternatives.map((alternative, index) => ({
    title: alternative.title,
    by: alternative.by,
    ...(alternative.platform === undefined ? {} : { platform: alternative.platform }),
    line: alternative.line,
    steps: finishSteps(alternative.steps, `${id}/${String.fromCharCode(97 + (index % 26))}`),
  }))
  const kind =
    alternatives.length > 0 ? 'choice' : draft.commands.length > 0 && draft.within === undefined ? 'command' : 'manual'
  const inner = alternatives.flatMap((alternative) => alternative.steps.flatMap((step) => step.parameters))
  return {
    id,
    title: draft.title || (draft.commands[0]?.text.split('\n', 1)[0] ?? ''),
    line: draft.line,
    endLine: draft.endLine,
    phase: draft.phase,
    kind,
    language: draft.commands[0]?.language ?? alternatives[0]?.steps[0]?.language ?? '',
    commands: draft.commands,
    expectations: draft.expectations,
    parameters: uniqueParameters([...draft.commands.flatMap((command) => command.parameters), ...inner]),
    ...(draft.timeBound ? { timeBound: draft.timeBound } : {}),
    ...(draft.group === undefined ? {} : { group: draft.group }),
    ...(draft.condition === undefined ? {} : { condition: draft.condition }),
    ...(draft.caution === undefined ? {} : { caution: draft.caution }),
    ...(draft.within === undefined ? {} : { within: draft.within }),
    ...(alternatives.length > 0 ? { alternatives } : {}),
    notes: draft.notes,
    calls: draft.calls,
  }
}

/** The same name in the same notation is one parameter, kept at its first place. */
export function uniqueParameters(parameters: readonly Parameter[]): Parameter[] {
  const seen = new Map<string, Parameter>()
  for (const parameter of parameters) {
    const key = `${parameter.notation} ${parameter.name}`
    if (!seen.has(key)) seen.set(key, parameter)
  }
  return [...seen.values()]
}
