/** Why a plan is refused: findings about the page and the inputs, never thrown. */

interface RefusalKind {
  /** What is wrong, for the manual. */
  title: string
  /** What to do, where the refusal itself says nothing more precise. */
  hint: string
}

/** Every refusal of a plan by its code. */
export const PLAN_REFUSALS = {
  'plan/unknown-procedure': {
    title: 'The page has no procedure of that name.',
    hint: 'List the procedures of the page with "opsbook list".',
  },
  'plan/no-hooks': {
    title: 'The page demands no checks after its procedures.',
    hint: 'Name a procedure of the page.',
  },
  'plan/nothing-to-do': {
    title: 'The procedure has no step that could be carried out.',
    hint: 'Read the page: it may only describe what to do.',
  },
  'plan/unknown-parameter': {
    title: 'A value is given for a parameter that the procedure does not have.',
    hint: 'Check the spelling of the parameter.',
  },
  'plan/unresolved': {
    title: 'A placeholder has no value.',
    hint: 'Give a value: --param NAME=VALUE.',
  },
  'plan/redirects': {
    title: 'A placeholder without a value would act as a redirection: the shell would read and write files.',
    hint: 'Give a value: --param NAME=VALUE.',
  },
  'plan/undefined-variable': {
    title: 'A command reads a variable that nothing before it sets.',
    hint: 'Give a value: --param NAME=VALUE, or list the variable under "variables" in opsbook.yaml.',
  },
  'plan/reserved-variable': {
    title: 'A parameter would set a variable that decides what programs do.',
    hint: 'Rename the variable in the page.',
  },
  'plan/bad-value': {
    title: 'A value does not fit what the page declares or what its place in a command can hold.',
    hint: 'Give another value.',
  },
  'plan/bad-declaration': {
    title: 'The front matter declares a parameter in a way that cannot be understood.',
    hint: 'Declare parameters as "params: {name: {type: string, pattern: …, enum: […], default: …}}".',
  },
  'plan/no-place': {
    title: 'A placeholder stands where no value can be put safely.',
    hint: 'Rewrite the command with a variable.',
  },
  'plan/in-program': {
    title: 'A placeholder stands inside a program in another language.',
    hint: 'Hand the value to that program by its own variables.',
  },
  'plan/shell-syntax': {
    title: 'A command is not complete, valid shell.',
    hint: 'Mend the command in the page; "bash -n" shows the same problem.',
  },
  'plan/prompts': {
    title: 'A script asks questions, which a run cannot answer.',
    hint: 'Save the script and start it at a terminal, or replace "read" by a parameter.',
  },
  'plan/script-arguments': {
    title: 'A script reads arguments that nobody gives it.',
    hint: 'Replace "$1" and its like by parameters.',
  },
  'plan/open-transaction': {
    title: 'Statements begin a transaction that the same step does not end.',
    hint: 'Write BEGIN, what belongs to it and COMMIT into one fence, without comments that begin a new step between them.',
  },
  'plan/no-executor': {
    title: 'Nothing here executes that language, and nobody is there to do it by hand.',
    hint: 'Configure an executor for it, or run with a person at the terminal.',
  },
  'plan/needs-person': {
    title: 'A command never ends by itself or takes over the terminal, and nobody is there.',
    hint: 'Bound it ("timeout 30 …", "--batch"), or run it with a person at the terminal.',
  },
  'plan/choice': {
    title: 'Several ways are given, and nobody is there to choose.',
    hint: 'Choose with --variant NAME or --choice STEP=LETTER.',
  },
  'plan/unknown-variant': {
    title: 'No step of the procedure knows that variant.',
    hint: 'Choose one of the variants the procedure has.',
  },
  'plan/unknown-choice': {
    title: 'A choice names a step or an alternative that does not exist.',
    hint: 'Name the step by its id and the alternative by its letter.',
  },
  'plan/unknown-target': {
    title: 'A step asks for a target that the plan does not have.',
    hint: 'Give the target: --target NAME.',
  },
  'plan/no-undo': {
    title: 'A step names an undo that the rollback part of its procedure does not have.',
    hint: 'Give the fence of the rollback step that name: {#NAME}.',
  },
} as const satisfies Readonly<Record<string, RefusalKind>>

export type PlanRefusalCode = keyof typeof PLAN_REFUSALS

export interface PlanRefusal {
  code: PlanRefusalCode
  file: string
  /** 0 where the refusal is about an input and no line of the page. */
  line: number
  /** Every line it concerns, where there are several. */
  lines: readonly number[]
  /** One sentence: what is wrong and why it matters. */
  message: string
  /** One sentence: what to do. */
  hint: string
  /** The parameter whose value is missing or does not fit; somebody at a terminal can be asked for it. */
  parameter?: string
}

/** The same refusal, about a parameter. */
export const aboutParameter = (parameter: string, refusal: PlanRefusal): PlanRefusal => ({ ...refusal, parameter })

/** Makes a refusal; the hint of its code stands where none is given. */
export function refusePlan(
  code: PlanRefusalCode,
  at: { file: string; lines: readonly number[] },
  message: string,
  hint: string = PLAN_REFUSALS[code].hint,
): PlanRefusal {
  const lines = [...new Set(at.lines)].sort((a, b) => a - b)
  return { code, file: at.file, line: lines[0] ?? 0, lines, message, hint }
}
